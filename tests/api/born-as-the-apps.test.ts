import { type AddressInfo, createServer, type Socket } from 'node:net';
import express, { type RequestHandler } from 'express';
import supertest from 'supertest';
import { type Listen, listenOn, listenThrough } from '#server/http/listen.js';

/** What express gives another prototype outlives its request until the old generation is collected (express-server.ts): here it has nothing to give. */
describe('a request and its answer are the app’s own before express sees them', () => {
  const ports: { close(): void }[] = [];
  afterAll(() => {
    for (const port of ports) port.close();
  });

  test.each([
    ['in a process that has the port', async () => listenOn(0, '127.0.0.1')],
    ['in a process that is handed its connections', handedOver],
  ])('%s', async (_where, listening) => {
    const app = express().set('trust proxy', 1);
    app.get('/who', (request, response) => void response.json({ ip: request.ip, app: request.app === app && response.app === app }));
    const own: boolean[] = [];
    const inner = app as unknown as { handle: RequestHandler };
    const handle = inner.handle.bind(app);
    inner.handle = (request, response, next) => {
      own.push(Object.getPrototypeOf(request) === app.request, Object.getPrototypeOf(response) === app.response);
      return handle(request, response, next);
    };

    const { url, stop } = await (await listening())((serve) => serve(app));
    const { body } = await supertest(url).get('/who').set('X-Forwarded-For', '192.0.2.7');
    await stop(0);
    expect(body).toEqual({ ip: '192.0.2.7', app: true });
    expect(own).toEqual([true, true]);
  });

  /** As one of several processes serves; the port's own is this one. */
  async function handedOver(): Promise<Listen> {
    let serve: ((connection: Socket) => void) | undefined;
    const port = createServer({ pauseOnConnect: true }, (connection) => serve?.(connection));
    ports.push(port);
    await new Promise<void>((resolve) => port.listen(0, '127.0.0.1', resolve));
    return listenThrough(`http://127.0.0.1:${(port.address() as AddressInfo).port}`, (handed) => {
      serve = handed;
    });
  }
});
