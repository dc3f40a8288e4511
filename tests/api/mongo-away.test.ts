import { randomBytes } from 'node:crypto';
import type { Response } from 'supertest';
import { sealNote } from '#server/accounts/sign-on-note.js';
import { toBase64Url } from '#shared/ballot/encoding.js';
import { isRedirect, type Row } from '#shared/contract/contract.js';
import type { RoundDraft } from '#shared/contract/rounds.js';
import { type RowName, table } from '#shared/contract/table.js';
import { castOver, collectOver } from '../builders/http-voter.js';
import { someAnswers } from '../builders/launched-round.js';
import { aDraft, aRosterFile } from '../builders/office.js';
import { moveTo, type RunningRound, rosterOver, roundOver, signedIn } from '../builders/office-server.js';
import { aServer, joined, PASSWORD, setUpAcme, type TestServer } from '../builders/running-server.js';
import { describeOn, dropMongo, mongoDatabase } from '../store-contract/engines.js';
import { type Outage, startProxy } from '../store-contract/mongo-proxy.js';

/** Seconds that a caller may wait for the word that the database is away. */
const PATIENCE = 30;

const endings: (() => Promise<void>)[] = [];
const end = async () => {
  for (const one of endings.splice(0).reverse()) await one();
};

function aDatabase(): string {
  const url = mongoDatabase();
  endings.push(() => dropMongo(url));
  return url;
}

async function aProxy(): Promise<Outage> {
  const proxy = await startProxy(aDatabase());
  endings.push(() => proxy.close());
  return proxy;
}

async function started(environment: Record<string, string>): Promise<TestServer> {
  const server = await aServer({ environment: { BASE_URL: 'https://candour.acme.test', ...environment } });
  endings.push(() => server.close());
  return server;
}

describeOn('mongo', 'while the database is away', () => {
  afterEach(end);

  test.each(['cut', 'refuse', 'stall'] as const)(
    'requests are told so in time (%s), and go on with no restart when it is back',
    async (outage) => {
      const proxy = await aProxy();
      const server = await started({ REGISTRAR_URL: proxy.url, BALLOT_BOX_URL: aDatabase() });
      endings.push(async () => proxy.set('pass'));
      const hr = await setUpAcme(server);
      await rosterOver(server, hr, { Sales: 12, Works: 11 });
      const running = await roundOver(server, hr, aDraft({ opens: '2026-03-02T07:00:00Z', graceMinutes: 0 }));
      const [invited, later] = running.people;
      if (!invited || !later) throw new Error('nobody was invited');
      const { ballot } = await collectOver(server.localUrl, invited);

      proxy.set(outage);
      const asked = Date.now();
      const [office, sign, ballots] = await Promise.all([
        server.request.get('/api/rounds').set('Cookie', hr),
        server.request.post('/api/session').send({ email: 'hana@acme.test', password: 'x' }),
        server.request.post('/ballot/invitation').send({ manifest: later.manifest, token: later.token }),
      ]);
      expect((Date.now() - asked) / 1000).toBeLessThan(PATIENCE);
      for (const reply of [office, sign, ballots]) {
        expect([reply.status, reply.body.code, Number(reply.headers['retry-after']) > 0]).toEqual([503, 'store-unavailable', true]);
      }

      proxy.set('pass');
      await until(async () => (await server.request.get('/api/rounds').set('Cookie', hr)).status === 200);
      await castOver(server.localUrl, ballot, someAnswers('core'));
      const second = await collectOver(server.localUrl, later);
      expect(await castOver(server.localUrl, second.ballot, someAnswers('core', 2))).toMatchObject({ manifest: running.hash });
    },
    180_000,
  );

  test('a start is refused in one line that names the place and not the password', async () => {
    const refusal = aServer({ environment: { REGISTRAR_URL: 'mongodb://hr:secret@127.0.0.1:9/candour' } });
    await expect(refusal).rejects.toMatchObject({ name: 'StoreCannotOpen' });
    await expect(refusal).rejects.toThrow(/^(?!.*secret)[^\n]*127\.0\.0\.1:9\/candour[^\n]*$/);
  }, 60_000);
});

/** What is known without asking a store: an option of the server, and what never changes and was asked for before. */
const WITHOUT_STORES: readonly RowName[] = ['readSignOn', 'readManifest', 'readBulletin', 'readCompanyIndex'];
/** What the ballot box alone knows. */
const FROM_THE_BOX: readonly RowName[] = ['castBallot', 'downloadPackage'];
const OUTAGES = ['cut', 'refuse', 'stall'] as const;

