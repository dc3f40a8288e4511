import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { ClaimOutcome, RollEntry } from '#server/storage/port/roll.js';
import type { UnitId } from '#shared/ballot/manifest.js';
import { aBallot, aBoxPlan, aRound, aUnit, byId, plain } from '../builders/ballots.js';
import { anEntry } from '../builders/invitations.js';
import { describeEachEngine, toArray } from './engines.js';

const UNITS = [aUnit('sales'), aUnit('works')] as const;
const RUNS = { numRuns: 30 };
const hash = (text: string) => new Uint8Array(createHash('sha256').update(text).digest());

describeEachEngine('stores behave as their models', ({ open }) => {
  test('ballot box: any casts, seals and restarts', async () => {
    const step = fc.oneof(
      {
        weight: 20,
        arbitrary: fc.record({ act: fc.constant('cast' as const), ballot: fc.nat(15), answer: fc.integer({ min: 0, max: 5 }) }),
      },
      { weight: 1, arbitrary: fc.record({ act: fc.constantFrom('seal' as const, 'reopen' as const) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.nat(), async (steps, salt) => {
        let stores = await open();
        const round = aRound();
        const capacity = new Map(UNITS.map((unit) => [unit, 5]));
        await stores.ballotBox.create(round, aBoxPlan({ capacity, items: 1, salt: hash(`${salt}`) }));
        const ballots = Array.from({ length: 16 }, (_, at) => aBallot({ unit: UNITS[at % 2] ?? UNITS[0], answers: Uint8Array.of(0) }));
        const model = new BoxModel(5);

        for (const one of steps) {
          if (one.act === 'cast') {
            const ballot = { ...(ballots[one.ballot] ?? aBallot()), answers: Uint8Array.of(one.answer) };
            expect(await stores.ballotBox.castOnce(round, ballot)).toBe(model.cast(ballot));
          } else if (one.act === 'seal') {
            await stores.ballotBox.seal(round);
            model.sealed = true;
          } else stores = await stores.reopen();
        }
        const stored = await toArray(stores.ballotBox.stream(round));
        expect(byId(stored).map(plain)).toEqual(byId([...model.counted.values()]).map(plain));
      }),
      RUNS,
    );
  });

  test('roll: any claims, replacements, additions, stops and restarts', async () => {
    const step = fc.oneof(
      {
        weight: 20,
        arbitrary: fc.record({ act: fc.constant('claim' as const), who: fc.nat(9), bytes: fc.nat(3), replacement: fc.boolean() }),
      },
      { weight: 5, arbitrary: fc.record({ act: fc.constantFrom('issue' as const, 'notMe' as const), who: fc.nat(9) }) },
      { weight: 1, arbitrary: fc.record({ act: fc.constantFrom('stop' as const, 'reopen' as const) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        let stores = await open();
        const round = aRound();
        const entries = Array.from({ length: 10 }, (_, at) => anEntry({ unit: UNITS[at % 2] ?? UNITS[0], spare: at >= 6 }));
        await stores.roll.create(round, new Map(UNITS.map((unit) => [unit, 2])), entries);
        const model = new RollModel(entries, 2);

        for (const one of steps) {
          if (!('who' in one)) {
            if (one.act === 'stop') {
              await stores.roll.stop(round);
              model.stopped = true;
            } else stores = await stores.reopen();
          } else {
            const entry = entries[one.who] ?? anEntry();
            if (one.act === 'claim') {
              const claim = { tokenHash: entry.tokenHash, blinded: hash(`${one.who} ${one.bytes}`), replacement: one.replacement };
              expect(await stores.roll.claim(round, claim)).toEqual(model.claim(entry, one.bytes, one.replacement));
            } else if (one.act === 'issue') {
              expect(await stores.roll.issueSpare(round, entry.tokenHash)).toBe(model.issue(entry));
            } else {
              await stores.roll.sayNotMe(round, entry.tokenHash);
              model.sayNotMe(entry);
            }
          }
        }
        expect(await stores.roll.totals(round)).toEqual(model.totals());
      }),
      RUNS,
    );
  });
});

class BoxModel {
  readonly counted = new Map<string, ReturnType<typeof aBallot>>();
  sealed = false;

  constructor(private readonly capacity: number) {}

  cast(ballot: ReturnType<typeof aBallot>): string {
    if (this.counted.has(ballot.id)) return 'counted-before';
    if (this.sealed) return 'sealed';
    if ([...this.counted.values()].filter(({ unit }) => unit === ballot.unit).length >= this.capacity) return 'unit-full';
    this.counted.set(ballot.id, ballot);
    return 'counted';
  }
}

class RollModel {
  stopped = false;
  readonly #state = new Map<RollEntry, { issued: boolean; granted: number[]; notMe: boolean }>();

  constructor(
    entries: readonly RollEntry[],
    private readonly spares: number,
  ) {
    for (const entry of entries) this.#state.set(entry, { issued: false, granted: [], notMe: false });
  }

  claim(entry: RollEntry, bytes: number, replacement: boolean): ClaimOutcome {
    const state = this.#of(entry);
    if (entry.spare && !state.issued) return { outcome: 'unknown' };
    if (state.granted.includes(bytes)) return { outcome: 'granted', unit: entry.unit };
    if (this.stopped) return { outcome: 'stopped' };
    if (state.granted.length === 2) return { outcome: 'none-left' };
    if (state.granted.length === 1) {
      if (!replacement) return { outcome: 'elsewhere' };
      if (this.#used(entry.unit) >= this.spares) return { outcome: 'none-left' };
    }
    state.granted.push(bytes);
    return { outcome: 'granted', unit: entry.unit };
  }

  issue(entry: RollEntry): string {
    const state = this.#of(entry);
    if (!entry.spare) return 'unknown';
    if (state.issued) return 'issued';
    if (this.stopped) return 'stopped';
    if (this.#used(entry.unit) >= this.spares) return 'none-left';
    state.issued = true;
    return 'issued';
  }

  sayNotMe(entry: RollEntry): void {
    const state = this.#of(entry);
    if (state.granted.length > 0) state.notMe = true;
  }

  totals() {
    const states = [...this.#state.values()];
    const units = UNITS.map((unit) => [unit, { replacements: this.#replacements(unit), additions: this.#additions(unit) }] as const);
    return {
      collected: states.filter(({ granted }) => granted.length > 0).length,
      notMe: states.filter(({ notMe }) => notMe).length,
      units: new Map(units.filter(([, { replacements, additions }]) => replacements + additions > 0)),
    };
  }

  #of(entry: RollEntry) {
    return this.#state.get(entry) ?? { issued: false, granted: [], notMe: false };
  }

  #replacements(unit: UnitId): number {
    return [...this.#state].filter(([entry, { granted }]) => entry.unit === unit && granted.length === 2).length;
  }

  #additions(unit: UnitId): number {
    return [...this.#state].filter(([entry, { issued }]) => entry.unit === unit && issued).length;
  }

  #used(unit: UnitId): number {
    return this.#replacements(unit) + this.#additions(unit);
  }
}
