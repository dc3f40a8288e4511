import { createHash, randomBytes } from 'node:crypto';
import { type BallotId, ballotMessage } from '#shared/ballot/ballot.js';
import { fromBase64Url, joinBytes, toBase64Url, toHex } from '#shared/ballot/encoding.js';
import type { Hash } from '#shared/ballot/manifest.js';
import type { Receipt } from '#shared/ballot/receipt.js';
import type { Answers } from '#shared/instrument/answers.js';
import { blind } from '../../scripts/demo/blind.js';
import type { Invited, SignedBallot } from '../../scripts/demo/voter.js';

type Headers = Record<string, string>;

/** A request to a ballot route, each with what its browser would send besides. Refusals throw their text. */
async function ballotRoute(url: string, path: string, headers: Headers, body?: object): Promise<unknown> {
  const content = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const reply = await fetch(`${url}/ballot/${path}`, { ...content, headers: { 'Content-Type': 'application/json', ...headers } });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`${path}: ${reply.status} ${text}`);
  return JSON.parse(text);
}

/** Exchanges an invitation for a signed ballot over HTTP, as a browser does it; `blinded` is what the server saw of it. */
export async function collectOver(url: string, { manifest, token }: Invited, headers: Headers = {}) {
  const terms = (await ballotRoute(url, `manifests/${manifest}`, headers)) as { round: SignedBallot['round'] };
  const found = (await ballotRoute(url, 'invitation', headers, { manifest, token })) as {
    unit: SignedBallot['unit'];
    keys: { scored: string };
  };
  const id = randomBytes(32);
  const ballot = blind(fromBase64Url(found.keys.scored), signedMessage(id, manifest, found.unit));
  const sent = { manifest, token, blinded: { scored: toBase64Url(ballot.blinded) }, replacement: false };
  const { signatures } = (await ballotRoute(url, 'collect', headers, sent)) as { signatures: { scored: string } };
  const signature = toBase64Url(ballot.finalize(fromBase64Url(signatures.scored)));
  const signed: SignedBallot = { round: terms.round, id: toHex(id) as BallotId, unit: found.unit, kind: 'scored', signature };
  return { ballot: signed, blinded: ballot.blinded };
}

/** Casts a signed ballot over HTTP. */
export async function castOver(url: string, ballot: SignedBallot, answers: Answers, headers: Headers = {}): Promise<Receipt> {
  return (await ballotRoute(url, 'cast', headers, { ...ballot, answers })) as Receipt;
}

function signedMessage(id: Uint8Array, manifest: Hash, unit: SignedBallot['unit']): Uint8Array {
  return joinBytes(
    id,
    createHash('sha256')
      .update(ballotMessage(manifest, unit, 'scored'))
      .digest(),
  );
}
