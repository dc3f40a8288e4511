import type { Worker } from 'node:cluster';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { closePort, refusedPort, urlOf } from '../http/listen.js';
import type { ToWorker } from './messages.js';

/** Accepts connections and hands them in turn to the processes that serve. While there are none, connections wait. */
export interface Dealer {
  url: string;
  add(worker: Worker): void;
  remove(worker: Worker): void;
  /** Accepts no more. Every connection that was accepted is handed over before this returns, if anybody serves. */
  close(): Promise<void>;
}

/**
 * Binds the port, for all processes; refuses (ConfigError) one that is taken or not allowed. Not left to `node:cluster`,
 * which at a stop drops the connections that it has accepted and not handed over yet.
 */
export async function dealConnections(port: number, host: string): Promise<Dealer> {
  let serving: Worker[] = [];
  let waiting: Socket[] = [];
  let next = 0;
  const deal = (connection: Socket): void => {
    const worker = serving[next++ % serving.length];
    if (!worker) {
      waiting.push(connection);
      return;
    }
    const handed = (fault: Error | null) => {
      if (!fault) return;
      // It died, and its end has not been told yet.
      serving = serving.filter((other) => other !== worker);
      deal(connection);
    };
    worker.send({ tell: 'connection' } satisfies ToWorker, connection, handed);
  };
  // Paused: what a caller sends stays in the connection until the other process reads it.
  const server = createServer({ pauseOnConnect: true }, (connection) => {
    // A caller that leaves while it waits is no fault.
    connection.on('error', () => {});
    deal(connection);
  });
  await new Promise<void>((resolve, reject) => {
    // Later ones are of single callers, or of a machine that has no more files to open: the port stays.
    server.on('error', (fault: NodeJS.ErrnoException) => reject(refusedPort(fault, port, host)));
    server.listen(port, host, resolve);
  });
  return {
    url: urlOf(server.address() as AddressInfo, host),
    add(worker) {
      serving.push(worker);
      const held = waiting;
      waiting = [];
      for (const connection of held) deal(connection);
    },
    remove(worker) {
      serving = serving.filter((other) => other !== worker);
    },
    close: () => closePort(server),
  };
}
