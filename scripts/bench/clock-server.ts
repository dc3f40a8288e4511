import { loadConfig } from '#server/config.js';
import { startServer } from '#server/start-server.js';
import { MovableClock } from '../demo/seed.js';

/** What the bench asks of the server it forks: to put its clock on by so many minutes and do what is due, to say how much memory it has, or to end. */
export type ToClockServer = { minutes: number } | 'end';
/** Its address first; then after each move the memory that is left once all that can be thrown away is. */
export type FromClockServer = { url: string } | { residentMegabytes: number; heapMegabytes: number };

/** The whole server under a clock that can be moved, in a process of its own. */
async function serve(): Promise<void> {
  const clock = new MovableClock();
  const server = await startServer(await loadConfig(), { clock, allowInsecureBaseUrl: true });
  const tell = (message: FromClockServer) => void process.send?.(message);
  process.on('message', async (message: ToClockServer) => {
    if (message === 'end') {
      await server.close();
      process.exit(0);
    }
    clock.moveTo(new Date(clock.now().getTime() + 60_000 * message.minutes));
    await server.wired.scheduler.tick();
    globalThis.gc?.();
    const { rss, heapUsed, external } = process.memoryUsage();
    tell({ residentMegabytes: rss / 1e6, heapMegabytes: (heapUsed + external) / 1e6 });
  });
  tell({ url: server.localUrl });
}

await serve();
