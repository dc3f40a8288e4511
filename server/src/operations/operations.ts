export { jobLog } from './job-log.js';
export { refuseLostBallots } from './lost-ballots.js';
export { type Operations, operate } from './operate.js';
export { warnOfOrder } from './order-kept.js';
export type { ProcessPlace, Served } from './place.js';
export { loggingRounds } from './round-log.js';
export { opensSomeRound, refuseOtherSecret } from './round-secret.js';
export { PATIENCE_MS, runServer } from './run.js';
export { onStopSignals } from './stop-signals.js';
