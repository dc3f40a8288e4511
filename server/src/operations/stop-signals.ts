/** npm and a terminal send one Ctrl-C several times over. */
const SAME_MS = 500;

/** Calls `stop` at the first SIGTERM or SIGINT, and `endNow` at a second one. */
export function onStopSignals(stop: (signal: string) => void, endNow: () => void): void {
  let first: number | undefined;
  const told = (signal: string) => {
    if (first === undefined) {
      first = performance.now();
      stop(signal);
    } else if (performance.now() - first > SAME_MS) endNow();
  };
  process.on('SIGTERM', told);
  process.on('SIGINT', told);
}
