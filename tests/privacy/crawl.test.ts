import { auditSnapshot, exactCounts, groupsOf, newTally } from '#server/aggregation/aggregation.js';
import { fromBase32, toHex } from '#shared/ballot/encoding.js';
import type { Row } from '#shared/contract/contract.js';
import { table } from '#shared/contract/table.js';
import { itemOrder } from '#shared/instrument/answers.js';
import { instrumentOf, PULSE } from '#shared/instrument/core.js';
import { presentedOrder } from '#shared/instrument/pages.js';
import type { Snapshot } from '#shared/results/snapshot.js';
import { cast, collect, type SignedBallot, voteAll } from '../../scripts/demo/voter.js';
import { collectOver } from '../builders/http-voter.js';
import { type PersonInvited, someAnswers } from '../builders/launched-round.js';
import { aDraft } from '../builders/office.js';
import { moveTo, placeOf, type RunningRound, rosterOver, roundOver, signedIn } from '../builders/office-server.js';
import { aServer, joined, KEPT_OPEN, setUpAcme, type TestServer } from '../builders/running-server.js';

const CALLERS = { nobody: undefined, hr: 'Hana', executive: 'Eli', steward: 'Stu' } as const;
type CallerName = keyof typeof CALLERS;

interface Seen {
  name: string;
  caller: CallerName;
  path: string;
  status: number;
  text: string;
}

let server: TestServer;
let published: RunningRound;
let open: RunningRound;
/** Ballots of the round that is open, by people who answered between the two crawls. */
let ballots: SignedBallot[];
/** What each caller saw before and after people answered, nothing else having changed. */
let before: Seen[];
let after: Seen[];
const sessions = new Map<CallerName, string | undefined>();

beforeAll(async () => {
  server = await aServer({ environment: { BASE_URL: 'https://candour.acme.test' } });
  const hr = await setUpAcme(server);
  await joined(server, hr, 'Eli', ['executive']);
  await joined(server, hr, 'Stu', ['steward']);
  await rosterOver(server, hr, { Sales: 14, Works: 16, Office: 12, Stores: 12 });
  published = await roundOver(server, hr, aDraft({ opens: '2026-03-02T07:00:00Z' }));
  await answerIn(published, { Sales: 14, Works: 16, Office: 3, Stores: 0 });
  await moveTo(server, '2026-03-13T16:00:00Z');
  await moveTo(server, '2026-03-13T17:00:00Z');

  await moveTo(server, '2026-03-16T09:00:00Z');
  for (const [caller, name] of Object.entries(CALLERS)) sessions.set(caller as CallerName, name && (await signedIn(server, name)));
  open = await roundOver(server, sessions.get('hr') ?? '', NEXT);
  before = await crawl();
  ballots = await answerOneByOne(open.people.filter((_, at) => at % 2 === 0));
  await server.wired.scheduler.tick();
  after = await crawl();
}, 180_000);
afterAll(() => server.close());

const NEXT = aDraft({
  ...{ title: 'Autumn', opens: '2026-03-16T07:00:00Z', mayCloseFrom: '2026-03-23T07:00:00Z', closes: '2026-03-27T16:00:00Z' },
  ...{ mayExtendTo: '2026-04-03T16:00:00Z', employeesSeeResultsFrom: '2026-04-06T08:00:00Z' },
});

