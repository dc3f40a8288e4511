import { createHash } from 'node:crypto';
import { canonicalBytes } from '#shared/ballot/canonical.js';
import { type Manifest, roundCode } from '#shared/ballot/manifest.js';
import type { RoundDraft } from '#shared/contract/rounds.js';
import { aDraft } from '../builders/office.js';
import { moveTo, type RunningRound, rosterOver, roundOver, signedIn } from '../builders/office-server.js';
import { aServer, joined, setUpAcme, type TestServer } from '../builders/running-server.js';

const TERMS = aDraft({ opens: '2026-03-02T07:00:00Z' });
/** One other value for each thing that HR chose before the launch. */
const OTHER: { [Term in keyof RoundDraft]: RoundDraft[Term] } = {
  title: 'Summer',
  form: 'pulse',
  k: 6,
  audience: 'Whoever answers',
  opens: '2026-03-02T06:00:00Z',
  mayCloseFrom: '2026-03-08T07:00:00Z',
  closes: '2026-03-14T16:00:00Z',
  mayExtendTo: '2026-03-21T16:00:00Z',
  graceMinutes: 0,
  employeesSeeResultsFrom: '2026-04-23T08:00:00Z',
  readers: ['hr', 'executive', 'steward'],
  retentionDays: 365,
};
const reason = 'Two machines were down.';

let server: TestServer;
let hr: string;
let launched: RunningRound;
beforeAll(async () => {
  server = await aServer({ environment: { BASE_URL: 'https://candour.acme.test' } });
  hr = await setUpAcme(server);
  await joined(server, hr, 'Stu', ['steward']);
  await rosterOver(server, hr, { Sales: 12, Works: 15 });
  launched = await roundOver(server, hr, TERMS);
}, 120_000);
afterAll(() => server.close());

const path = () => `/api/rounds/${launched.round}`;
const post = (act: string, body: object) => server.request.post(`${path()}/${act}`).set('Cookie', hr).send(body);
const publicText = async () => (await server.request.get(`/ballot/manifests/${launched.hash}`)).text;
const now = async () => (await server.request.get(`/ballot/manifests/${launched.hash}/now`)).body;
const hashOf = (manifest: object) => createHash('sha256').update(canonicalBytes(manifest)).digest('hex');

describe('the terms of a launched round', () => {
  test.each(Object.keys(OTHER) as (keyof RoundDraft)[])('cannot be changed: %s', async (term) => {
    const before = await publicText();
    const reply = await server.request
      .put(path())
      .set('Cookie', hr)
      .send({ ...TERMS, [term]: OTHER[term] });
    expect([reply.status, reply.body.code]).toEqual([409, 'terms-frozen']);
    expect(await publicText()).toBe(before);
  });

  test('cannot be launched again, or deleted', async () => {
    expect((await post('launch', {})).body.code).toBe('round-not-draft');
    expect((await server.request.delete(path()).set('Cookie', hr)).body.code).toBe('round-not-draft');
    expect((await now()).state).toBe('open');
  });

  test('are served as they were hashed, under the code that everybody can compare', async () => {
    const manifest = JSON.parse(await publicText());
    expect(hashOf(manifest)).toBe(launched.hash);
    const steward = await signedIn(server, 'Stu');
    const { body } = await server.request.get(`${path()}/terms`).set('Cookie', steward);
    expect(body).toMatchObject({ manifest, hash: launched.hash, code: roundCode(launched.hash) });
  });

  test('have another hash and another code when any value in them is another', () => {
    const hashes = [...changedOnce(launched.manifest)].map(({ changed, where }) => {
      const hash = hashOf(changed);
      expect([where, hash]).not.toEqual([where, launched.hash]);
      return hash;
    });
    expect(hashes.length).toBeGreaterThan(40);
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(new Set(hashes.map((hash) => roundCode(hash as RunningRound['hash']))).has(roundCode(launched.hash))).toBe(false);
  });
});

/** In this order: each test finds the round as the one before left it. */
describe('the end of a round', () => {
  test('cannot be moved beyond the frozen limit, to earlier or into the past', async () => {
    for (const closes of ['2026-03-20T16:00:01Z', '2027-03-13T16:00:00Z', TERMS.closes, '2026-03-10T00:00:00Z', '2026-03-01T00:00:00Z']) {
      expect((await post('extension', { closes, reason })).body).toMatchObject({
        status: 409,
        code: 'outside-frozen-limits',
        field: 'closes',
      });
    }
    expect(await now()).toMatchObject({ closes: TERMS.closes, changed: null });
  });

  test('cannot be before the frozen first possible end', async () => {
    await moveTo(server, '2026-03-09T06:59:59Z');
    hr = await signedIn(server, 'Hana');
    expect((await post('close', { reason })).body).toMatchObject({ status: 409, code: 'outside-frozen-limits' });
    expect(await now()).toMatchObject({ state: 'open', closes: TERMS.closes, changed: null });
  });

  test('can be later inside the limit, with a reason that everybody reads, and changes no hash', async () => {
    expect((await post('extension', { closes: TERMS.mayExtendTo })).body.code).toBe('input-malformed');
    expect((await post('extension', { closes: TERMS.mayExtendTo, reason })).status).toBe(200);
    expect(await now()).toMatchObject({ state: 'open', closes: TERMS.mayExtendTo, changed: { reason } });
    expect(hashOf(JSON.parse(await publicText()))).toBe(launched.hash);
    const steward = await signedIn(server, 'Stu');
    const { body } = await server.request.get(`${path()}/terms`).set('Cookie', steward);
    expect(body.events).toContainEqual(expect.objectContaining({ what: 'extended', reason }));
  });

  test('can be early from the frozen time on, with a reason that everybody reads, and changes no hash', async () => {
    await moveTo(server, TERMS.mayCloseFrom);
    expect((await post('close', { reason: 'Everybody has answered.' })).status).toBe(200);
    expect(await now()).toMatchObject({ state: 'closed', changed: { reason: 'Everybody has answered.' } });
    expect(hashOf(JSON.parse(await publicText()))).toBe(launched.hash);
  });

  test('is final: nobody can extend a round that has ended, to let more in', async () => {
    await server.wired.scheduler.tick();
    expect((await post('extension', { closes: TERMS.mayExtendTo, reason })).body.code).toMatch(/round-not-open|outside-frozen-limits/);
    expect((await now()).state).toBe('closed');
  });
});

type Branch = Record<string, unknown>;

/** The manifest with one value changed, for every value in it. */
function* changedOnce(manifest: Manifest): Generator<{ changed: Manifest; where: string }> {
  for (const where of leavesOf(manifest)) {
    const changed = structuredClone(manifest);
    const last = where.at(-1) ?? '';
    const inside = (at: Branch, key: string) => at[key] as Branch;
    const owner = where.slice(0, -1).reduce(inside, changed as unknown as Branch);
    const value = owner[last];
    owner[last] = typeof value === 'number' ? value + 1 : `${value}x`;
    yield { changed, where: where.join('.') };
  }
}

function leavesOf(value: unknown, path: string[] = []): string[][] {
  if (value === null || typeof value !== 'object') return [path];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
}
