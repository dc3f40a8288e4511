import { rename } from 'node:fs/promises';
import { processMetrics } from '#server/operations/process-metrics.js';
import { castOver, collectOver } from '../builders/http-voter.js';
import { aLaunchedRound, aPlace, SESSION_SECRET, someAnswers } from '../builders/launched-round.js';
import { aDraft } from '../builders/office.js';
import { moveTo, rosterOver, roundOver } from '../builders/office-server.js';
import { killPrograms } from '../builders/program.js';
import { aClock, aServer, setUpAcme, type TestServer } from '../builders/running-server.js';
import { aProgram, aProgramFolder, METRICS_TOKEN, scrape, valueIn } from './program.js';

const bearer = { Authorization: `Bearer ${METRICS_TOKEN}` };
const environment = { METRICS_TOKEN, BASE_URL: 'https://candour.acme.test' };

describe('metrics', () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await aServer({ environment, clock: aClock('2026-03-04T06:00:00Z') });
  });
  afterEach(async () => {
    await server.close();
    await killPrograms();
  });
  const metrics = () => scrape(server.localUrl);
  const open = async () => {
    const hr = await setUpAcme(server);
    await rosterOver(server, hr, { Sales: 14, Works: 13 });
    const running = await roundOver(server, hr, aDraft());
    await moveTo(server, '2026-03-04T08:00:00Z');
    return { ...running, hr };
  };

  test('tell of rounds, mail, stores, the scheduler, and how long requests of signed-in people took, by route', async () => {
    const { hr } = await open();
    for (let times = 0; times < 3; times += 1) await server.request.get('/api/rounds').set('Cookie', hr);
    await server.request.get('/api/rounds/there-is-none').set('Cookie', hr);
    const text = await metrics();
    const values = {
      'candour_rounds{state="open"}': 1,
      'candour_rounds{state="draft"}': 0,
      'candour_mail{state="waiting"}': 0,
      'candour_store_up{store="registrar"}': 1,
      'candour_store_up{store="ballot box"}': 1,
      candour_scheduler_lease_held: 1,
      candour_scheduler_turn_age_seconds: 10,
      'candour_api_request_duration_seconds_count{route="/api/rounds",method="GET",status="2xx"}': 3,
      'candour_api_request_duration_seconds_count{route="/api/rounds/:round",method="GET",status="4xx"}': 1,
      'candour_build_info{version="0.1.0"}': 1,
    };
    expect(Object.fromEntries(Object.keys(values).map((name) => [name, valueIn(text, name)]))).toEqual(values);
    expect(valueIn(text, 'candour_process_memory_bytes')).toBeGreaterThan(20_000_000);
    server.clock.move(125);
    expect(valueIn(await metrics(), 'candour_scheduler_turn_age_seconds')).toBe(130);
  });

  test('tell of the time that requests took in whole bounds alone, sums too: what one waited for another must not show', async () => {
    const { hr } = await open();
    for (let times = 0; times < 3; times += 1) await server.request.get('/api/rounds').set('Cookie', hr);
    const sums = [...(await metrics()).matchAll(/^candour_api_request_duration_seconds_sum\{.*\} (.+)$/gm)].map(([, sum]) => Number(sum));
    expect(sums.length).toBeGreaterThan(3);
    for (const sum of sums) expect(10 * sum).toBeCloseTo(Math.round(10 * sum), 9);
  });

  test('are the same to the last character before and after ballots are collected and cast, while the clock stands', async () => {
    const { people } = await open();
    const before = await metrics();
    for (const invited of people.slice(0, 12)) {
      const { ballot } = await collectOver(server.localUrl, invited);
      await castOver(server.localUrl, ballot, someAnswers('core'));
      await castOver(server.localUrl, ballot, someAnswers('core'));
      await expect(collectOver(server.localUrl, { ...invited, token: 'A'.repeat(26) })).rejects.toThrow(/invitation: 4/);
    }
    await fetch(`${server.localUrl}/b`);
    expect(await metrics()).toBe(before);
  });

  test('tell memory once a day: as it was at the start, then at the first question of each day', async () => {
    const clock = aClock('2026-03-04T06:00:00Z');
    let bytes = 100;
    const { part } = processMetrics({ clock, standing: () => ({ leads: false, lastGoodTurn: undefined }), memory: () => bytes });
    const told = async () => (await part()).find(({ name }) => name === 'candour_process_memory_bytes')?.values[0]?.value;
    bytes = 200;
    expect(await told()).toBe(100);
    clock.move(18 * 3600);
    expect(await told()).toBe(200);
    bytes = 300;
    expect(await told()).toBe(200);
  });

  test('are the same, up to what time alone moves, before and after ballots are cast to two processes', async () => {
    const place = await aPlace();
    const { people } = await aLaunchedRound(place);
    await place.close();
    const program = await aProgramFolder();
    await program.setAhead(Date.parse('2026-03-03T12:00:00Z') - Date.now());
    const { url } = await aProgram(program.folder, { WEB_CONCURRENCY: '2', DATA_DIR: place.folder, SESSION_SECRET });
    const timeless = (text: string) => text.replace(/^candour_(process_uptime|scheduler_turn_age)_seconds \d+$/gm, '');
    const before = timeless(await scrape(url));
    expect(before).toContain('candour_rounds{state="open"} 1');
    expect(before).toContain('candour_processes 2');
    for (const invited of people.slice(0, 12)) {
      const { ballot } = await collectOver(url, invited);
      await castOver(url, ballot, someAnswers('core'));
    }
    expect(timeless(await scrape(url))).toBe(before);
    await killPrograms();
    await Promise.all([place.remove(), program.remove()]);
  }, 120_000);

  test('are given to nobody without the token, and to nobody through a proxy', async () => {
    const ask = (headers: Record<string, string>) => fetch(`${server.localUrl}/metrics`, { headers });
    expect((await ask({})).status).toBe(401);
    expect((await ask({ Authorization: 'Bearer another token, as long as the right' })).status).toBe(401);
    expect((await ask({ ...bearer, 'X-Forwarded-For': '192.0.2.1' })).status).toBe(404);
    expect((await ask({ ...bearer, Forwarded: 'for=192.0.2.1' })).status).toBe(404);
    expect((await ask(bearer)).headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const without = await aServer();
    expect((await fetch(`${without.localUrl}/metrics`, { headers: { Authorization: 'Bearer undefined' } })).status).toBe(404);
    await without.close();
  });

  test('an unready server names the store that does not answer, and the process lives on', async () => {
    const ask = async (path: string) => {
      const reply = await fetch(`${server.localUrl}${path}`);
      return [reply.status, await reply.text(), reply.headers.get('retry-after')];
    };
    expect(await ask('/readyz')).toEqual([200, 'Ready.\n', null]);
    const { ballotBoxUrl } = server.config;
    const folder = ballotBoxUrl.slice('sqlite:'.length);
    await rename(folder, `${folder}-away`);
    await new Promise((resolve) => setTimeout(resolve, 1_100)); // an answer holds for a second
    expect(await ask('/readyz')).toEqual([503, 'Not ready: no answer from the ballot box.\n', '5']);
    expect(await ask('/healthz')).toEqual([200, 'The process lives.\n', null]);
    expect(valueIn(await metrics(), 'candour_store_up{store="ballot box"}')).toBe(0);
    await rename(`${folder}-away`, folder);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(await ask('/readyz')).toEqual([200, 'Ready.\n', null]);
  });
});