describe('every GET by every role and by nobody, on a published and an open round', () => {
  test('is answered: the crawl reaches what there is', () => {
    // A sign-in elsewhere is answered by sending the browser on; here, where no provider is set, back to the page.
    const reached = new Set(after.filter(({ status }) => status === 200 || status === 303).map(({ name }) => name));
    const gets = Object.entries<Row>(table).flatMap(([name, { method }]) => (method === 'GET' ? [name] : []));
    // Employees see the index later, by the terms; the draft's preview is over with the launch.
    const later = ['readCompanyIndex', 'readPrivacyPreview'];
    expect([...reached].sort()).toEqual(gets.filter((name) => !later.includes(name)).sort());
    expect(after.filter(({ status }) => status >= 500)).toEqual([]);
  });

  test('says the same before and after people answered: nobody’s participation is to be seen', () => {
    // The views ledger grows by the crawl itself.
    const said = (crawl: Seen[]) => crawl.filter(({ name }) => name !== 'readViews');
    expect(ballots.length).toBe(27);
    expect(said(after)).toEqual(said(before));
  });

  test('holds no token, in any writing', () => {
    for (const { token } of [...published.people, ...open.people]) {
      const writings = [token, toHex(fromBase32(token)), token.match(/.{1,4}/g)?.join(' ') ?? ''];
      for (const { name, caller, text } of after) {
        for (const written of writings) if (text.includes(written)) throw new Error(`${name} tells ${caller} a token`);
      }
    }
  });

  test('holds ballot ids in the steward’s package alone, and there no person', async () => {
    const ids = [...(await countedIds(published)), ...ballots.map(({ id }) => id)];
    const tellers = after.filter(({ text }) => ids.some((id) => text.includes(id)));
    expect(tellers.map(({ name, caller, path }) => [name, caller, path])).toEqual([
      ['downloadPackage', 'steward', `/api/rounds/${published.round}/steward-package`],
    ]);
    for (const { text } of tellers) expect(text).not.toMatch(/Person \d-\d|@acme\.test/);
  });

  test('names employees to HR alone', () => {
    const tellers = after.filter(({ text }) => /Person \d+-\d+|p\d+-\d+@acme\.test/.test(text));
    expect(new Set(tellers.map(({ caller }) => caller))).toEqual(new Set(['hr']));
    expect(new Set(tellers.map(({ name }) => name))).toEqual(new Set(['findPeople']));
  });
});

describe('the snapshot that an executive is served', () => {
  const served = (): Snapshot => {
    const found = after.find(({ name, caller, status }) => name === 'readResults' && caller === 'executive' && status === 200);
    return JSON.parse(found?.text ?? '{}').snapshot;
  };
  const unitOf = (name: string) => served().units.find((unit) => unit.name === name)?.id ?? '';

  test('passes the auditor, who is given every exact count', async () => {
    const snapshot = served();
    expect(snapshot.outcome).toBe('results');
    expect(auditSnapshot(snapshot, await exactOf(published, snapshot))).toEqual([]);
  });

  test('shows the company and those who answered in full, or the test would show nothing', () => {
    const cells = served().results?.cells ?? {};
    expect(cells[published.manifest.units[0]?.id ?? '']?.index.shown).toBe(true);
    expect(cells[unitOf('Works')]?.index.shown).toBe(true);
  });

  test('has the same cells for a unit where 3 answered and one where nobody did', () => {
    const { results } = served();
    const [few, none] = [unitOf('Office'), unitOf('Stores')];
    expect(few).not.toBe(none);
    expect(results?.cells[few]).toEqual(results?.cells[none]);
    expect(results?.items[few]).toEqual(results?.items[none]);
    expect(results?.cells[few]?.index).toEqual({ shown: false });
  });

  test('has nothing beside the word in any hidden cell', () => {
    const hidden: object[] = [];
    JSON.stringify(served(), (_key, value) => {
      if (value?.shown === false) hidden.push(value);
      return value;
    });
    expect(hidden.length).toBeGreaterThan(20);
    expect(new Set(hidden.map((cell) => JSON.stringify(cell)))).toEqual(new Set(['{"shown":false}']));
  });
});

