import { createHash } from 'node:crypto';
import { fingerprintOf } from '#server/keys/keys.js';
import { type BallotId, ballotMessage } from '#shared/ballot/ballot.js';
import { fromBase64Url, joinBytes, toBase64Url, toHex } from '#shared/ballot/encoding.js';
import { type Answers, itemOrder } from '#shared/instrument/answers.js';
import { instrumentOf } from '#shared/instrument/core.js';
import { blind } from '../../../scripts/demo/blind.js';
import { call } from '../call.js';
import type { Invited, LaunchedRound, Sheet } from '../model.js';
import { must } from '../promise.js';
import type { ServerProcess } from '../server-process.js';
import type { World } from '../world.js';

/** Makes a blank ballot as a browser does: asks where the invitation counts, checks the key against the manifest, blinds. Undefined when nothing was told. */
export async function makeSheet(world: World, process: ServerProcess, round: LaunchedRound, invited: Invited): Promise<Sheet | undefined> {
  const { unit } = invited;
  const key = round.publicKeys.get(unit) ?? (await readKey(world, process, round, invited));
  if (!key) return undefined;
  const id = world.chance.bytes(32);
  const digest = createHash('sha256')
    .update(ballotMessage(round.hash, unit, 'scored'))
    .digest();
  const blinded = blind(key, joinBytes(id, digest));
  return { id: toHex(id) as BallotId, unit, blinded, sent: toBase64Url(blinded.blinded), granted: 'no', counted: 'no', said: [] };
}

async function readKey(world: World, process: ServerProcess, round: LaunchedRound, { token, unit }: Invited) {
  const outcome = await call(world, process, 'readInvitation', { body: { manifest: round.hash, token } });
  if (outcome.came !== 'done') return undefined;
  const key = fromBase64Url(outcome.reply.keys.scored ?? '');
  const expected = round.manifest.units.find(({ id }) => id === unit)?.keys.scored;
  must(outcome.reply.unit === unit && fingerprintOf(key) === expected, 'an invitation is told its unit and the key of the manifest');
  round.publicKeys.set(unit, key);
  return key;
}

/** What somebody says: more or less afraid, with gaps. */
export function someAnswers({ chance }: World, { manifest }: LaunchedRound): Answers {
  const instrument = instrumentOf(manifest.form);
  const mayNotArise = new Set(instrument.signals.flatMap(({ items }) => items.flatMap(({ id, mayNotArise }) => (mayNotArise ? [id] : []))));
  const afraid = chance.below(4);
  const code = (item: string) => {
    if (chance.perhaps(0.04)) return 0;
    if (chance.perhaps(0.04)) return mayNotArise.has(item) ? 9 : 8;
    return Math.min(5, 1 + chance.below(2) + afraid);
  };
  return Object.fromEntries(itemOrder(instrument).map((item) => [item, code(item)])) as Answers;
}
