import { createPrivateKey, type KeyObject } from 'node:crypto';
import { fromBase64Url } from '#shared/ballot/encoding.js';
import type { BallotKind, Hash, RoundId } from '#shared/ballot/manifest.js';
import { Refusal } from '#shared/contract/refusal.js';
import { isUnderWay, type RoundState } from '#shared/round/states.js';
import { type OpenRound, openRound, type PublicKeys, receiptUnder } from './ballots/open-round.js';
import { type BlindSigner, type InvitedRound, modulusOf } from './invitations/round-invited.js';
import { type KeyNeeds, readBoxKey, readSigningKeys, type SigningKey } from './keys/keys.js';
import { type LaunchedRounds, launchedRounds, unknownRound } from './launched-rounds.js';
import type { Results } from './storage/port/registrar/results.js';
import type { Rounds } from './storage/port/registrar/rounds.js';

export interface OpenRoundsNeeds extends KeyNeeds {
  rounds: Pick<Rounds, 'byManifest' | 'byId' | 'standing'>;
  results: Pick<Results, 'readClosing'>;
  /** The raw RSA private operation; `privateKey` in PKCS #8 DER, the same array each time. */
  sign(privateKey: Uint8Array, blinded: Uint8Array): Promise<Uint8Array>;
}

/** Public keys of so many rounds that take no casts are kept imported: a forged ballot for an earlier round costs no more than one for the round of today. */
const KEPT_SHUT = 8;

/**
 * Rounds as collecting and casting see them. Keys are read and imported once while a round is open; how the round stands is read each time.
 * Both refuse a round that is not there.
 */
export interface OpenRounds {
  readonly launched: LaunchedRounds;
  invited(hash: Hash): Promise<InvitedRound>;
  /** Refuses a round that was cancelled: its keys are gone. */
  castable(id: RoundId): Promise<OpenRound>;
  /** Drops the keys of rounds that take no more ballots from memory, also where nobody asks for them any more. */
  sweep(): Promise<void>;
}

export function openRounds(needs: OpenRoundsNeeds): OpenRounds {
  const launched = launchedRounds(needs.rounds);
  const loaded: Loaded = { signers: new Map(), inGrace: new Map(), opened: new Map(), shut: new Map() };
  const standing = async (id: RoundId) => {
    const stands = await needs.rounds.standing(id);
    if (!stands) throw unknownRound();
    return stands;
  };
  return {
    launched,
    async invited(hash) {
      const { id, manifest } = await launched.byManifest(hash);
      const { state, closes } = await standing(id);
      dropUseless(loaded, id, state);
      const signers = await signersAsOf(needs, loaded, id, state);
      return { id, hash, manifest, state, closes, signers, standsNow: () => standing(id) };
    },
    async castable(id) {
      const { manifest, hash } = await launched.byId(id);
      const { state } = await standing(id);
      dropUseless(loaded, id, state);
      if (state === 'cancelled') throw roundCancelled();
      const load = async (boxKey: KeyObject | undefined) =>
        openRound({ manifest, hash, publicKeys: await publicKeysOf(needs, id), boxKey });
      if (takesCasts(state)) return once(loaded.opened, id, async () => load(await boxKeyOf(needs, id)));
      const round = await once(loaded.shut, id, () => load(undefined));
      keepLatest(loaded.shut, KEPT_SHUT);
      return { ...round, receiptFor: async (ballot) => receiptUnder(await boxKeyOf(needs, id), hash, ballot) };
    },
    async sweep() {
      for (const id of new Set([...loaded.signers.keys(), ...loaded.inGrace.keys(), ...loaded.opened.keys()])) {
        dropUseless(loaded, id, (await needs.rounds.standing(id))?.state);
      }
    },
  };
}

type Signers = InvitedRound['signers'];

/** What is in memory of rounds. */
interface Loaded {
  signers: Map<RoundId, Promise<Signers>>;
  /** Who has fetched a ballot reads the invitation again before sending it. No secret key among them. */
  inGrace: Map<RoundId, Promise<Signers>>;
  opened: Map<RoundId, Promise<OpenRound>>;
  /** No secret key among them. */
  shut: Map<RoundId, Promise<OpenRound>>;
}

/** Drops what a round in this state has no more use for; of one that is not there, everything. */
function dropUseless({ signers, inGrace, opened }: Loaded, id: RoundId, state: RoundState | undefined): void {
  if (!state || !isUnderWay(state)) signers.delete(id);
  if (state !== 'closing') inGrace.delete(id);
  if (!state || !takesCasts(state)) opened.delete(id);
}

/** The grace is a part of closing. */
function takesCasts(state: RoundState): boolean {
  return state === 'open' || state === 'closing';
}

/** Those who sign while ballots can be collected, those who only show their keys while the round closes, and none at any other time. */
async function signersAsOf(needs: OpenRoundsNeeds, loaded: Loaded, id: RoundId, state: RoundState): Promise<Signers> {
  if (isUnderWay(state)) return once(loaded.signers, id, () => signersOf(needs, id));
  if (state === 'closing') return once(loaded.inGrace, id, () => shownIn(needs, id));
  return new Map();
}

function keepLatest(loads: Map<RoundId, unknown>, most: number): void {
  const [oldest] = loads.keys();
  if (loads.size > most && oldest !== undefined) loads.delete(oldest);
}

function roundCancelled(): Refusal {
  return new Refusal('round-cancelled', {
    remedy: 'The round was cancelled. Nothing was stored, and all ballots sent before are destroyed.',
  });
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

async function signersOf(needs: OpenRoundsNeeds, id: RoundId): Promise<Signers> {
  const keys = await readSigningKeys(needs, id);
  if (!keys) throw new Error(`round ${id} is open and its signing keys are gone`);
  const signer = ({ publicKey, privateKey }: SigningKey): BlindSigner => ({
    publicKey,
    modulus: modulusOf(publicKey),
    sign: (blinded) => needs.sign(privateKey, blinded),
  });
  return new Map([...keys].map(([unit, byKind]) => [unit, mapKinds(byKind, signer)]));
}

/** A closing round's public keys, which sign nothing. */
async function shownIn(needs: OpenRoundsNeeds, id: RoundId): Promise<Signers> {
  const sign = () => Promise.reject(new Error(`round ${id} is closing and signs nothing`));
  const shown = (publicKey: Uint8Array): BlindSigner => ({ publicKey, modulus: modulusOf(publicKey), sign });
  return new Map([...(await publicKeysOf(needs, id))].map(([unit, byKind]) => [unit, mapKinds(byKind, shown)]));
}

async function boxKeyOf(needs: OpenRoundsNeeds, id: RoundId): Promise<KeyObject | undefined> {
  const box = await readBoxKey(needs, id);
  return box && createPrivateKey({ key: Buffer.from(box.privateKey), format: 'der', type: 'pkcs8' });
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
