import { AggregatorRegistry, Gauge, Registry } from 'prom-client';
import { isUnderWay, ROUND_STATES } from '#shared/round/states.js';
import type { Registrar } from '../storage/port/registrar.js';
import type { MetricsPart } from './process-metrics.js';
import type { AskStores } from './readiness.js';

export interface InstallationMetricsNeeds {
  registrar: { rounds: Pick<Registrar['rounds'], 'allInStates'>; outbox: Pick<Registrar['outbox'], 'counts'> };
  askStores: AskStores;
  version: string;
  /** The parts of every process on this machine. */
  gather(): Promise<readonly MetricsPart[]>;
}

/** All metrics of this machine's processes and of the installation, as Prometheus reads them. */
export async function metricsText(needs: InstallationMetricsNeeds): Promise<string> {
  const registry = new Registry();
  const stores = await needs.askStores();
  gauge(registry, 'candour_build_info', 'The version that runs', ['version']).set({ version: needs.version }, 1);
  const up = gauge(registry, 'candour_store_up', 'Whether the store answers and has room', ['store']);
  for (const [store, stands] of stores) up.set({ store }, stands === 'up' ? 1 : 0);
  if (stores.get('registrar') !== 'away') await roundsAndMail(needs, registry);
  const processes = AggregatorRegistry.aggregate([...(await needs.gather())]);
  return `${await registry.metrics()}\n${await processes.metrics()}`;
}

async function roundsAndMail({ registrar }: InstallationMetricsNeeds, registry: Registry): Promise<void> {
  const all = await registrar.rounds.allInStates(ROUND_STATES);
  const rounds = gauge(registry, 'candour_rounds', 'Rounds by state', ['state']);
  for (const state of ROUND_STATES) rounds.set({ state }, all.filter((round) => round.state === state).length);
  const mail = gauge(registry, 'candour_mail', 'Mail of rounds under way that waits, or failed for good', ['state']);
  mail.set({ state: 'waiting' }, 0);
  mail.set({ state: 'failed' }, 0);
  for (const { id, state } of all) {
    if (!isUnderWay(state)) continue;
    const { waiting, failed } = await registrar.outbox.counts(id);
    mail.inc({ state: 'waiting' }, waiting);
    mail.inc({ state: 'failed' }, failed);
  }
}

function gauge<Label extends string>(registry: Registry, name: string, help: string, labelNames: Label[]): Gauge<Label> {
  return new Gauge({ name, help, labelNames, registers: [registry] });
}
