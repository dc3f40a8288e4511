import { randomBytes } from 'node:crypto';
import { tokenOf } from '#server/invitations/tokens.js';
import { keepRoundSecrets, makeBoxKey, makeSigningKey, type SigningKeys } from '#server/keys/keys.js';
import { inviteEverybody, rollEntries } from '#server/rounds/invitations-of-round.js';
import { makeManifest } from '#server/rounds/make-manifest.js';
import { reportingUnitsNow } from '#server/rounds/reporting-units.js';
import { openDueRounds } from '#server/rounds/rounds.js';
import { writeInvitationCode } from '#shared/ballot/link.js';
import { reportingUnits, type UnitId } from '#shared/ballot/manifest.js';
import type { BenchOffice } from './bench-office.js';
import { ITEMS } from './bench-round.js';

/**
 * Opens the office's round with a real key for one of its units alone: to make 300 takes half a minute, and a page reads one.
 * The manifest is as long as with 300. Gives the code of somebody in that unit.
 */
export async function openWideRound({ rounds, act }: Pick<BenchOffice, 'rounds' | 'act'>): Promise<string> {
  const { organisation, round } = act;
  const record = await rounds.registrar.rounds.byId(round);
  if (!record) throw new Error('there is no round');
  const formed = await reportingUnitsNow(rounds, organisation, record.draft.k);
  const leaves = formed.units.filter(({ parent }) => parent !== null).map(({ id }) => id as UnitId);
  const [own] = leaves;
  if (!own) throw new Error('there are no units');
  const real: SigningKeys = new Map([[own, { scored: await makeSigningKey() }]]);
  const pretended: SigningKeys = new Map(
    leaves.map((unit) => [unit, { scored: { privateKey: new Uint8Array(), publicKey: randomBytes(294) } }]),
  );
  const secrets = { signing: new Map([...pretended, ...real]) as SigningKeys, mail: randomBytes(32), box: await makeBoxKey() };
  const client = await rounds.currentClient();
  const { manifest, hash } = makeManifest({ round, draft: record.draft, formed, secrets, client });
  const invitations = await inviteEverybody(formed, rounds.random);
  await rounds.registrar.clientFiles.keep(client.version, client.files);
  await keepRoundSecrets(rounds, round, { ...secrets, signing: real });
  const invitedUnits = reportingUnits(manifest);
  const spares = new Map(invitedUnits.map(({ id, spares }) => [id, spares]));
  await rounds.roll.create(round, spares, await rollEntries(invitations, secrets.mail));
  const capacity = new Map(invitedUnits.map(({ id, roll, spares }) => [id, roll + spares]));
  await rounds.ballotBox.create(round, { capacity, kinds: ['scored'], items: ITEMS.length, salt: randomBytes(32) });
  const event = { at: rounds.clock.now().toISOString(), what: 'launched' as const, reason: null };
  const frozen = {
    organisation,
    id: round,
    revision: record.revision,
    manifest,
    manifestHash: hash,
    homes: formed.homes,
    invitations,
    event,
  };
  if ((await rounds.registrar.rounds.freeze({ ...frozen, queueMail: false })) !== 'frozen') throw new Error('the round was not frozen');
  await openDueRounds(rounds, rounds.clock.now());
  const invited = invitations.find(({ unit, spare }) => unit === own && !spare);
  return writeInvitationCode({ token: tokenOf(secrets.mail, invited?.id ?? ''), manifest: hash });
}
