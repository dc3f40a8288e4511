import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * `pass`; `cut`: every connection ends, and each new one at once; `refuse`: every connection ends, and new ones are refused as where no server runs;
 * `stall`: connections stay and nothing more goes through them.
 */
type Mode = 'pass' | 'cut' | 'refuse' | 'stall';

/** Stands between a program and its database and makes the outages of a network. */
export interface Outage {
  /** The database behind it, by way of it. */
  url: string;
  set(mode: Mode): void;
  close(): Promise<void>;
}

/** For the first server of a mongodb URL. */
export async function startProxy(url: string): Promise<Outage> {
  const target = new URL(url);
  const pairs = new Set<[Socket, Socket]>();
  let mode: Mode = 'pass';
  const server = createServer((near) => {
    near.on('error', () => near.destroy());
    if (mode === 'cut') return near.destroy();
    const far = connect(Number(target.port || 27017), target.hostname);
    far.on('error', () => near.destroy());
    const pair: [Socket, Socket] = [near, far];
    pairs.add(pair);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (bytes) => to.write(bytes));
      from.on('close', () => {
        to.destroy();
        pairs.delete(pair);
      });
      if (mode === 'stall') from.pause();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const set = (next: Mode) => {
    mode = next;
    if (next === 'refuse') server.close();
    else if (!server.listening) server.listen(port, '127.0.0.1');
    for (const pair of [...pairs]) {
      for (const socket of pair) {
        if (next === 'cut' || next === 'refuse') socket.destroy();
        else if (next === 'stall') socket.pause();
        else socket.resume();
      }
    }
  };
  const byWay = new URL(url);
  byWay.host = `127.0.0.1:${port}`;
  // Otherwise a replica set's members are spoken to by their own names, past the proxy.
  byWay.searchParams.set('directConnection', 'true');
  return {
    ...{ url: byWay.href, set },
    async close() {
      // One that refuses has closed already.
      if (!server.listening) return;
      set('refuse');
      await once(server, 'close');
    },
  };
}
