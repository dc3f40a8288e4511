import type { RequestHandler } from 'express';
import { Counter, Gauge, Histogram, type MetricObjectWithValues, type MetricValue, Registry } from 'prom-client';
import type { Clock } from '../clock.js';
import type { Scheduler } from '../turns.js';

/** Metrics as one process hands them to another. */
export type MetricsPart = MetricObjectWithValues<MetricValue<string>>[];

export interface ProcessMetrics {
  /** Times requests to `/api` by the route's template. Requests anywhere else, ballot routes above all, leave no trace. */
  measure: RequestHandler;
  part(): Promise<MetricsPart>;
}

export interface ProcessMetricsNeeds {
  clock: Clock;
  standing: Scheduler['standing'];
  /** Bytes of memory the process holds now. */
  memory(): number;
}

/** Seconds. No finer: what a request waited because somebody's ballot was being stored must not show. */
const BOUNDS = [0.1, 0.3, 1, 3, 10];
const BEYOND_BOUNDS = 30;
/** Of the turn's age, in seconds: twice the pause between turns. */
const AGE_STEP = 10;

/**
 * What one process tells of itself. Nothing here moves within a day when a ballot is fetched or cast: no processor time, no sockets,
 * no event loop, and memory as it was at the start or at the first question of the day (UTC).
 */
export function processMetrics(needs: ProcessMetricsNeeds): ProcessMetrics {
  const registers = [new Registry()];
  const requests = new Histogram({
    name: 'candour_api_request_duration_seconds',
    help: 'Requests to /api by route; each counts as long as the bound it lies under',
    labelNames: ['route', 'method', 'status'],
    buckets: BOUNDS,
    registers,
  });
  standingGauges(needs, registers);
  memoryGauge(needs, registers);
  const measure: RequestHandler = (request, response, next) => {
    const begun = performance.now();
    response.once('close', () => {
      const route: unknown = request.route?.path;
      if (typeof route !== 'string' || !route.startsWith('/api/')) return;
      const status = `${Math.floor(response.statusCode / 100)}xx`;
      requests.observe({ route, method: request.method, status }, boundAbove((performance.now() - begun) / 1000));
    });
    next();
  };
  return { measure, part: () => partOf(registers) };
}

/** What the process tells of itself that the others come from. */
export function primaryMetrics(needs: Pick<ProcessMetricsNeeds, 'clock' | 'memory'>) {
  const registers = [new Registry()];
  const deaths = new Counter({ name: 'candour_process_deaths_total', help: 'Server processes that ended unasked', registers });
  memoryGauge(needs, registers);
  return { died: () => deaths.inc(), part: () => partOf(registers) };
}

async function partOf([registry]: readonly Registry[]): Promise<MetricsPart> {
  return ((await registry?.getMetricsAsJSON()) ?? []) as MetricsPart;
}

function boundAbove(seconds: number): number {
  return BOUNDS.find((bound) => seconds <= bound) ?? BEYOND_BOUNDS;
}

function standingGauges({ clock, standing }: ProcessMetricsNeeds, registers: Registry[]): void {
  const begun = clock.now().getTime();
  const seconds = (since: number) => Math.max(0, (clock.now().getTime() - since) / 1000);
  new Gauge({ name: 'candour_processes', help: 'Server processes', registers }).set(1);
  new Gauge({
    name: 'candour_process_uptime_seconds',
    help: 'Seconds since the oldest server process began',
    aggregator: 'max',
    registers,
    collect() {
      this.set(Math.floor(seconds(begun)));
    },
  });
  new Gauge({
    name: 'candour_scheduler_lease_held',
    help: 'Processes that hold the lease of the work due by the clock: 1, or 0 where another machine has it',
    registers,
    collect() {
      this.set(standing().leads ? 1 : 0);
    },
  });
  new Gauge({
    name: 'candour_scheduler_turn_age_seconds',
    help: 'Seconds, in tens, since the process that is furthest behind last did all that was due or saw another process do it',
    aggregator: 'max',
    registers,
    collect() {
      const age = seconds(standing().lastGoodTurn?.getTime() ?? begun);
      this.set(Math.max(1, Math.ceil(age / AGE_STEP)) * AGE_STEP);
    },
  });
}

function memoryGauge({ clock, memory }: Pick<ProcessMetricsNeeds, 'clock' | 'memory'>, registers: Registry[]): void {
  const today = () => clock.now().toISOString().slice(0, 10);
  let taken = { day: today(), bytes: memory() };
  new Gauge({
    name: 'candour_process_memory_bytes',
    help: 'Memory of all processes, each as of its start or the first question of the day (UTC)',
    registers,
    collect() {
      if (taken.day !== today()) taken = { day: today(), bytes: memory() };
      this.set(taken.bytes);
    },
  });
}
