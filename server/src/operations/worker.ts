import type { Socket } from 'node:net';
import { listenThrough } from '../http/listen.js';
import { lineOf } from './fail.js';
import type { FromWorker, ToWorker } from './messages.js';
import type { ProcessPlace, Served } from './place.js';
import type { MetricsPart } from './process-metrics.js';
import { onStopSignals } from './stop-signals.js';

/** The primary waits two seconds for the slowest process. */
const GATHER_MS = 3_000;

/** Serves what the primary process hands over, until it says stop or is gone. */
export function serveAsWorker(start: (place: ProcessPlace) => Promise<Served>): void {
  let served: Served | undefined;
  let serve: ((connection: Socket) => void) | undefined;
  const gathering = new Map<number, (parts: MetricsPart[]) => void>();
  const place = (url: string, first: boolean): ProcessPlace => ({
    listen: listenThrough(url, (how) => {
      serve = how;
    }),
    first,
    gather: () => gather(gathering, async () => (await served?.metrics()) ?? []),
  });

  const begin = async (url: string, first: boolean) => {
    served = await start(place(url, first));
    send({ tell: 'serves', url: served.url, setupLink: served.setupLink });
  };
  const stop = async () => {
    await served?.close();
    process.exit(0);
  };
  process.on('message', (message: ToWorker, connection?: Socket) => {
    if (message.tell === 'start') begin(message.url, message.first).catch(cannotStart);
    // Nothing comes with it when the caller has left meanwhile.
    else if (message.tell === 'connection') connection && serve?.(connection);
    else if (message.tell === 'drain') served?.drain();
    else if (message.tell === 'stop') void stop();
    else if (message.tell === 'gathered') gathering.get(message.request)?.(message.parts);
    else if (message.tell === 'report') void report(served, message.request);
  });
  // A terminal and systemd tell every process at once: the primary decides, and waits for this one.
  const leave = () => send({ tell: 'leaving' });
  onStopSignals(leave, leave);
  send({ tell: 'there' });
}

function cannotStart(fault: unknown): void {
  process.send?.({ tell: 'failed', line: lineOf(fault) } satisfies FromWorker, () => process.exit(1));
}

async function report(served: Served | undefined, request: number): Promise<void> {
  send({ tell: 'reported', request, part: (await served?.metrics()) ?? [] });
}

async function gather(gathering: Map<number, (parts: MetricsPart[]) => void>, own: () => Promise<MetricsPart>): Promise<MetricsPart[]> {
  const request = ++requests;
  const late = setTimeout(async () => gathering.get(request)?.([await own()]), GATHER_MS);
  try {
    return await new Promise<MetricsPart[]>((resolve) => {
      gathering.set(request, resolve);
      send({ tell: 'gather', request });
    });
  } finally {
    clearTimeout(late);
    gathering.delete(request);
  }
}

let requests = 0;

/** The primary may be gone: then this process is about to end as well. */
function send(message: FromWorker): void {
  if (process.connected) process.send?.(message, () => {});
}
