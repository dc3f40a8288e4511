import { fromBase64Url } from '#shared/ballot/encoding.js';
import { type BallotKind, type Manifest, type ManifestUnit, reportingUnits, type UnitId } from '#shared/ballot/manifest.js';
import { sha256Hex } from './digest.js';

/** The key or the unit is not the one that the manifest names: with another key for each person, ballots would carry a name. */
export class KeyRefused extends Error {}

/** What signs one kind of ballot: the node whose key it is, and the key itself. */
export interface UnitKey {
  kind: BallotKind;
  unit: UnitId;
  key: CryptoKey;
}

/** The reporting unit an invitation counts in. Refuses (KeyRefused) one that is not in the manifest. */
export function unitIn(manifest: Manifest, unit: UnitId): ManifestUnit {
  const found = reportingUnits(manifest).find(({ id }) => id === unit);
  if (!found) throw new KeyRefused('a unit outside the manifest');
  return found;
}

/** The keys of a unit, one for each kind of ballot in the round. Refuses (KeyRefused) a key without the fingerprint that the manifest names. */
export async function unitKeys(manifest: Manifest, unit: UnitId, keys: Partial<Record<BallotKind, string>>): Promise<UnitKey[]> {
  unitIn(manifest, unit);
  return Promise.all(manifest.kinds.map((kind) => unitKey(manifest, unit, kind, keys[kind])));
}

async function unitKey(manifest: Manifest, unit: UnitId, kind: BallotKind, spki: string | undefined): Promise<UnitKey> {
  const node = nearestWithKey(manifest, unit, kind);
  if (!node || spki === undefined) throw new KeyRefused(`no key for ${kind}`);
  const der = fromBase64Url(spki);
  if ((await sha256Hex(der)) !== node.keys[kind]) throw new KeyRefused(`another key for ${kind}`);
  const algorithm = { name: 'RSA-PSS', hash: 'SHA-384' };
  const key = await crypto.subtle.importKey('spki', Uint8Array.from(der), algorithm, true, ['verify']);
  return { kind, unit: node.id, key };
}

/** Comments have keys at larger nodes alone; each person uses the nearest one upward. */
function nearestWithKey(manifest: Manifest, unit: UnitId, kind: BallotKind): ManifestUnit | undefined {
  let at: UnitId | null = unit;
  while (at !== null) {
    const node: ManifestUnit | undefined = manifest.units.find(({ id }) => id === at);
    if (!node || node.keys[kind]) return node;
    at = node.parent;
  }
  return undefined;
}
