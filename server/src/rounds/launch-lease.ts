import { toHex } from '#shared/ballot/encoding.js';
import type { RoundId } from '#shared/ballot/manifest.js';
import { Refusal } from '#shared/contract/refusal.js';
import { type Launch, LaunchProgress } from '#shared/contract/rounds.js';
import type { RoundNeeds } from './round-needs.js';

/** A process that died lets go after it; one that lives takes the lease anew in time. */
const LEASE_MS = 30_000;
const NAME = 'launch ';

export type LeaseNeeds = Pick<RoundNeeds, 'clock' | 'random'> & { registrar: Pick<RoundNeeds['registrar'], 'rounds'> };

/** The lease on a draft: while a draft is launched nobody else may launch, change or delete it, for two launches would write over each other's roll and keys. */
export class LaunchLease {
  readonly #holder: string;
  readonly #beat: NodeJS.Timeout;
  #told: LaunchProgress | undefined;
  #lost = false;
  #writing: Promise<void> | undefined;
  #again = false;

  private constructor(
    private readonly needs: LeaseNeeds,
    private readonly round: RoundId,
    holder: string,
  ) {
    this.#holder = holder;
    this.#beat = setInterval(() => this.#write(), LEASE_MS / 3).unref();
  }

  /** Undefined while another has it. */
  static async take(needs: LeaseNeeds, round: RoundId): Promise<LaunchLease | undefined> {
    const holder = toHex(needs.random(8));
    return (await hold(needs, round, holder, undefined)) ? new LaunchLease(needs, round, holder) : undefined;
  }

  /** False from the moment when another could have taken it. */
  get held(): boolean {
    return !this.#lost;
  }

  /** Lets every process read how far the launch is. What is told while an earlier word is written is written next; of several the last. */
  tell(progress: LaunchProgress): void {
    this.#told = progress;
    this.#write();
  }

  /** Takes the lease anew before something is written that another launch may be writing. False when another has it. */
  async confirm(): Promise<boolean> {
    this.#write();
    while (this.#writing) await this.#writing;
    return this.held;
  }

  /** Lets go without a trace. */
  async drop(): Promise<void> {
    await this.#rest();
    await this.needs.registrar.rounds.dropLease(nameOf(this.round), this.#holder);
  }

  /** Lets go, and leaves to be read how far the launch came. */
  async leave(): Promise<void> {
    await this.#rest();
    if (this.held) await hold(this.needs, this.round, this.#holder, this.#told, 0);
  }

  async #rest(): Promise<void> {
    clearInterval(this.#beat);
    while (this.#writing) await this.#writing;
  }

  #write(): void {
    this.#again = true;
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
    });
  }

  /** A store that is away is no reason to stop: the lease lasts for several tries. */
  async #writeAll(): Promise<void> {
    while (this.#again && !this.#lost) {
      this.#again = false;
      this.#lost = !(await hold(this.needs, this.round, this.#holder, this.#told).catch(() => true));
    }
  }
}

/** Holds the lease for a short act that tells nothing. What cuts in leaves it behind, run out: by it `roundsUnderLease` finds what was not done. */
export async function withLaunchLease(needs: LeaseNeeds, round: RoundId, refusal: () => Refusal, act: () => Promise<void>): Promise<void> {
  const lease = await LaunchLease.take(needs, round);
  if (!lease) throw refusal();
  try {
    await act();
  } catch (fault) {
    await (fault instanceof Refusal ? lease.drop() : lease.leave());
    throw fault;
  }
  await lease.drop();
}

/** Rounds that are launched, changed or deleted just now, or were when something cut in. */
export async function roundsUnderLease({ registrar }: Pick<LeaseNeeds, 'registrar'>): Promise<RoundId[]> {
  return (await registrar.rounds.leasesNamed(NAME)).map((name) => name.slice(NAME.length) as RoundId);
}

/** How far the launch of a draft is, whichever process launches it; null when nobody did. One whose process died, or that failed, is `interrupted`. */
export async function readLaunch({ registrar, clock }: Pick<RoundNeeds, 'registrar' | 'clock'>, round: RoundId): Promise<Launch | null> {
  const lease = await registrar.rounds.readLease(nameOf(round));
  if (!lease?.note) return null;
  const state = new Date(lease.until) > clock.now() ? 'under-way' : 'interrupted';
  return { state, ...LaunchProgress.parse(JSON.parse(lease.note)) };
}

function hold(
  { registrar, clock }: LeaseNeeds,
  round: RoundId,
  holder: string,
  progress: LaunchProgress | undefined,
  milliseconds = LEASE_MS,
): Promise<boolean> {
  const now = clock.now();
  const until = new Date(now.getTime() + milliseconds).toISOString();
  const note = progress ? { note: JSON.stringify(progress) } : {};
  return registrar.rounds.takeLease({ name: nameOf(round), holder, until, now: now.toISOString(), ...note });
}

function nameOf(round: RoundId): string {
  return `${NAME}${round}`;
}