describeOn('mongo', 'every route of the table, while one database is away', () => {
  let server: TestServer;
  let people: Outage;
  let ballots: Outage;
  let calls: Record<RowName, Call>;

  beforeAll(async () => {
    people = await aProxy();
    ballots = await aProxy();
    server = await started({ REGISTRAR_URL: people.url, BALLOT_BOX_URL: ballots.url });
    calls = await validCalls(server);
  }, 180_000);
  // Limits of tries begin anew.
  beforeEach(() => server.clock.move(3600));
  afterAll(end);

  /** What each answers, all asked at once. */
  const answers = async () =>
    Object.fromEntries(await Promise.all(names.map(async (name) => [name, wordOf(await ask(server, name, calls[name]))])));
  const expected = (away: (name: RowName) => boolean) =>
    Object.fromEntries(names.map((name) => [name, away(name) ? awayWordOf(table[name]) : calls[name].answer]));
  const ordinary = () => expected(() => false);
  /** A sign-out ended it, if it was asked for before. */
  const anotherToLeave = async () => {
    calls.signOut.session = await signedIn(server, 'Hana');
  };

  test.each(OUTAGES)(
    'that of people and rounds (%s): all say so but what needs no store, and answer when it is back',
    async (outage) => {
      await anotherToLeave();
      expect(await answers()).toEqual(ordinary());
      await anotherToLeave();
      people.set(outage);
      const during = await answers();
      people.set('pass');

      expect(during).toEqual(expected((name) => !WITHOUT_STORES.includes(name)));
      await until(async () => wordOf(await ask(server, 'readSetup', calls.readSetup)) === calls.readSetup.answer);
      expect(await answers()).toEqual(ordinary());
    },
    180_000,
  );

  test.each(OUTAGES)(
    'that of ballots (%s): what it alone knows says so, all others answer, and so do these when it is back',
    async (outage) => {
      await anotherToLeave();
      ballots.set(outage);
      const during = await answers();
      ballots.set('pass');

      expect(during).toEqual(expected((name) => FROM_THE_BOX.includes(name)));
      await until(async () => wordOf(await ask(server, 'castBallot', calls.castBallot)) === calls.castBallot.answer);
      await anotherToLeave();
      expect(await answers()).toEqual(ordinary());
    },
    180_000,
  );
});

const names = Object.keys(table) as RowName[];

/** A valid call of a row: it comes as far as one can that may be repeated. */
interface Call {
  /** In the path. */
  round: RunningRound;
  session?: string;
  query?: object;
  sends?: object | string;
  /** A status, or where it leads. */
  answer: string;
}

