import type { MetricsPart } from './process-metrics.js';

/** From the primary process to one that serves. `connection` comes with a socket. */
export type ToWorker =
  | { tell: 'start'; url: string; first: boolean }
  | { tell: 'connection' | 'drain' | 'stop' }
  | { tell: 'report'; request: number }
  | { tell: 'gathered'; request: number; parts: MetricsPart[] };

/** From a process that serves to the primary. `there`: it hears messages now; those before are lost. `failed`: it cannot start, and why. `leaving`: it was told to stop by itself. */
export type FromWorker =
  | { tell: 'serves'; url: string; setupLink: string | undefined }
  | { tell: 'failed'; line: string }
  | { tell: 'there' | 'leaving' }
  | { tell: 'gather'; request: number }
  | { tell: 'reported'; request: number; part: MetricsPart };
