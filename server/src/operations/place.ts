import type { Listen } from '../http/listen.js';
import type { MetricsPart } from './process-metrics.js';

/** What a server process leaves to the process that started it. A server alone on its machine has no such place. */
export interface ProcessPlace {
  /** Where its connections come from. */
  listen: Listen;
  /** The first process of an installation makes the set-up link: each link made ends the one before. */
  first: boolean;
  /** The metrics of all processes on this machine, with those of this one as it is asked for. */
  gather(): Promise<readonly MetricsPart[]>;
}

/** A server process as those who run it see it. */
export interface Served {
  /** Where people find it. */
  url: string;
  /** Where it listens on this machine: the same, unless BASE_URL names a proxy in front. */
  localUrl: string;
  /** Undefined once the installation is set up, and in all processes but the first. */
  setupLink: string | undefined;
  metrics(): Promise<MetricsPart>;
  /** From here on it says that it is not ready; it serves on. */
  drain(): void;
  /** Finishes what is under way, then closes the stores. */
  close(): Promise<void>;
}