/** Of every row, on a server with a published round and one that is open. */
async function validCalls(server: TestServer): Promise<Record<RowName, Call>> {
  const first = await setUpAcme(server);
  await joined(server, first, 'Stu', ['steward']);
  await rosterOver(server, first, { Sales: 12, Works: 11 });
  const closed = await roundOver(server, first, aDraft({ opens: '2026-03-02T07:00:00Z', graceMinutes: 0 }));
  for (const [at, invited] of closed.people.entries()) {
    const { ballot } = await collectOver(server.localUrl, invited);
    await castOver(server.localUrl, ballot, someAnswers('core', at));
  }
  await moveTo(server, '2026-03-13T16:00:00Z');
  await moveTo(server, '2026-03-13T17:00:00Z');
  await moveTo(server, '2026-03-24T08:00:00Z');
  const session = await signedIn(server, 'Hana');
  const round = await roundOver(server, session, SECOND);
  const [voter, other] = round.people;
  if (!voter || !other) throw new Error('nobody was invited');
  const { ballot } = await collectOver(server.localUrl, voter);

  const hr = { round, session };
  const steward = { round, session: await signedIn(server, 'Stu') };
  const { body: stu } = await server.request.get('/api/session').set('Cookie', steward.session);
  const published = { round: closed, session };
  const anyone = { round };
  const account = { name: 'Hana', email: 'hana@acme.test', password: PASSWORD };
  const note = { kind: 'code', organisation: stu.organisation.id, account: stu.account.id, subject: 'stu' } as const;
  const invitation = { manifest: other.manifest, token: other.token };
  const unknown = 'A'.repeat(43);
  return {
    readSetup: { ...anyone, answer: '200' },
    setUp: {
      ...anyone,
      sends: { token: unknown, organisation: { name: 'B', timeZone: 'Europe/Berlin', language: 'en' }, account },
      answer: '409',
    },
    readMe: { ...hr, answer: '200' },
    signIn: { ...anyone, sends: { email: account.email, password: PASSWORD }, answer: '200' },
    signOut: { ...hr, answer: '204' },
    listColleagues: { ...hr, answer: '200' },
    inviteColleague: { ...hr, sends: { name: 'Hana', email: account.email, roles: ['hr'] }, answer: '409' },
    changeColleague: { ...hr, sends: { roles: ['executive'] }, answer: '404' },
    removeColleague: { ...hr, answer: '404' },
    renewColleagueLink: { ...hr, answer: '404' },
    readOneTimeLink: { ...anyone, sends: { token: unknown }, answer: '410' },
    useOneTimeLink: { ...anyone, sends: { token: unknown, password: PASSWORD }, answer: '410' },
    changePassword: { ...hr, sends: { current: 'not the password', password: PASSWORD }, answer: '401' },
    startTwoFactor: { ...hr, answer: '200' },
    enableTwoFactor: { ...hr, sends: { code: '000000' }, answer: '401' },
    disableTwoFactor: { ...hr, sends: { password: 'not the password' }, answer: '401' },
    readSignOn: { ...anyone, answer: '200' },
    startSignOn: { ...anyone, answer: '/sign-in?refused=sso-off' },
    finishSignOn: { ...anyone, answer: '/sign-in?refused=sso-off' },
    confirmSignOn: {
      ...{ ...anyone, session: `candour_sign_on=${sealNote(server.accountNeeds, note, 12 * 3600).text}` },
      ...{ sends: { code: '000000' }, answer: '200' },
    },
    previewRoster: { ...hr, sends: aRosterFile({ Sales: 12, Works: 11 }), answer: '200' },
    importRoster: { ...hr, query: { fingerprint: 'another' }, sends: aRosterFile({ Sales: 12, Works: 11 }), answer: '409' },
    readUnits: { ...hr, answer: '200' },
    findPeople: { ...hr, query: { search: 'Person' }, answer: '200' },
    readSampleRoster: { ...hr, answer: '200' },
    listRounds: { ...hr, answer: '200' },
    createRound: { ...hr, sends: SECOND, answer: '200' },
    readRound: { ...hr, answer: '200' },
    changeRound: { ...hr, sends: SECOND, answer: '409' },
    deleteDraft: { ...hr, answer: '409' },
    readPrivacyPreview: { ...hr, answer: '409' },
    launchRound: { ...hr, answer: '409' },
    readParticipation: { ...hr, answer: '200' },
    readInvitationMail: { ...hr, answer: '200' },
    retryFailedMail: { ...hr, answer: '200' },
    printSheet: { ...hr, answer: '200' },
    addPerson: { ...hr, sends: { person: 'zzzzzzzzzzzz', reason: 'She was forgotten.' }, answer: '404' },
    extendRound: { ...hr, sends: { closes: '2026-06-30T16:00:00Z', reason: 'The canteen was closed.' }, answer: '409' },
    endRound: { ...hr, sends: { reason: 'Everybody has answered.' }, answer: '409' },
    cancelRound: { ...published, sends: { reason: 'The wrong roster.' }, answer: '409' },
    readTerms: { ...hr, answer: '200' },
    listResults: { ...hr, answer: '200' },
    readResults: { ...published, answer: '200' },
    readLedger: { ...hr, answer: '200' },
    readViews: { ...steward, answer: '200' },
    downloadPackage: { ...steward, round: closed, answer: '200' },
    readManifest: { ...anyone, answer: '200' },
    readRoundNow: { ...anyone, answer: '200' },
    readInvitation: { ...anyone, sends: invitation, answer: '200' },
    collectBallots: { ...anyone, sends: { ...invitation, blinded: { scored: blinded() }, replacement: false }, answer: '200' },
    sayNotMe: { ...anyone, sends: invitation, answer: '204' },
    castBallot: { ...anyone, sends: { ...ballot, answers: someAnswers('core') }, answer: '200' },
    readBulletin: { round: closed, answer: '200' },
    readCompanyIndex: { round: closed, answer: '200' },
  };
}

const SECOND: RoundDraft = aDraft({
  ...{ opens: '2026-03-24T07:00:00Z', mayCloseFrom: '2026-03-30T07:00:00Z', closes: '2026-04-03T16:00:00Z' },
  ...{ mayExtendTo: '2026-04-10T16:00:00Z', employeesSeeResultsFrom: '2026-04-13T08:00:00Z' },
});

/** Below every modulus. */
function blinded(): string {
  return toBase64Url(Uint8Array.from([0, ...randomBytes(255)]));
}

function ask(server: TestServer, name: RowName, { round, session, query, sends }: Call) {
  const row: Row = table[name];
  const path = row.path.replace(':round', round.round).replace(':manifest', round.hash).replace(':colleague', 'zzzzzzzzzzzz');
  const request = server.request[row.method.toLowerCase() as 'post'](path).redirects(0);
  if (session) request.set('Cookie', session);
  if (query) request.query(query);
  return typeof sends === 'string' ? request.set('Content-Type', 'text/csv').send(sends) : request.send(sends);
}

const AWAY = '503 store-unavailable, with the time to try again';

function wordOf({ status, body, headers }: Response): string {
  if (headers.location) return headers.location;
  if (status !== 503) return String(status);
  return `503 ${body.code}, with${Number(headers['retry-after']) > 0 ? '' : 'out'} the time to try again`;
}

/** A browser that is led on is told by the page it comes to. */
function awayWordOf({ reply }: Row): string {
  return isRedirect(reply) ? `${reply.redirect}?refused=store-unavailable` : AWAY;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 200));
}
