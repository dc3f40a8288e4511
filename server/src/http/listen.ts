import type { Server } from 'node:http';
import type { AddressInfo, Server as NetServer, Socket } from 'node:net';
import { ConfigError } from '../config.js';
import { type ExpressServer, expressServer } from './express-server.js';

export interface Listening<T> {
  /** Where it listens on this machine. */
  url: string;
  /** What `start` made. */
  started: T;
  /** Takes no further connection, answers what is under way, and gives up on what takes longer than `patienceMs`. */
  stop(patienceMs: number): Promise<void>;
}

/** Begins to serve. No request comes in before `start`, told where the server listens, has put in who answers. */
export type Listen = <T>(start: (serve: ExpressServer['serve'], url: string) => T) => Promise<Listening<T>>;

const LIMITS = { keepAliveTimeout: 5_000, headersTimeout: 20_000, requestTimeout: 120_000 };
/**
 * A connection on which nothing moves for so long is given up: a reader that stands still would hold it without an end.
 * Long, for what a slow one takes shows here only when a part of the system's own buffer, which may be megabytes, is empty again.
 */
const STALLED_MS = 300_000;
/** How often it is looked whether a connection that must end has nothing under way. */
const LOOK_MS = 25;
/** Browsers open connections before they need them. Those that said nothing in this time are closed when the server stops. */
const SILENT_MS = 1_000;

/** Binds a port. Refuses (ConfigError) one that is taken or not allowed. */
export function listenOn(port: number, host: string, stalledMs = STALLED_MS): Listen {
  return async (start) => {
    const { server, serve } = expressServer(LIMITS);
    server.setTimeout(stalledMs);
    const stop = stopper(server);
    return new Promise((resolve, reject) => {
      // Later ones are of single callers, or of a machine that has no more files to open: the port stays.
      server.on('error', (fault: NodeJS.ErrnoException) => reject(refusedPort(fault, port, host)));
      server.listen(port, host, () => {
        const url = urlOf(server.address() as AddressInfo, host);
        try {
          resolve({ url, started: start(serve, url), stop });
        } catch (fault) {
          server.close();
          reject(fault);
        }
      });
    });
  };
}

/** Serves connections that another process accepted at `url` and hands over through `take`, paused. */
export function listenThrough(url: string, take: (handed: (connection: Socket) => void) => void, stalledMs = STALLED_MS): Listen {
  return async (start) => {
    const { server, serve } = expressServer(LIMITS);
    server.setTimeout(stalledMs);
    const stop = stopper(server);
    const started = start(serve, url);
    // The time limits of its connections begin with this event; nothing else here sends it.
    server.emit('listening');
    take((connection) => {
      // As the server would have made it itself.
      connection.allowHalfOpen = true;
      connection.setNoDelay(true);
      server.emit('connection', connection);
      connection.resume();
    });
    return { url, started, stop };
  };
}

function stopper(server: Server): Listening<never>['stop'] {
  const open = new Set<Socket>();
  server.on('connection', (connection: Socket) => {
    open.add(connection);
    connection.once('close', () => open.delete(connection));
  });
  return async (patienceMs) => {
    // A connection that is kept for the next request may bring one just now: it is answered, and is the last.
    server.prependListener('request', (_request, response) => void response.setHeader('Connection', 'close'));
    await closePort(server);
    const begun = performance.now();
    while (open.size > 0) {
      const waited = performance.now() - begun;
      server.closeIdleConnections();
      for (const connection of open) {
        if (waited > patienceMs || (waited > SILENT_MS && connection.bytesRead === 0)) connection.destroy();
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  };
}

/** Turns of the event loop after which a port is closed although callers keep coming. */
const MOST_TURNS = 50;

/**
 * Closes the port once a turn of the event loop has brought no connection: a port that is closed resets those that the system has
 * accepted and the process has not taken yet. What comes in the microseconds between is reset still; no program can help that.
 */
export async function closePort(server: NetServer): Promise<void> {
  let came = true;
  const heard = () => {
    came = true;
  };
  server.on('connection', heard);
  for (let turns = 0; came && turns < MOST_TURNS; turns += 1) {
    came = false;
    // Two, so that the system is asked between them.
    for (let half = 0; half < 2; half += 1) await new Promise((resolve) => setImmediate(resolve));
  }
  server.off('connection', heard);
  server.close();
}

/** The address of a server that listens at `host`, as a browser on this machine finds it. */
export function urlOf({ port }: AddressInfo, host: string): string {
  const everywhere = host === '0.0.0.0' || host === '::';
  const name = everywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

/** A fault of binding a port as the operator can mend it. */
export function refusedPort(fault: NodeJS.ErrnoException, port: number, host: string): Error {
  if (fault.code === 'EADDRINUSE')
    return new ConfigError(`port ${port} is taken: stop the program that uses it, or set PORT to another one`);
  if (fault.code === 'EACCES') return new ConfigError(`port ${port} needs more rights: set PORT to 1024 or above`);
  if (fault.code === 'EADDRNOTAVAIL' || fault.code === 'ENOTFOUND')
    return new ConfigError(`HOST ${host} is no address of this machine: set HOST to 127.0.0.1 or 0.0.0.0`);
  return fault;
}
