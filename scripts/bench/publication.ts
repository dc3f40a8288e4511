import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Engine, Place } from './engines.js';
import { atMost, type Figure, type Figures, type Goal, under, whole } from './figures.js';
import type { PublishedAlone } from './publish-alone.js';
import type { Run } from './run.js';
import { SEALED_AT_ONCE, sealedByBox, sealedByHand } from './sealed-box.js';
import type { Sealed } from './sizes.js';

const UNITS = 200;
const PUBLISH_ALONE = fileURLToPath(new URL('./publish-alone.js', import.meta.url));
/** Times reading the ballots. */
const RATIO = 2.5;
/** A ballot of the large round against one of the smaller ones: time grows with the ballots and no faster. */
const GROWTH = 1.5;
const [PEAK_OF_MIDDLE, PEAK_OF_LARGE] = [300, 400];

/**
 * Tally to snapshot of sealed core ballots of 200 units, against only reading them: in files streaming and parsing, on MongoDB the driver's
 * cursor. Always by one process, which holds the lease of what is due; here by one that does nothing else.
 */
export async function benchPublication({ engines, sizes, figures }: Run): Promise<void> {
  for (const engine of engines) {
    await engine.on(async (place) => {
      const bench = new PublicationBench(engine, place, figures);
      if (engine.name === 'sqlite') await bench.threeSizes(sizes.sealed);
      else await bench.published(sizes.sealedOnMongo, await bench.sealed(sizes.sealedOnMongo), (ratio) => atMost(ratio, RATIO));
    });
  }
}

class PublicationBench {
  constructor(
    private readonly engine: Engine,
    private readonly place: Place,
    private readonly figures: Figures,
  ) {}

  /** The large one is not cast but written as casting would leave it. */
  async threeSizes({ small, middle, large }: Record<'small' | 'middle' | 'large', Sealed>): Promise<void> {
    const goal = (ratio: number) => atMost(ratio, RATIO);
    const few = await this.published(small, await this.sealed(small));
    const more = await this.published(middle, await this.sealed(middle), goal);
    this.#peak(middle, more, PEAK_OF_MIDDLE);
    const folder = this.place.ballots.replace('sqlite:', '');
    const most = await this.published(large, await sealedByHand(folder, { ballots: large.ballots, units: UNITS }), goal);
    this.#peak(large, most, PEAK_OF_LARGE);
    const last = most.publishSeconds / large.ballots;
    for (const [{ ballots }, { publishSeconds }] of [[small, few] as const, [middle, more] as const]) {
      const each = publishSeconds / ballots;
      const ratio = last / each;
      const name = `a ballot of ${whole(large.ballots)}, against one of ${whole(ballots)}`;
      const beside = `nanoseconds: ${whole(1e9 * last)}, ${whole(1e9 * each)}`;
      this.#note({ name, value: ratio.toFixed(2), ratio, goal: atMost(ratio, GROWTH), beside });
    }
  }

  async sealed({ ballots }: Sealed): Promise<string> {
    const { round, seconds } = await sealedByBox(this.place.ballots, { ballots, units: UNITS });
    this.#note({
      name: `casts a second of ${whole(ballots)}, ${whole(SEALED_AT_ONCE)} at once, the store alone`,
      value: whole(ballots / seconds.casting),
    });
    const { casting: _, ...steps } = seconds;
    const beside = Object.entries(steps).map(([step, took]) => `${step} ${took.toFixed(2)} s`);
    const took = Object.values(steps).reduce((sum, step) => sum + step, 0);
    this.#note({ name: `sealing, ${whole(ballots)} ballots`, value: `${took.toFixed(2)} s`, beside: beside.join(', ') });
    return round;
  }

  async published({ ballots, turns }: Sealed, round: string, goal?: (ratio: number) => Goal): Promise<PublishedAlone> {
    const given = [this.place.ballots, round, UNITS, ballots / UNITS, turns].map(String);
    const { stdout } = await promisify(execFile)(process.execPath, ['--enable-source-maps', PUBLISH_ALONE, ...given]);
    const alone: PublishedAlone = JSON.parse(stdout);
    const ratio = alone.publishSeconds / alone.limitSeconds;
    const reading = this.engine.name === 'sqlite' ? 'streaming and parsing' : "the driver's cursor";
    this.#note({
      ...{ name: `tally to snapshot, ${whole(ballots)} ballots`, value: `${alone.publishSeconds.toFixed(3)} s`, ratio },
      limit: `${reading} ${alone.limitSeconds.toFixed(3)} s`,
      ...(goal && { goal: goal(ratio) }),
      beside: `by one process, the lease's; before anything is compiled ${alone.firstSeconds.toFixed(2)} s; peak ${whole(alone.peakMegabytes)} MB`,
    });
    return alone;
  }

  #peak({ ballots }: Sealed, { peakMegabytes }: PublishedAlone, most: number): void {
    const name = `peak memory, tally to snapshot, ${whole(ballots)}`;
    this.#note({ name, value: `${whole(peakMegabytes)} MB`, goal: under(peakMegabytes, most, 'MB') });
  }

  #note(figure: Omit<Figure, 'engine' | 'processes'>): void {
    this.figures.note({ ...figure, engine: this.engine.name, processes: 1 });
  }
}
