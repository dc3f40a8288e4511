import { type Manifest, type RoundId, reportingUnits } from '#shared/ballot/manifest.js';
import { Refusal } from '#shared/contract/refusal.js';
import type { Round } from '#shared/contract/rounds.js';
import { itemOrder } from '#shared/instrument/answers.js';
import { instrumentOf } from '#shared/instrument/core.js';
import { recordAct } from '../audit/audit.js';
import { keepRoundSecrets, makeBoxKey, makeSigningKeys } from '../keys/keys.js';
import type { Invitation, RoundRecord } from '../storage/port/registrar/rounds.js';
import { notDraft } from './drafts.js';
import { inviteEverybody, rollEntries } from './invitations-of-round.js';
import { withLaunchLease } from './launch-lease.js';
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
  const { organisation, round } = input;
  await findRound(needs, input);
  await withLaunchLease(needs, round, notDraft, async () => {
    const record = await findRound(needs, input);
    if (record.state !== 'draft') throw notDraft();
    const formed = await reportingUnitsNow(needs, organisation, record.draft.k);
    await refuseObstacles(needs, record, formed);
    await launch(needs, record, formed);
    await recordAct(needs, { organisation, who: input.by, act: 'round-launched', subject: record.draft.title });
  });
  needs.wake();
  return readRound(needs, input);
}

async function refuseObstacles(needs: RoundNeeds, { draft }: RoundRecord, formed: ReportingUnits): Promise<void> {
  const obstacles = await obstaclesTo(needs, draft, formed);
  const [first] = obstacles;
  if (!first) return;
  const { field, reason, remedy = '' } = first.problem;
  const problems = obstacles.map(({ problem }) => problem);
  throw new Refusal(first.code, { ...(field ? { field } : {}), reason, remedy, problems });
}

async function launch(needs: RoundNeeds, record: RoundRecord, formed: ReportingUnits): Promise<void> {
  const { id, organisation, revision, draft } = record;
  const parents = new Set(formed.units.map(({ parent }) => parent));
  const leaves = formed.units.filter((unit) => !parents.has(unit.id)).map((unit) => unit.id as Manifest['units'][number]['id']);
  const secrets = { signing: await makeSigningKeys(leaves, KINDS), mail: needs.random(32), box: await makeBoxKey() };
  const client = await needs.currentClient();
  const { manifest, hash } = makeManifest({ round: id, draft, formed, secrets, client });
  const invitations = inviteEverybody(formed, needs.random);

  await needs.registrar.clientFiles.keep(client.version, client.files);
  await keepRoundSecrets(needs, id, secrets);
  await writeStores(needs, id, manifest, invitations, secrets.mail);
  const event = { at: needs.clock.now().toISOString(), what: 'launched' as const, reason: null };
  const frozen = { organisation, id, revision, manifest, manifestHash: hash, homes: formed.homes, invitations, event };
  if ((await needs.registrar.rounds.freeze({ ...frozen, queueMail: needs.mailConfigured })) === 'overtaken') throw notDraft();
}

async function writeStores(
  { roll, ballotBox, random }: RoundNeeds,
  round: RoundId,
  manifest: Manifest,
  invitations: readonly Invitation[],
  mailKey: Uint8Array,
): Promise<void> {
  const leaves = reportingUnits(manifest);
  await roll.create(round, new Map(leaves.map(({ id, spares }) => [id, spares])), [...rollEntries(invitations, mailKey)]);
  const items = itemOrder(instrumentOf(manifest.form)).length;
  const capacity = new Map(leaves.map((unit) => [unit.id, unit.roll + unit.spares]));
  await ballotBox.create(round, { capacity, kinds: KINDS, items, salt: random(32) });
}
