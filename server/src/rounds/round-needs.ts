import type { Hash, Instant, RoundId } from '#shared/ballot/manifest.js';
import { Refusal } from '#shared/contract/refusal.js';
import type { Background } from '../background.js';
import type { Clock } from '../clock.js';
import type { SigningKey } from '../keys/keys.js';
import { NO_SUCH_ROUND } from '../no-such-round.js';
import type { Random } from '../random.js';
import type { BoxKeeping } from '../storage/port/box-keeping.js';
import type { RoundRecord } from '../storage/port/registrar/rounds.js';
import type { Registrar } from '../storage/port/registrar.js';
import type { Roll } from '../storage/port/roll.js';
import type { RoundKeys } from '../storage/port/round-keys.js';

/** A file of the ballot page as it is now. */
export interface CurrentFile {
  path: string;
  sha256: Hash;
  content: Uint8Array;
}

/** The ballot page as it is now: a launch keeps it with the round. */
export interface CurrentClient {
  version: Hash;
  entry: string;
  files: readonly CurrentFile[];
}

/** What the use cases of rounds work with. */
export interface RoundNeeds {
  registrar: Pick<Registrar, 'organisations' | 'accounts' | 'roster' | 'rounds' | 'outbox' | 'results' | 'ledger' | 'clientFiles'>;
  roll: Roll;
  ballotBox: BoxKeeping;
  keys: RoundKeys;
  sessionSecret: string;
  clock: Clock;
  random: Random;
  /** Where people's browsers find the server, without a slash at the end. */
  baseUrl: string;
  /** Demo and tests: a loopback or plain http address may stand in links. */
  allowInsecureBaseUrl: boolean;
  /** Whether mail can be sent at all. */
  mailConfigured: boolean;
  background: Background;
  /** For one unit and kind: a launch calls it for each. */
  makeSigningKey(): Promise<SigningKey>;
  currentClient(): Promise<CurrentClient>;
  /** Something is due by the clock now: a round to open or close, mail to send. */
  wake(): void;
}

/** A round, named by somebody of its organisation. */
export interface OneRound {
  organisation: string;
  round: RoundId;
}

/** An act on a round, with the name of whoever acts, for the ledger. */
export interface RoundAct extends OneRound {
  by: string;
}

/** Refuses (`not-found`) a round that is not there or is another organisation's. */
export async function findRound({ registrar }: Pick<RoundNeeds, 'registrar'>, { organisation, round }: OneRound): Promise<RoundRecord> {
  const record = await registrar.rounds.read(organisation, round);
  if (!record) throw new Refusal('not-found', NO_SUCH_ROUND);
  return record;
}

/** A moment to the second, as terms and manifests have it. */
export function instantOf(moment: Date): Instant {
  return moment.toISOString().replace(/\.\d+Z$/, 'Z');
}
