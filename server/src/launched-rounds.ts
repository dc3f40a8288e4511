import type { Hash, Manifest, RoundId } from '#shared/ballot/manifest.js';
import { Refusal } from '#shared/contract/refusal.js';
import type { RoundRecord, Rounds } from './storage/port/registrar/rounds.js';

/** What the launch froze of a round. */
export interface LaunchedRound {
  id: RoundId;
  organisation: string;
  manifest: Manifest;
  hash: Hash;
}

/** Launched rounds of any organisation, for routes that carry no account. Both refuse a round that is not there. */
export interface LaunchedRounds {
  byManifest(hash: Hash): Promise<LaunchedRound>;
  byId(id: RoundId): Promise<LaunchedRound>;
}

/** Manifests never change: each is read once. */
export function launchedRounds(rounds: Pick<Rounds, 'byManifest' | 'byId'>): LaunchedRounds {
  const known = new Map<string, LaunchedRound>();
  const keep = (record: RoundRecord | undefined): LaunchedRound => {
    if (!record?.manifest || !record.manifestHash) throw unknownRound();
    const { id, organisation, manifest, manifestHash: hash } = record;
    const launched = { id, organisation, manifest, hash };
    known.set(id, launched).set(hash, launched);
    return launched;
  };
  return {
    byManifest: async (hash) => known.get(hash) ?? keep(await rounds.byManifest(hash)),
    byId: async (id) => known.get(id) ?? keep(await rounds.byId(id)),
  };
}

export function unknownRound(): Refusal {
  return new Refusal('round-unknown', { remedy: 'Open the link of your invitation again, whole, or ask for a new one.' });
}
