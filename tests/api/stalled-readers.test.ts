import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import express, { type Response } from 'express';
import { type Listen, listenOn, listenThrough } from '#server/http/listen.js';

const STALLED_MS = 2_000;
/** More than what the system keeps of a connection between two programs. */
const BYTES = 32 << 20;

describe.each([
  ['in a process that has the port', async () => ({ listen: listenOn(0, '127.0.0.1', STALLED_MS), end() {} })],
  ['in a process that is handed its connections', handedOver],
])('%s', (_where, listening) => {
  let url: URL;
  let end: () => Promise<void>;
  let answers: Response[];
  beforeAll(async () => {
    answers = [];
    const app = express();
    app.get('/large', (_request, response) => {
      answers.push(response);
      response.end(Buffer.alloc(BYTES));
    });
    const where = await listening();
    const { url: address, stop } = await where.listen((serve) => serve(app));
    url = new URL(address);
    end = async () => {
      await stop(0);
      where.end();
    };
  });
  afterAll(() => end());

  async function asks(): Promise<Socket> {
    const socket = connect(Number(url.port), url.hostname);
    await once(socket, 'connect');
    socket.on('error', () => {});
    socket.write('GET /large HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    return socket;
  }

  test('a reader that stands still holds its connection for a while only', async () => {
    const socket = await asks();
    for (let waited = 0; answers.length === 0 || !answers.every(({ closed }) => closed); waited += 50) {
      if (waited > 20_000) throw new Error('it is held still');
      await wait(50);
    }
    socket.destroy();
  }, 60_000);

  test('a slow one, who takes several times as long, gets all of it', async () => {
    const socket = await asks();
    const begun = performance.now();
    let bytes = 0;
    socket.on('data', (chunk) => {
      bytes += chunk.length;
      if (performance.now() - begun > 3 * STALLED_MS) return;
      socket.pause();
      setTimeout(() => socket.resume(), 20);
    });
    await once(socket, 'close');
    expect(bytes).toBeGreaterThan(BYTES);
  }, 60_000);
});

/** As one of several processes serves; the port's own is this one. */
async function handedOver(): Promise<{ listen: Listen; end(): void }> {
  let serve: ((connection: Socket) => void) | undefined;
  const port = createServer({ pauseOnConnect: true }, (connection) => serve?.(connection));
  await new Promise<void>((resolve) => port.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(port.address() as AddressInfo).port}`;
  const take = (handed: (connection: Socket) => void) => {
    serve = handed;
  };
  return { listen: listenThrough(url, take, STALLED_MS), end: () => void port.close() };
}
