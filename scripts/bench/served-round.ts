import { tokenOf } from '#server/invitations/tokens.js';
import { readMailKey, readSigningKeys } from '#server/keys/keys.js';
import { launchRound, openDueRounds } from '#server/rounds/rounds.js';
import type { Invitation } from '#server/storage/port/registrar/rounds.js';
import type { BenchOffice } from './bench-office.js';
import { signedBallot, someBlinded } from './bench-round.js';
import type { Asked } from './exchange.js';

/** An open round and what its people send: for each a collect, and a ballot that was signed directly. */
export interface ServedRound {
  collects: Asked[];
  casts: Asked[];
}

/** Launches the office's round and opens it. */
export async function servedRound({ rounds, act, stores }: BenchOffice): Promise<ServedRound> {
  await launchRound(rounds, act);
  await openDueRounds(rounds, rounds.clock.now());
  const record = await stores.registrar.rounds.byId(act.round);
  const [mailKey, signing] = [await readMailKey(rounds, act.round), await readSigningKeys(rounds, act.round)];
  if (!record?.manifest || !record.manifestHash || !mailKey || !signing) throw new Error('the round was not launched');
  const { manifest, manifestHash } = record;
  const invited: Invitation[] = [];
  for await (const invitation of stores.registrar.rounds.invitations(act.round)) invited.push(invitation);
  const post = (path: string, body: object): Asked => ({ method: 'POST', path, body: JSON.stringify(body) });
  return {
    collects: invited.map(({ id }) => {
      const token = { manifest: manifestHash, token: tokenOf(mailKey, id) };
      return post('/ballot/collect', { ...token, blinded: { scored: someBlinded() }, replacement: false });
    }),
    casts: invited.map(({ unit }) => post('/ballot/cast', signedBallot(manifest, manifestHash, unit, signing))),
  };
}
