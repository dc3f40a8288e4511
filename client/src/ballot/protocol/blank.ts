import { BlindRSA, Params } from '@cloudflare/blindrsa-ts';
import type { z } from 'zod';
import { type BallotId, ballotMessage, type RsaBytes } from '#shared/ballot/ballot.js';
import { fromBase64Url, fromHex, joinBytes, toBase64Url, toHex } from '#shared/ballot/encoding.js';
import type { BallotKind, Hash, UnitId } from '#shared/ballot/manifest.js';
import { sha256 } from './digest.js';
import type { UnitKey } from './unit-keys.js';

/** A ballot before it is signed: its id and the blinding inverse never leave the device until it is cast. */
export interface Blank {
  kind: BallotKind;
  unit: UnitId;
  id: BallotId;
  /** 256 bytes in base64url. */
  inverse: string;
  blinded: z.infer<typeof RsaBytes>;
}

/** RSABSSA-SHA384-PSS-Randomized (RFC 9474): the id is its 32-byte random prefix. */
const ID_BYTES = 32;

/** As the ballot page blinds and finishes: over WebCrypto, without RSA of the browser's own. */
export function blindSuite(): BlindRSA {
  const { RSABSSA_SHA384_PSS_Randomized: randomized } = Params;
  if (!randomized) throw new RangeError('the library has no RSABSSA-SHA384-PSS-Randomized');
  return new BlindRSA({ ...randomized, supportsRSARAW: false });
}

/** A fresh ballot, blinded for the unit's key. */
export async function blindBlank({ kind, unit, key }: UnitKey, manifest: Hash): Promise<Blank> {
  const rsa = blindSuite();
  const prepared = rsa.prepare(await sha256(ballotMessage(manifest, unit, kind)));
  const { blindedMsg, inv } = await rsa.blind(key, prepared);
  const id = toHex(prepared.subarray(0, ID_BYTES)) as BallotId;
  return { kind, unit, id, inverse: toBase64Url(inv), blinded: toBase64Url(blindedMsg) };
}

/** The signature under the blinded one, verified. Refuses (Error of the library) a signature that is not of the unit's key. */
export async function unblindSignature(key: CryptoKey, manifest: Hash, blank: Blank, blindSignature: string): Promise<string> {
  const message = await sha256(ballotMessage(manifest, blank.unit, blank.kind));
  const prepared = joinBytes(fromHex(blank.id), message);
  return toBase64Url(await blindSuite().finalize(key, prepared, fromBase64Url(blindSignature), fromBase64Url(blank.inverse)));
}
