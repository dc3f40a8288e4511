import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { readMailKey } from '#server/keys/keys.js';
import { openSqlite } from '#server/storage/sqlite/sqlite.js';
import { fromBase32, fromBase64Url, fromHex, toBase64Url, toHex } from '#shared/ballot/encoding.js';
import { parseInvitationCode } from '#shared/ballot/link.js';
import type { Hash, RoundId } from '#shared/ballot/manifest.js';
import type { SignedBallot } from '../../scripts/demo/voter.js';
import { filesUnder } from '../builders/folder.js';
import { castOver, collectOver } from '../builders/http-voter.js';
import { someAnswers } from '../builders/launched-round.js';
import { aMailServer, type MailServer } from '../builders/mail-server.js';
import { aDraft } from '../builders/office.js';
import { launchedOver } from '../builders/office-server.js';
import { aClock, aServer, cookieOf, PASSWORD, setUpAcme, type TestServer } from '../builders/running-server.js';

/** Somebody with a name, an address, a browser and two networks that nobody else has. */
interface Canary {
  name: string;
  email: string | undefined;
  browser: string;
  collectsFrom: string;
  castsFrom: string;
}

interface Vote {
  token: string;
  ballot: SignedBallot;
  blinded: Uint8Array;
  receipt: { ballot: Hash };
}

const OFFICE_ADDRESS = '192.0.2.77';
const PEOPLE: Canary[] = Array.from({ length: 27 }, (_, n) => ({
  name: `Quetzal Featherstone-${100 + n}`,
  // Two of them can only be reached on paper.
  email: n % 13 === 0 && n > 0 ? undefined : `plume${100 + n}@aviary.example`,
  browser: `Mozilla/5.0 (Ostrich ${100 + n}) Flightless/7`,
  collectsFrom: `198.51.100.${100 + n}`,
  castsFrom: `203.0.113.${100 + n}`,
}));

let mail: MailServer;
let server: TestServer;
let round: RoundId;
let mailKey: Uint8Array;
let wrappedMailKey: Uint8Array;
let votes: Vote[];
let open: DataFolder;
let closed: DataFolder;
const clock = aClock();

beforeAll(async () => {
  mail = await aMailServer();
  server = await aServer({
    clock,
    environment: {
      BASE_URL: 'https://candour.acme.test',
      TRUST_PROXY: '1',
      SMTP_URL: `smtp://127.0.0.1:${mail.port}/?ignoreTLS=true`,
      MAIL_FROM: 'Candour <candour@acme.test>',
    },
  });
  const { hash, tokens } = await launchAndInvite();
  votes = await answerAll(hash, tokens);
  open = await DataFolder.read(server.config.dataDir);
  mailKey = (await readMailKey({ keys: server.stores.keys, sessionSecret: server.config.sessionSecret }, round)) ?? new Uint8Array();
  wrappedMailKey = (await server.stores.keys.read(round, 'mail')) ?? new Uint8Array();
  putClock('2026-03-13T16:00:00Z');
  await server.wired.scheduler.tick();
  putClock('2026-03-13T17:00:00Z');
  await server.wired.scheduler.tick();
  closed = await DataFolder.read(server.config.dataDir);
}, 180_000);
afterAll(async () => {
  await server.close();
  await mail.close();
});

describe('the round that is searched', () => {
  test('was answered by everybody, by mail and on paper, and is published with results', async () => {
    expect(votes.length).toBe(PEOPLE.length);
    const [organisation] = await server.stores.registrar.organisations.list();
    const published = await server.stores.registrar.results.snapshot(organisation?.id ?? '', round);
    expect(published?.snapshot).toMatchObject({ outcome: 'results', totals: { roll: 27, collected: 27, counted: 27 } });
  });

  test('is searched where things are: what must be somewhere is found there', () => {
    for (const { name } of PEOPLE) expect(open.filesWith(text(name))).toContainEqual(expect.stringMatching(/^registrar\.sqlite/));
    for (const { token, ballot } of votes) {
      expect(open.filesWith(fromHex(ballot.id))).toEqual([`ballots/${round}.scored.slots.sqlite`]);
      expect(open.filesWith(hashOf(fromBase32(token)))).toEqual([`rolls/${round}.sqlite`]);
    }
    expect(open.filesWith(wrappedMailKey)).toEqual([`rolls/${round}.mail.key`]);
  });
});

