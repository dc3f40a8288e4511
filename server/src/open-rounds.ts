import type { KeyObject } from 'node:crypto';
import { fromBase64Url } from '#shared/ballot/encoding.js';
import type { BallotKind, Hash, Manifest, RoundId, UnitId } from '#shared/ballot/manifest.js';
import { Refusal } from '#shared/contract/refusal.js';
import type { RoundState } from '#shared/round/states.js';
import { type OpenRound, openRound, type PublicKeys } from './ballots/open-round.js';
import { type InvitedRound, modulusOf, type UnitSigners } from './invitations/round-invited.js';
import type { Results } from './storage/port/registrar/results.js';
import type { RoundRecord, Rounds } from './storage/port/registrar/rounds.js';

/** A round's RSA key pair for one unit and kind: SPKI DER, and the private half as Node holds it. */
export interface SigningKeyPair {
  publicKey: Uint8Array;
  privateKey: KeyObject;
}
export type SigningKeys = ReadonlyMap<UnitId, Partial<Record<BallotKind, SigningKeyPair>>>;

export interface OpenRoundsNeeds {
  rounds: Pick<Rounds, 'byManifest' | 'byId'>;
  results: Pick<Results, 'readClosing'>;
  /** Unwrapped from the round's key file; undefined once destroyed. */
  signingKeys(round: RoundId): Promise<SigningKeys | undefined>;
  boxKey(round: RoundId): Promise<KeyObject | undefined>;
  sign(key: KeyObject, blinded: Uint8Array): Promise<Uint8Array>;
}

/**
 * Rounds as collecting and casting see them. Keys are read and imported once while a round is open; how the round stands is read each time.
 * Both refuse a round that is not there.
 */
export interface OpenRounds {
  invited(hash: Hash): Promise<InvitedRound>;
  castable(id: RoundId): Promise<{ round: OpenRound; state: RoundState }>;
  /** Drops the keys of rounds that take no more ballots from memory, also where nobody asks for them any more. */
  sweep(): Promise<void>;
}

export function openRounds(needs: OpenRoundsNeeds): OpenRounds {
  const signers = new Map<RoundId, Promise<InvitedRound['signers']>>();
  const opened = new Map<RoundId, Promise<OpenRound>>();
  return {
    async invited(hash) {
      const { id, manifest, state, closes } = launched(await needs.rounds.byManifest(hash));
      const collects = state === 'scheduled' || state === 'open';
      if (!collects) signers.delete(id);
      const its = collects ? await once(signers, id, () => signersOf(needs, id)) : new Map<UnitId, UnitSigners>();
      return { id, hash, manifest, state, closes, signers: its };
    },
    async castable(id) {
      const { manifest, hash, state } = launched(await needs.rounds.byId(id));
      const casts = state === 'open' || state === 'closing';
      if (!casts) opened.delete(id);
      const load = () => loadOpenRound(needs, manifest, hash);
      return { round: casts ? await once(opened, id, load) : await load(), state };
    },
    async sweep() {
      for (const id of new Set([...signers.keys(), ...opened.keys()])) {
        const state = (await needs.rounds.byId(id))?.state;
        if (state !== 'scheduled' && state !== 'open') signers.delete(id);
        if (state !== 'open' && state !== 'closing') opened.delete(id);
      }
    },
  };
}

function launched(record: RoundRecord | undefined) {
  if (!record?.manifest || !record.manifestHash) {
    throw new Refusal('round-unknown', { remedy: 'Open the link of your invitation again, whole, or ask for a new one.' });
  }
  return { id: record.id, manifest: record.manifest, hash: record.manifestHash, state: record.state, closes: record.closes };
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

async function signersOf({ signingKeys, sign }: OpenRoundsNeeds, id: RoundId): Promise<InvitedRound['signers']> {
  const keys = await signingKeys(id);
  if (!keys) throw new Error(`round ${id} is open and its signing keys are gone`);
  const signers = new Map<UnitId, UnitSigners>();
  for (const [unit, pairs] of keys) {
    const kinds = Object.entries(pairs) as [BallotKind, SigningKeyPair][];
    signers.set(
      unit,
      Object.fromEntries(
        kinds.map(([kind, { publicKey, privateKey }]) => [
          kind,
          { publicKey, modulus: modulusOf(publicKey), sign: (blinded: Uint8Array) => sign(privateKey, blinded) },
        ]),
      ),
    );
  }
  return signers;
}

async function loadOpenRound(needs: OpenRoundsNeeds, manifest: Manifest, hash: Hash): Promise<OpenRound> {
  const publicKeys = await publicKeysOf(needs, manifest.round);
  return openRound({ manifest, hash, publicKeys, boxKey: await needs.boxKey(manifest.round) });
}

/** While the round is open from its key file; later from the closing record, which outlives the keys. */
export async function publicKeysOf(
  { signingKeys, results }: Pick<OpenRoundsNeeds, 'signingKeys' | 'results'>,
  round: RoundId,
): Promise<PublicKeys> {
  const keys = await signingKeys(round);
  const units = keys
    ? [...keys].map(([unit, pairs]) => [unit, publicHalves(pairs)] as const)
    : ((await results.readClosing(round))?.units ?? []).map(({ unit, publicKeys }) => [unit, decoded(publicKeys)] as const);
  return new Map(units);
}

function publicHalves(pairs: Partial<Record<BallotKind, SigningKeyPair>>): Partial<Record<BallotKind, Uint8Array>> {
  return Object.fromEntries(Object.entries(pairs).map(([kind, { publicKey }]) => [kind, publicKey]));
}

function decoded(publicKeys: Partial<Record<BallotKind, string>>): Partial<Record<BallotKind, Uint8Array>> {
  return Object.fromEntries(Object.entries(publicKeys).map(([kind, spki]) => [kind, fromBase64Url(spki)]));
}
