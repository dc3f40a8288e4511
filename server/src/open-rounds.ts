import { createPrivateKey } from 'node:crypto';
import { fromBase64Url } from '#shared/ballot/encoding.js';
import type { BallotKind, Hash, Manifest, RoundId, UnitId } from '#shared/ballot/manifest.js';
import { Refusal } from '#shared/contract/refusal.js';
import { type OpenRound, openRound, type PublicKeys } from './ballots/open-round.js';
import { type BlindSigner, type InvitedRound, modulusOf, type UnitSigners } from './invitations/round-invited.js';
import { type KeyNeeds, readBoxKey, readSigningKeys, type SigningKey } from './keys/keys.js';
import type { Results } from './storage/port/registrar/results.js';
import type { RoundRecord, Rounds } from './storage/port/registrar/rounds.js';

export interface OpenRoundsNeeds extends KeyNeeds {
  rounds: Pick<Rounds, 'byManifest' | 'byId' | 'standing'>;
  results: Pick<Results, 'readClosing'>;
  /** The raw RSA private operation; `privateKey` in PKCS #8 DER, the same array each time. */
  sign(privateKey: Uint8Array, blinded: Uint8Array): Promise<Uint8Array>;
}

/**
 * Rounds as collecting and casting see them. Keys are read and imported once while a round is open; how the round stands is read each time.
 * Both refuse a round that is not there.
 */
export interface OpenRounds {
  invited(hash: Hash): Promise<InvitedRound>;
  /** Refuses a round that was cancelled: its keys are gone. */
  castable(id: RoundId): Promise<OpenRound>;
  /** Drops the keys of rounds that take no more ballots from memory, also where nobody asks for them any more. */
  sweep(): Promise<void>;
}

export function openRounds(needs: OpenRoundsNeeds): OpenRounds {
  const frozen = frozenRounds(needs.rounds);
  const signers = new Map<RoundId, Promise<InvitedRound['signers']>>();
  const opened = new Map<RoundId, Promise<OpenRound>>();
  const standing = async (id: RoundId) => (await needs.rounds.standing(id)) ?? unknownRound();
  return {
    async invited(hash) {
      const { id, manifest } = await frozen.byManifest(hash);
      const { state, closes } = await standing(id);
      const collects = state === 'scheduled' || state === 'open';
      if (!collects) signers.delete(id);
      const its = collects ? await once(signers, id, () => signersOf(needs, id)) : new Map<UnitId, UnitSigners>();
      return { id, hash, manifest, state, closes, signers: its, standsNow: () => standing(id) };
    },
    async castable(id) {
      const { manifest, hash } = await frozen.byId(id);
      const { state } = await standing(id);
      const casts = state === 'open' || state === 'closing';
      if (!casts) opened.delete(id);
      if (state === 'cancelled') {
        throw new Refusal('round-cancelled', {
          remedy: 'The round was cancelled. Nothing was stored, and all ballots sent before are destroyed.',
        });
      }
      const load = () => loadOpenRound(needs, manifest, hash);
      return casts ? once(opened, id, load) : load();
    },
    async sweep() {
      for (const id of new Set([...signers.keys(), ...opened.keys()])) {
        const state = (await needs.rounds.standing(id))?.state;
        if (state !== 'scheduled' && state !== 'open') signers.delete(id);
        if (state !== 'open' && state !== 'closing') opened.delete(id);
      }
    },
  };
}

interface Frozen {
  id: RoundId;
  manifest: Manifest;
  hash: Hash;
}

/** Manifests never change: each is read once. */
function frozenRounds(rounds: OpenRoundsNeeds['rounds']) {
  const known = new Map<string, Frozen>();
  const keep = (record: RoundRecord | undefined): Frozen => {
    if (!record?.manifest || !record.manifestHash) return unknownRound();
    const frozen = { id: record.id, manifest: record.manifest, hash: record.manifestHash };
    known.set(frozen.id, frozen).set(frozen.hash, frozen);
    return frozen;
  };
  return {
    byManifest: async (hash: Hash) => known.get(hash) ?? keep(await rounds.byManifest(hash)),
    byId: async (id: RoundId) => known.get(id) ?? keep(await rounds.byId(id)),
  };
}

function unknownRound(): never {
  throw new Refusal('round-unknown', { remedy: 'Open the link of your invitation again, whole, or ask for a new one.' });
}

/** Requests that come together wait for one load; a load that failed is tried again by the next. */
function once<T>(loads: Map<RoundId, Promise<T>>, id: RoundId, load: () => Promise<T>): Promise<T> {
  const running = loads.get(id);
  if (running) return running;
  const begun = load();
  loads.set(id, begun);
  begun.catch(() => loads.delete(id));
  return begun;
}

async function signersOf(needs: OpenRoundsNeeds, id: RoundId): Promise<InvitedRound['signers']> {
  const keys = await readSigningKeys(needs, id);
  if (!keys) throw new Error(`round ${id} is open and its signing keys are gone`);
  const signer = ({ publicKey, privateKey }: SigningKey): BlindSigner => ({
    publicKey,
    modulus: modulusOf(publicKey),
    sign: (blinded) => needs.sign(privateKey, blinded),
  });
  return new Map([...keys].map(([unit, byKind]) => [unit, mapKinds(byKind, signer)]));
}

async function loadOpenRound(needs: OpenRoundsNeeds, manifest: Manifest, hash: Hash): Promise<OpenRound> {
  const box = await readBoxKey(needs, manifest.round);
  const boxKey = box && createPrivateKey({ key: Buffer.from(box.privateKey), format: 'der', type: 'pkcs8' });
  return openRound({ manifest, hash, publicKeys: await publicKeysOf(needs, manifest.round), boxKey });
}

/** While the round is open from its key file; later from the closing record, which outlives the keys. */
export async function publicKeysOf(needs: KeyNeeds & Pick<OpenRoundsNeeds, 'results'>, round: RoundId): Promise<PublicKeys> {
  const keys = await readSigningKeys(needs, round);
  if (keys) return new Map([...keys].map(([unit, byKind]) => [unit, mapKinds(byKind, ({ publicKey }) => publicKey)]));
  const units = (await needs.results.readClosing(round))?.units ?? [];
  return new Map(units.map(({ unit, publicKeys }) => [unit, mapKinds(publicKeys, fromBase64Url)]));
}

type ByKind<T> = Partial<Record<BallotKind, T>>;

function mapKinds<T, U>(byKind: ByKind<T>, of: (value: T) => U): ByKind<U> {
  return Object.fromEntries(Object.entries(byKind).map(([kind, value]) => [kind, of(value)]));
}
