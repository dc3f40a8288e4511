import { canonicalBytes } from '#shared/ballot/canonical.js';
import { type Hash, Manifest, reportingUnits } from '#shared/ballot/manifest.js';
import { sha256Hex } from './digest.js';

/** Why a browser does not answer under these terms. */
export type ManifestFault = 'differs' | 'unreadable' | 'unit-too-small' | 'key-used-twice' | 'key-missing';

export class ManifestRefused extends Error {
  constructor(readonly fault: ManifestFault) {
    super(`manifest refused: ${fault}`);
  }
}

/**
 * The manifest, when it is the one of the link and keeps its own promises. Refuses (ManifestRefused) another hash, a reporting unit
 * under 2K people, a key that stands for two units or two kinds (it would tell their ballots apart or mix them), a unit without a key.
 */
export async function checkManifest(expected: Hash, received: unknown): Promise<Manifest> {
  if ((await hashOf(received)) !== expected) throw new ManifestRefused('differs');
  const parsed = Manifest.safeParse(received);
  if (!parsed.success) throw new ManifestRefused('unreadable');
  const fault = faultIn(parsed.data);
  if (fault) throw new ManifestRefused(fault);
  return parsed.data;
}

async function hashOf(received: unknown): Promise<Hash | undefined> {
  try {
    return await sha256Hex(canonicalBytes(received));
  } catch {
    return undefined; // what cannot be written canonically is no manifest, of this hash or another
  }
}

function faultIn(manifest: Manifest): ManifestFault | undefined {
  const units = reportingUnits(manifest);
  if (units.some((unit) => unit.roll < 2 * manifest.terms.k)) return 'unit-too-small';
  if (units.some((unit) => !unit.keys.scored)) return 'key-missing';
  const fingerprints = manifest.units.flatMap((unit) => Object.values(unit.keys));
  return new Set(fingerprints).size === fingerprints.length ? undefined : 'key-used-twice';
}
