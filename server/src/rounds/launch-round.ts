import { type Manifest, reportingUnits, type UnitId } from '#shared/ballot/manifest.js';
import { Refusal } from '#shared/contract/refusal.js';
import type { LaunchProgress, Round } from '#shared/contract/rounds.js';
import { itemOrder } from '#shared/instrument/answers.js';
import { instrumentOf } from '#shared/instrument/core.js';
import { recordActing } from '../audit/audit.js';
import { keepRoundSecrets, makeBoxKey, makeSigningKeys } from '../keys/keys.js';
import type { Invitation, RoundRecord } from '../storage/port/registrar/rounds.js';
import { notDraft } from './drafts.js';
import { inviteEverybody, rollEntries } from './invitations-of-round.js';
import { LaunchLease } from './launch-lease.js';
import { makeManifest } from './make-manifest.js';
import { obstaclesTo } from './privacy-preview.js';
import { readRound } from './read-round.js';
import { type ReportingUnits, reportingUnitsNow } from './reporting-units.js';
import { findRound, type RoundAct, type RoundNeeds } from './round-needs.js';

const KINDS = ['scored'] as const;

/**
 * Freezes the terms and launches: keys, roll and ballot box are written, then in one act the draft becomes scheduled with its manifest,
 * invitations and waiting mail. Killed anywhere before that act it leaves a draft that can be launched again.
 * Refuses a round that is no draft, and whatever the privacy preview names as an obstacle.
 */
export async function launchRound(needs: RoundNeeds, input: RoundAct): Promise<Round> {
  await (await begin(needs, input)).launched;
  return readRound(needs, input);
}

/** As `launchRound`, but answers once the launch is under way; `readRound` tells how far it is. Refuses the same. */
export async function beginLaunch(needs: RoundNeeds, input: RoundAct): Promise<Round> {
  const { launched } = await begin(needs, input);
  needs.background.keep('launch', launched);
  return readRound(needs, input);
}

/** Checks all that can be refused, and launches under the lease. */
async function begin(needs: RoundNeeds, input: RoundAct): Promise<{ launched: Promise<void> }> {
  const { organisation, round } = input;
  await findRound(needs, input);
  const lease = await LaunchLease.take(needs, round);
  if (!lease) throw notDraft();
  try {
    const record = await findRound(needs, input);
    if (record.state !== 'draft') throw notDraft();
    const formed = await reportingUnitsNow(needs, organisation, record.draft.k);
    await refuseObstacles(needs, record, formed);
    const going = goingUnder(needs, record, lease);
    going.on('keys', 0, leavesOf(formed).length * KINDS.length);
    // Whoever is answered may ask at once how far it is, of any process.
    if (!(await lease.confirm())) throw notDraft();
    return { launched: underLease(needs, lease, () => launch(needs, { by: input.by, record, formed }, going)) };
  } catch (refusal) {
    await lease.drop();
    throw refusal;
  }
}

/** How a launch goes on, told to everybody. Throws when it is not to go on: another has the lease, or the server stops. */
interface Going {
  on(step: LaunchProgress['step'], done: number, of: number): void;
  /** To a step that writes what another launch may be writing. */
  to(step: LaunchProgress['step'], of: number): Promise<void>;
}

/** Every word is a write to the registrar: one for each hundredth of a step is enough. */
function goingUnder({ background, registrar }: RoundNeeds, round: RoundRecord, lease: LaunchLease): Going {
  let told = '';
  const on: Going['on'] = (step, done, of) => {
    background.stopping.throwIfAborted();
    if (!lease.held) throw notDraft();
    const hundredth = `${step} ${Math.floor((100 * done) / of)}`;
    if (hundredth === told) return;
    told = hundredth;
    lease.tell({ step, done, of });
  };
  const to: Going['to'] = async (step, of) => {
    on(step, 0, of);
    const now = (await lease.confirm()) ? await registrar.rounds.byId(round.id) : undefined;
    // Whoever had the lease meanwhile may be done with it.
    if (now?.state !== 'draft' || now.revision !== round.revision) throw notDraft();
  };
  return { on, to };
}

/** What cuts in leaves to be read how far the launch came. */
async function underLease(needs: RoundNeeds, lease: LaunchLease, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (fault) {
    await lease.leave();
    throw fault;
  }
  await lease.drop();
  needs.wake();
}

async function refuseObstacles(needs: RoundNeeds, { draft }: RoundRecord, formed: ReportingUnits): Promise<void> {
  const obstacles = await obstaclesTo(needs, draft, formed);
  const [first] = obstacles;
  if (!first) return;
  const { field, reason, remedy = '' } = first.problem;
  const problems = obstacles.map(({ problem }) => problem);
  throw new Refusal(first.code, { ...(field ? { field } : {}), reason, remedy, problems });
}

interface Launching {
  by: string;
  record: RoundRecord;
  formed: ReportingUnits;
}

async function launch(needs: RoundNeeds, { by, record, formed }: Launching, going: Going): Promise<void> {
  const { id, organisation, revision, draft } = record;
  const leaves = leavesOf(formed);
  const made = (keys: number) => going.on('keys', keys, leaves.length * KINDS.length);
  const signing = await makeSigningKeys(leaves, KINDS, { made, makeKey: needs.makeSigningKey });
  const secrets = { signing, mail: needs.random(32), box: await makeBoxKey() };
  const client = await needs.currentClient();
  const { manifest, hash } = makeManifest({ round: id, draft, formed, secrets, client });
  const invitations = await inviteEverybody(formed, needs.random);

  await needs.registrar.clientFiles.keep(client.version, client.files);
  await going.to('roll', invitations.length);
  await keepRoundSecrets(needs, id, secrets);
  await writeStores(needs, manifest, invitations, secrets.mail, going);
  const event = { at: needs.clock.now().toISOString(), what: 'launched' as const, reason: null };
  await going.to('invitations', invitations.length);
  const written = (some: number) => going.on('invitations', some, invitations.length);
  const frozen = { organisation, id, revision, manifest, manifestHash: hash, homes: formed.homes, invitations, event, written };
  await recordActing(needs, { organisation, who: by, act: 'round-launched', subject: draft.title }, async () => {
    if ((await needs.registrar.rounds.freeze({ ...frozen, queueMail: needs.mailConfigured })) === 'overtaken') throw notDraft();
  });
}

function leavesOf({ units }: ReportingUnits): UnitId[] {
  const parents = new Set(units.map(({ parent }) => parent));
  return units.filter(({ id }) => !parents.has(id)).map(({ id }) => id as UnitId);
}

async function writeStores(
  { roll, ballotBox, random }: RoundNeeds,
  manifest: Manifest,
  invitations: readonly Invitation[],
  mailKey: Uint8Array,
  going: Going,
): Promise<void> {
  const leaves = reportingUnits(manifest);
  await roll.create(manifest.round, new Map(leaves.map(({ id, spares }) => [id, spares])), await rollEntries(invitations, mailKey));
  await going.to('box', invitations.length);
  const items = itemOrder(instrumentOf(manifest.form)).length;
  const capacity = new Map(leaves.map((unit) => [unit.id, unit.roll + unit.spares]));
  await ballotBox.create(manifest.round, { capacity, kinds: KINDS, items, salt: random(32) });
}
