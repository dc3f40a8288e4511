import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inviteColleague } from '#server/accounts/colleagues.js';
import { useOneTimeLink as redeemLink } from '#server/accounts/one-time-links.js';
import { readSession } from '#server/accounts/sessions.js';
import type { Caller } from '#server/http/handler.js';
import { makeSetupLink, setUp } from '#server/organisations/set-up.js';
import { openStores, type Stores } from '#server/stores.js';
import type { Role } from '#shared/contract/roles.js';
import { type Chance, chanceFrom } from './chance.js';
import { type Letters, letterBox } from './letters.js';
import type { Model } from './model.js';
import type { Place, Way } from './places.js';
import { must } from './promise.js';
import { type ServerProcess, startProcess } from './server-process.js';

const START = Date.parse('2026-03-02T08:00:00Z');
const PASSWORD = 'seven quiet herons wading';
/** Dead processes whose files are still open. A system would have closed them at once; here they stay for a while, as locks that a crash leaves would. */
const GRAVES = 6;
/** Operations that are remembered, to be shown. */
const REMEMBERED = 100;

/** One installation: its stores, its clock, two places for server processes, and what was promised by it. */
export class World {
  readonly model: Model = { people: [], nextPerson: 1, drafts: [], rounds: [], over: [] };
  readonly callers = new Map<Role, Caller>();
  /** Until when a launch that died may keep others from the draft. */
  readonly leases = new Map<string, number>();
  /** What was done, newest last. */
  readonly done: string[] = [];
  /** Faults in work by the clock that were not made here. */
  readonly jobFaults: string[] = [];
  /** While a process that stood still wakes: what it was about is done, and it may find nothing to do it with. */
  mayStumble = false;
  readonly #processes: (ServerProcess | undefined)[] = [undefined, undefined];
  #graves: ServerProcess[] = [];
  #now = START;
  #started = 0;
  #telling = false;
  organisation = '';
  /** Faults, deaths and standstills so far, and before the operation that is under way. */
  disturbances = 0;
  disturbedBefore = 0;

  private constructor(
    readonly chance: Chance,
    readonly place: Place,
    /** The stores as they are, beside every process. */
    readonly truth: Stores,
    private readonly clientFolder: string,
    readonly letters: Letters,
    private readonly product: Chance,
    private readonly way: Way,
  ) {}

  static async found(seed: number, place: Place): Promise<World> {
    const chance = chanceFrom(seed);
    const clientFolder = await mkdtemp(join(tmpdir(), 'candour-simulated-client-'));
    await mkdir(join(clientFolder, 'assets'));
    await writeFile(join(clientFolder, 'b.html'), '<!doctype html><title>ballot</title>');
    const way = await place.way();
    const world = new World(chance, place, await openStores(way.urls), clientFolder, letterBox(chance.fork()), chance.fork(), way);
    await world.#makeAccounts(await world.process());
    return world;
  }

  get now(): Date {
    return new Date(this.#now);
  }

  passTime(milliseconds: number): void {
    must(milliseconds >= 0, 'time goes forward');
    this.#now += Math.round(milliseconds);
  }

  /** Enters an operation; `tell` adds what came of it. */
  begin(line: string): void {
    if (this.#telling) this.done.pop();
    this.#telling = true;
    this.disturbedBefore = this.disturbances;
    this.done.push(line);
    if (this.done.length > REMEMBERED) this.done.shift();
  }

  /** Adds to what is being done. */
  note(what: string): void {
    this.done.push(`${this.done.pop()} ${what}`);
  }

  tell(rest: string): void {
    this.#telling = false;
    this.done.push(`${this.done.pop()}${rest}`);
  }

  /** A process that lives, started where there is none. `other`: not this one. */
  async process(other?: ServerProcess): Promise<ServerProcess> {
    const places = this.#processes.map((_, at) => at).filter((at) => !other || this.#processes[at] !== other);
    const at = this.chance.one(places) ?? 0;
    const running = this.#processes[at];
    if (running) return running;
    this.#started += 1;
    const started = await startProcess(`${at + 1}.${this.#started}`, {
      ...{
        way: await this.place.way(),
        clock: { now: () => this.now },
        random: this.product.bytes,
        clientFolder: this.clientFolder,
      },
      post: this.letters.post,
      failed: (job, fault) => {
        if (!this.mayStumble) this.jobFaults.push(`${job}: ${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}`);
      },
    });
    this.#processes[at] = started;
    return started;
  }

  /** The process is gone at once, with all that it had open. */
  async kill(process: ServerProcess): Promise<void> {
    this.disturbances += 1;
    process.gate.die();
    process.gate.calm();
    await process.settled();
    this.#leave(process);
    this.#graves.push(process);
    if (this.#graves.length > GRAVES) await this.#graves.shift()?.bury();
  }

  /** Told to stop, it finishes what is under way. */
  async stop(process: ServerProcess): Promise<void> {
    this.#leave(process);
    await process.stop();
  }

  async remove(): Promise<void> {
    for (const process of this.#processes) await process?.stop();
    for (const grave of this.#graves) await grave.bury();
    await this.truth.close();
    await this.way.close();
    await this.place.remove();
    await rm(this.clientFolder, { recursive: true, force: true });
  }

  #leave(process: ServerProcess): void {
    const at = this.#processes.indexOf(process);
    if (at >= 0) this.#processes[at] = undefined;
  }

  async #makeAccounts({ accounts }: ServerProcess): Promise<void> {
    const setup = await makeSetupLink(accounts);
    const organisation = { name: 'Acme', timeZone: 'Europe/Berlin', language: 'en' } as const;
    const account = { name: 'Hana', email: 'hana@acme.test', password: PASSWORD };
    const first = await setUp(accounts, { token: setup?.token ?? '', organisation, account, address: '' });
    const hr = await readSession(accounts, first.token);
    must(hr !== undefined, 'who sets the installation up is signed in');
    this.organisation = hr.organisation;
    this.callers.set('hr', hr);
    for (const role of ['executive', 'steward'] as const) {
      const { link } = await inviteColleague(accounts, hr, { name: `The ${role}`, email: `${role}@acme.test`, roles: [role] });
      const joined = await redeemLink(accounts, { token: new URL(link).hash.slice(1), password: PASSWORD, address: '' });
      const caller = await readSession(accounts, joined.token);
      must(caller !== undefined, 'who joins is signed in');
      this.callers.set(role, caller);
    }
  }
}