describe('ballot routes', () => {
  const reads = () => [`manifests/${open.hash}`, `manifests/${open.hash}/now`, `manifests/${published.hash}/bulletin`];

  test('answer on a connection of their own, kept and dated nowhere, with no cookie and no trace for the next page', async () => {
    const { token } = open.people[1] as PersonInvited;
    const unit = await server.request.post('/ballot/invitation').set(KEPT_OPEN).send({ manifest: open.hash, token });
    const replies = [unit, ...(await Promise.all(reads().map((path) => server.request.get(`/ballot/${path}`).set(KEPT_OPEN))))];
    const again = await server.request
      .post('/ballot/cast')
      .set(KEPT_OPEN)
      .send({ ...ballots[0], answers: someAnswers('core') });
    for (const { status, headers } of [...replies, again]) {
      expect(status).toBe(200);
      expect(headers).toMatchObject({ connection: 'close', 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
      for (const none of ['set-cookie', 'etag', 'last-modified', 'location', 'keep-alive']) expect(headers).not.toHaveProperty(none);
    }
  });

  test('collect, cast and not-me refuse a cookie, and nothing is stored', async () => {
    const invited = open.people[1] as PersonInvited;
    await expect(collectOver(server.localUrl, invited, { Cookie: 'parent=1' })).rejects.toThrow('cookie-refused');
    const { ballot } = await collectOver(server.localUrl, invited);
    const { token, manifest } = invited;
    const refused = [
      await server.request
        .post('/ballot/cast')
        .set('Cookie', 'parent=1')
        .send({ ...ballot, answers: someAnswers('core') }),
      await server.request.post('/ballot/not-me').set('Cookie', 'parent=1').send({ token, manifest }),
    ];
    expect(refused.map(({ status, body }) => [status, body.code])).toEqual([
      [400, 'cookie-refused'],
      [400, 'cookie-refused'],
    ]);
    const totals = await server.stores.roll.totals(open.round);
    expect([await countIn(open), totals?.collected, totals?.notMe]).toEqual([ballots.length, ballots.length + 1, 0]);
  });

  test('a parent domain’s cookie stops neither page nor manifest, bulletin or unit', async () => {
    const { token } = open.people[3] as PersonInvited;
    const gets = ['/b', '/assets/main-1a2b.js', ...reads().map((path) => `/ballot/${path}`)];
    const replies = await Promise.all(gets.map((path) => server.request.get(path).set('Cookie', 'parent=1')));
    replies.push(await server.request.post('/ballot/invitation').set('Cookie', 'parent=1').send({ manifest: open.hash, token }));
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200));
  });

  test('and pages allow no script or style that is not a file of ours', async () => {
    for (const path of ['/b', '/', '/check', `/ballot/manifests/${open.hash}`, '/api/setup']) {
      const policy = String((await server.request.get(path)).headers['content-security-policy']);
      expect(policy).toMatch(/(^|;)default-src 'self'(;|$)/);
      expect(policy).not.toMatch(/unsafe|https?:|\*/);
    }
  });
});

/** Every GET of the contract with real params, as each caller. */
async function crawl(): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (const [name, row] of Object.entries<Row>(table)) {
    if (row.method !== 'GET') continue;
    for (const path of pathsOf(row)) {
      for (const [caller, cookie] of sessions) {
        const request = server.request.get(path);
        const { status, text, body } = await (cookie && path.startsWith('/api') ? request.set('Cookie', cookie) : request);
        seen.push({ name, caller, path, status, text: text ?? JSON.stringify(body) });
      }
    }
  }
  return seen;
}

function pathsOf({ path }: Row): string[] {
  if (!path.includes(':')) return [path];
  return [published, open].map(({ round, hash }) => path.replace(':round', round).replace(':manifest', hash));
}

async function answerIn({ manifest, people }: RunningRound, byUnit: Record<string, number>): Promise<void> {
  const voters = Object.entries(byUnit).flatMap(([name, count]) => {
    const unit = manifest.units.find((each) => each.name === name)?.id;
    return people.filter((person) => person.unit === unit).slice(0, count);
  });
  await voteAll(placeOf(server), voters, ({ token }) => someAnswers('core', token.charCodeAt(0)));
}

async function answerOneByOne(voters: readonly PersonInvited[]): Promise<SignedBallot[]> {
  const place = placeOf(server);
  const signed: SignedBallot[] = [];
  for (const voter of voters) {
    const ballot = await collect(place, voter);
    await cast(place, ballot, someAnswers('core'));
    signed.push(ballot);
  }
  return signed;
}

async function countIn({ round }: RunningRound): Promise<number> {
  const byUnit = await server.stores.ballotBox.countByUnit(round, 'scored');
  return [...byUnit.values()].reduce((sum, count) => sum + count, 0);
}

async function countedIds({ round }: RunningRound): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of server.stores.ballotBox.streamPackage(round)) ids.push(id);
  expect(ids.length).toBe(33);
  return ids;
}

/** Counted again from the sealed answers. */
async function exactOf({ round, manifest }: RunningRound, snapshot: Snapshot) {
  const instrument = instrumentOf(manifest.form);
  expect(itemOrder(instrument).length).toBeGreaterThan(30);
  const tally = newTally(instrument, manifest.units, { presented: presentedOrder(manifest.form), pulse: PULSE });
  for await (const batch of server.stores.ballotBox.streamAnswers(round, 'scored')) {
    for (const { label, answers } of batch) tally.add(label, answers);
  }
  const rolls = snapshot.units.map(({ roll }) => roll);
  return exactCounts(groupsOf(tally, {}, manifest.terms.k), rolls);
}
