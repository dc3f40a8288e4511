import { connect, type Socket } from 'node:net';
import { aBallotServer } from '../builders/ballot-server.js';
import { aLaunchedRound, aPlace, type PersonInvited, type Place } from '../builders/launched-round.js';

describe('ballot requests are limited by number and time, and by nobody’s address', () => {
  let place: Place & { remove(): Promise<void> };
  let person: PersonInvited;
  let server: Awaited<ReturnType<typeof aBallotServer>>;
  beforeAll(async () => {
    place = await aPlace();
    [person = person] = (await aLaunchedRound(place)).people;
  });
  afterAll(() => place.remove());
  afterEach(() => server.close());

  const whole = () => JSON.stringify({ manifest: person.manifest, token: person.token });
  const invitation = () =>
    fetch(`${server.url}/ballot/invitation`, { method: 'POST', body: whole(), headers: { 'content-type': 'application/json' } });
  /** Begins a request and leaves off in the middle of its body. */
  async function halfSent() {
    const socket = connect(server.port, '127.0.0.1');
    let heard = '';
    socket.on('data', (text) => {
      heard += text;
    });
    socket.on('error', () => {});
    const closed = new Promise<string>((resolve) => socket.once('close', () => resolve(heard)));
    const head = `POST /ballot/invitation HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${whole().length}\r\n\r\n`;
    await new Promise((resolve) => socket.write(head + whole().slice(0, 10), resolve));
    return { socket, closed, end: () => void socket.write(whole().slice(10)) };
  }
  const settled = () => new Promise((resolve) => setTimeout(resolve, 100));

  test('a body that does not come to its end is refused in time, and its connection closed, whatever trickles in', async () => {
    server = await aBallotServer(place, { ballotLimits: { atOnce: 8, bodyMs: 200 } });
    const { socket, closed } = await halfSent();
    const trickle = setInterval(() => socket.write(' '), 50);
    const heard = await closed;
    clearInterval(trickle);
    expect(heard).toMatch(/^HTTP\/1\.1 408 /);
    expect(heard).toMatch(/\r\nConnection: close\r\n/i);
    expect(server.faults).toEqual([]);
  });

  test('a body that takes its time and comes is answered', async () => {
    server = await aBallotServer(place, { ballotLimits: { atOnce: 8, bodyMs: 5_000 } });
    const { closed, end } = await halfSent();
    await settled();
    end();
    expect(await closed).toMatch(/^HTTP\/1\.1 200 /);
  });

  test('connections that are held open keep nobody out: the longest held makes room, and is told to come again', async () => {
    server = await aBallotServer(place, { ballotLimits: { atOnce: 4, bodyMs: 60_000 } });
    const held: Awaited<ReturnType<typeof halfSent>>[] = [];
    for (let n = 0; n < 4; n += 1) held.push(await halfSent());
    await settled();
    expect((await invitation()).status).toBe(200);
    expect(await held[0]?.closed).toMatch(/^HTTP\/1\.1 503 [\s\S]*\r\nRetry-After: 5\r\n[\s\S]*"code":"too-busy"/i);
    held[1]?.end();
    expect(await held[1]?.closed).toMatch(/^HTTP\/1\.1 200 /);
    for (const { socket } of held as { socket: Socket }[]) socket.destroy();
    expect(server.faults).toEqual([]);
  });

  test('more whole requests at once than are worked on are told to come again', async () => {
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const unitOf: typeof place.roll.unitOf = async (...given) => {
      await held;
      return place.roll.unitOf(...given);
    };
    const roll = Object.assign(Object.create(place.roll), { unitOf });
    server = await aBallotServer({ ...place, roll }, { ballotLimits: { atOnce: 3, bodyMs: 60_000 } });
    const worked = [invitation(), invitation(), invitation()];
    await settled();
    const refused = await invitation();
    expect([refused.status, refused.headers.get('retry-after'), (await refused.json()).code]).toEqual([503, '5', 'too-busy']);
    letGo();
    expect((await Promise.all(worked)).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await invitation()).status).toBe(200);
    expect(server.faults).toEqual([]);
  });
});
