import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigError } from '../config.js';

export interface Listening<T> {
  server: Server;
  /** Where it listens on this machine. */
  url: string;
  /** What `start` made. */
  started: T;
}

/** Binds the port. Refuses (ConfigError) one that is taken or not allowed. No request comes in before `start`, told where the server listens, has put in its listener. */
export async function listen<T>(port: number, host: string, start: (server: Server, url: string) => T): Promise<Listening<T>> {
  const server = createServer({ keepAliveTimeout: 5_000, headersTimeout: 20_000, requestTimeout: 120_000 });
  return new Promise((resolve, reject) => {
    server.once('error', (fault: NodeJS.ErrnoException) => reject(refused(fault, port, host)));
    server.listen(port, host, () => {
      const url = urlOf(server, host);
      try {
        resolve({ server, url, started: start(server, url) });
      } catch (fault) {
        server.close();
        reject(fault);
      }
    });
  });
}

/** Takes no further connection, waits for what is under way, and gives up on what takes longer than `patienceMs`. */
export async function stopListening(server: Server, patienceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), patienceMs);
  await closed;
  clearTimeout(timer);
}

function urlOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  const everywhere = host === '0.0.0.0' || host === '::';
  const name = everywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

function refused(fault: NodeJS.ErrnoException, port: number, host: string): Error {
  if (fault.code === 'EADDRINUSE')
    return new ConfigError(`port ${port} is taken: stop the program that uses it, or set PORT to another one`);
  if (fault.code === 'EACCES') return new ConfigError(`port ${port} needs more rights: set PORT to 1024 or above`);
  if (fault.code === 'EADDRNOTAVAIL' || fault.code === 'ENOTFOUND')
    return new ConfigError(`HOST ${host} is no address of this machine: set HOST to 127.0.0.1 or 0.0.0.0`);
  return fault;
}