describe.each([
  ['while the round is open', () => open],
  ['after it is published', () => closed],
])('%s', (_when, folder) => {
  test('no token is in any file, in any writing', () => {
    for (const { token } of votes) {
      const bytes = fromBase32(token);
      const inFours = token.match(/.{1,4}/g)?.join(' ') ?? '';
      for (const written of [text(token), text(inFours), bytes, text(toHex(bytes)), text(toBase64Url(bytes))])
        expect(folder().filesWith(written)).toEqual([]);
    }
  });

  test('no name, e-mail address or employee id is with roll or ballots', () => {
    for (const [n, { name, email }] of PEOPLE.entries()) {
      for (const said of [name, email ?? name, `BIRD-${100 + n}`]) {
        expect(folder().filesWith(text(said)).filter(outsideRegistrar)).toEqual([]);
      }
    }
  });

  test('no ballot id, signature or blinded value is outside the ballot box', () => {
    for (const { ballot, blinded } of votes) {
      const signature = fromBase64Url(ballot.signature);
      const writings = [fromHex(ballot.id), text(ballot.id), signature, text(ballot.signature)];
      for (const written of writings) {
        expect(
          folder()
            .filesWith(written)
            .filter((path) => !path.startsWith('ballots/')),
        ).toEqual([]);
      }
      for (const written of [blinded, text(toBase64Url(blinded))]) expect(folder().filesWith(written)).toEqual([]);
    }
  });

  test('no browser and no network address is in any file', () => {
    for (const { browser, collectsFrom, castsFrom } of PEOPLE) {
      for (const said of [browser, collectsFrom, castsFrom]) expect(folder().filesWith(text(said))).toEqual([]);
    }
    expect(folder().filesWith(text(OFFICE_ADDRESS))).toEqual([]);
  });
});

test('the log holds the steps of the round, and nothing of anybody', () => {
  const lines = server.log.lines.map((line) => JSON.parse(line));
  const step = (msg: string) => ({ level: 30, time: expect.any(Number), pid: process.pid, round, msg });
  expect(lines).toEqual(['round opened', 'round collects no more', 'round published'].map(step));
});

test('each mail holds the link of its reader and of nobody else, and goes to all who can be reached', () => {
  expect(mail.received.map(({ to }) => to).sort()).toEqual(PEOPLE.flatMap(({ email }) => email ?? []).sort());
  for (const { body } of mail.received) expect(new Set(body.match(/[0-9A-Z]{26}(?=\.[0-9A-Z]{52})/g)).size).toBe(1);
});

describe('once the round is published', () => {
  test('a ballot id leads to its signature in the package, and to no answers', () => {
    expect(
      closed.files
        .map(({ path }) => path)
        .filter((path) => path.startsWith('ballots/'))
        .sort(),
    ).toEqual([`ballots/${round}.package`, `ballots/${round}.scored.answers`]);
    for (const { ballot, receipt } of votes) {
      for (const written of [fromHex(ballot.id), fromBase64Url(ballot.signature)]) {
        expect(closed.filesWith(written)).toEqual([`ballots/${round}.package`]);
      }
      expect(closed.filesWith(fromHex(receipt.ballot))).toEqual([]);
    }
  });

  test('every record of the roll holds one and the same value, and no token hash is left', async () => {
    const database = await openSqlite(join(server.config.dataDir, 'rolls', `${round}.sqlite`));
    const records = database.prepare('SELECT record, count(*) AS times FROM invitation GROUP BY record').all();
    database.close();
    expect(records).toHaveLength(1);
    expect(Number(records[0]?.times)).toBeGreaterThanOrEqual(PEOPLE.length);
    for (const { token, blinded } of votes) {
      for (const gone of [hashOf(fromBase32(token)), hashOf(blinded)]) expect(closed.filesWith(gone)).toEqual([]);
    }
  });

  test('signing and mail key are gone: with the secret and all that is left, no token can be made', async () => {
    expect(closed.files.map(({ path }) => path).filter((path) => path.endsWith('.key'))).toEqual([`rolls/${round}.box.key`]);
    for (const name of ['signing', 'mail'] as const) expect(await server.stores.keys.read(round, name)).toBeUndefined();
    expect(mailKey).toHaveLength(32);
    for (const gone of [
      mailKey,
      text(toHex(mailKey)),
      text(toBase64Url(mailKey)),
      text(Buffer.from(mailKey).toString('base64')),
      wrappedMailKey,
    ]) {
      expect(closed.filesWith(gone)).toEqual([]);
    }
  });
});

/** From an empty installation to a link for everybody, over HTTP; HR's own address is a canary too. */
async function launchAndInvite() {
  let hr = await setUpAcme(server);
  const post = (path: string) => server.request.post(path).set('Cookie', hr).set('X-Forwarded-For', OFFICE_ADDRESS);
  const upload = (path: string) => post(path).set('Content-Type', 'text/csv').send(roster());
  const { body: preview } = await upload('/api/roster/preview');
  await upload(`/api/roster?fingerprint=${preview.fingerprint}`);
  const { body: created } = await post('/api/rounds').send(aDraft());
  round = created.id;
  await post(`/api/rounds/${round}/launch`);
  const launched = await launchedOver(server, hr, round);
  putClock('2026-03-04T07:05:00Z');
  await server.wired.scheduler.tick();
  await server.wired.scheduler.tick();
  // The session of two days ago is over.
  hr = cookieOf(await post('/api/session').send({ email: 'hana@acme.test', password: PASSWORD }));
  const { text: sheet } = await post(`/api/rounds/${round}/sheet`);
  const codes = [...mail.received.map(({ body }) => body), ...sheet.split('<section class="slip"').slice(1)].map(codeOn);
  return { hash: launched.manifestHash as Hash, tokens: codes.filter((token) => token !== '') };
}

function roster(): string {
  const lines = PEOPLE.map(({ name, email = '' }, n) => `BIRD-${100 + n},${name},${email},${n < 13 ? 'Aviary' : 'Roost'},no,en`);
  return ['id,name,email,unit,leads,language', ...lines].join('\n');
}

/** As it stands in a mail, or in fours on a slip of paper. */
function codeOn(page: string): string {
  const code = /class="code" dir="ltr">([^<]+)</.exec(page)?.[1] ?? /[0-9A-Z]{26}\.[0-9A-Z]{52}/.exec(page)?.[0] ?? '';
  return parseInvitationCode(code)?.token ?? '';
}

/** Everybody answers from a browser and two networks of their own, as a proxy would pass them on. */
async function answerAll(manifest: Hash, tokens: readonly string[]): Promise<Vote[]> {
  const all: Vote[] = [];
  for (const [n, token] of tokens.entries()) {
    const { browser = '', collectsFrom = '', castsFrom = '' } = PEOPLE[n] ?? {};
    const from = (address: string) => ({ 'User-Agent': browser, 'X-Forwarded-For': address });
    const { ballot, blinded } = await collectOver(server.localUrl, { manifest, token }, from(collectsFrom));
    const receipt = await castOver(server.localUrl, ballot, someAnswers('core', n), from(castsFrom));
    all.push({ token, ballot, blinded, receipt });
  }
  return all;
}

function putClock(moment: string): void {
  clock.move((Date.parse(moment) - clock.now().getTime()) / 1000);
}

function outsideRegistrar(path: string): boolean {
  return !path.startsWith('registrar.sqlite');
}

function text(said: string): Uint8Array {
  return Buffer.from(said, 'utf8');
}

function hashOf(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}

class DataFolder {
  private constructor(readonly files: Awaited<ReturnType<typeof filesUnder>>) {}

  static async read(folder: string): Promise<DataFolder> {
    return new DataFolder(await filesUnder(folder));
  }

  /** The files that hold these bytes anywhere. */
  filesWith(bytes: Uint8Array): string[] {
    return this.files.filter((file) => file.bytes.includes(Buffer.from(bytes))).map(({ path }) => path);
  }
}
