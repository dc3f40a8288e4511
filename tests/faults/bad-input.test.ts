import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ProblemJson } from '#shared/contract/refusal.js';
import { itemOrder } from '#shared/instrument/answers.js';
import { instrumentOf } from '#shared/instrument/core.js';
import { castOver, collectOver } from '../builders/http-voter.js';
import { type PersonInvited, someAnswers } from '../builders/launched-round.js';
import { aDraft } from '../builders/office.js';
import { type RunningRound, rosterOver, roundOver } from '../builders/office-server.js';
import { aServer, setUpAcme, type TestServer } from '../builders/running-server.js';

const GOOD = someAnswers('core');
const [FIRST = ''] = itemOrder(instrumentOf('core'));
/** Every other statement may not have arisen; this one is always there to be seen. */
const ALWAYS_ARISES = instrumentOf('core')
  .signals.flatMap(({ items }) => items)
  .find(({ mayNotArise }) => !mayNotArise)?.id;

let server: TestServer;
let open: RunningRound;
let ballot: Awaited<ReturnType<typeof collectOver>>['ballot'];

beforeAll(async () => {
  server = await aServer({ environment: { BASE_URL: 'https://candour.acme.test' } });
  const hr = await setUpAcme(server);
  await rosterOver(server, hr, { Sales: 12, Works: 15 });
  open = await roundOver(server, hr, aDraft({ opens: '2026-03-02T07:00:00Z' }));
  ({ ballot } = await collectOver(server.localUrl, invited(0)));
}, 120_000);
afterAll(() => server.close());

const invited = (at: number) => open.people[at] as PersonInvited;
const without = (field: string, from: object) => Object.fromEntries(Object.entries(from).filter(([name]) => name !== field));

/** A refusal as RFC 9457 says it, with what to do about it, and every file of roll and ballot box as it was. */
async function refused(
  path: string,
  body: string | Uint8Array<ArrayBuffer> | object,
  headers: Record<string, string> = {},
): Promise<ProblemJson> {
  const stored = await storedBytes();
  const logged = [...server.log.lines];
  const reply = await fetch(`${server.localUrl}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
  });
  const problem = ProblemJson.parse(await reply.json());
  expect(reply.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect([problem.status, problem.remedy]).toEqual([reply.status, expect.stringMatching(/\w{3}/)]);
  expect(reply.status).toBeLessThan(500);
  expect(await storedBytes()).toEqual(stored);
  expect(server.log.lines).toEqual(logged);
  return problem;
}

describe('a ballot', () => {
  const cast = (parts: object) => refused('/ballot/cast', { ...ballot, answers: GOOD, ...parts });

  test.each([
    ['an answer to an unknown statement', { ...GOOD, 'no-such-item': 3 }, 'answers.no-such-item'],
    ['a statement left out', without(FIRST, GOOD), `answers.${FIRST}`],
    ['an option that is not offered there', { ...GOOD, [ALWAYS_ARISES ?? '']: 9 }, `answers.${ALWAYS_ARISES}`],
    ['no answers at all', {}, `answers.${FIRST}`],
  ])('with %s is refused whole, naming it', async (_what, answers, field) => {
    expect(await cast({ answers })).toMatchObject({ status: 422, code: 'answers-unknown', field });
  });

  test.each([
    ['an option off the scale', { answers: { ...GOOD, [FIRST]: 6 } }, `answers.${FIRST}`],
    ['half an option', { answers: { ...GOOD, [FIRST]: 2.5 } }, `answers.${FIRST}`],
    ['an option below the scale', { answers: { ...GOOD, [FIRST]: -1 } }, `answers.${FIRST}`],
    ['words for an answer', { answers: { ...GOOD, [FIRST]: 'my manager, Thursday' } }, `answers.${FIRST}`],
    ['nothing for an answer', { answers: { ...GOOD, [FIRST]: null } }, `answers.${FIRST}`],
    ['a list of answers', { answers: [1, 2, 3] }, 'answers'],
    ['an id that is too short', { id: 'abc' }, 'id'],
    ['an id in capitals', { id: 'A'.repeat(64) }, 'id'],
    ['a unit that is none', { unit: '../../etc/x' }, 'unit'],
    ['a round that is none', { round: 'spring' }, 'round'],
    ['a kind that is none', { kind: 'gossip' }, 'kind'],
    ['a signature that is cut', { signature: 'AAAA' }, 'signature'],
  ])('with %s is refused, naming the field', async (_what, parts, field) => {
    expect(await cast(parts)).toMatchObject({ status: 400, code: 'input-malformed', field });
  });

  test('with anything beside what a ballot holds is refused: no name, time or address travels along', async () => {
    for (const extra of [{ name: 'Ada' }, { time: '2026-03-02' }, { token: invited(0).token }]) {
      expect(await cast(extra)).toMatchObject({ status: 400, code: 'input-malformed' });
    }
  });

  test('signed by nobody, or for another unit, is refused', async () => {
    const { unit } = open.people.find((person) => person.unit !== ballot.unit) as PersonInvited;
    for (const parts of [{ signature: 'A'.repeat(342) }, { id: 'f'.repeat(64) }, { unit }]) {
      expect(await cast(parts)).toMatchObject({ status: 403, code: 'signature-refused' });
    }
  });

  test('of a round that nobody launched is refused', async () => {
    expect(await cast({ round: '0'.repeat(32) })).toMatchObject({ status: 404, code: 'round-unknown' });
  });
});

describe('what is no whole JSON', () => {
  const routes = ['/ballot/cast', '/ballot/collect', '/ballot/invitation', '/ballot/not-me', '/api/session'];
  const malformed = { status: 400, code: 'input-malformed' };

  test.each(routes)('is refused by %s', async (path) => {
    for (const body of ['{"round": "', 'not JSON', '', '[]', 'null', '3', '"text"'])
      expect(await refused(path, body)).toMatchObject(malformed);
  });

  test.each(routes)('or is sent as something else, is refused by %s', async (path) => {
    const body = JSON.stringify({ ...ballot, answers: GOOD });
    for (const type of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'application/json; charset=x-unknown']) {
      expect(await refused(path, body, { 'Content-Type': type })).toMatchObject(malformed);
    }
    expect(await refused(path, body, { 'Content-Encoding': 'x-unknown' })).toMatchObject(malformed);
  });

  test.each(routes)('or does not unpack as the compression it names, is refused by %s', async (path) => {
    const body = Buffer.from(JSON.stringify({ ...ballot, answers: GOOD }));
    for (const [coding, packed] of [
      ['gzip', body],
      ['gzip', Buffer.concat([gzipSync(body).subarray(0, 40), body])],
      ['deflate', gzipSync(body)],
      ['br', body],
    ] as const) {
      expect(await refused(path, new Uint8Array(packed), { 'Content-Encoding': coding })).toMatchObject(malformed);
    }
  });

  test.each(routes)('or is far larger than anything that belongs there, is refused by %s', async (path) => {
    const body = JSON.stringify({ ...ballot, answers: { ...GOOD, padding: 'x'.repeat(400_000) } });
    expect(await refused(path, body)).toMatchObject({ status: 413, code: 'input-too-large' });
  });

  test('or names what every object has as a statement, is refused', async () => {
    for (const key of ['constructor', 'toString', 'hasOwnProperty']) {
      const problem = await refused('/ballot/cast', { ...ballot, answers: { ...GOOD, [key]: 3 } });
      expect(problem).toMatchObject({ status: 422, code: 'answers-unknown', field: `answers.${key}` });
    }
  });

  test('or names the prototype as a statement, is refused and not overlooked', async () => {
    const withPrototype = (code: string) =>
      JSON.stringify({ ...ballot, answers: GOOD }).replace('"answers":{', `"answers":{"__proto__":${code},`);
    expect(withPrototype('3')).toContain('__proto__');
    expect(await refused('/ballot/cast', withPrototype('3'))).toMatchObject({
      status: 422,
      code: 'answers-unknown',
      field: 'answers.__proto__',
    });
    expect(await refused('/ballot/cast', withPrototype('{"silence-1":3}'))).toMatchObject({
      status: 400,
      code: 'input-malformed',
      field: 'answers.__proto__',
    });
  });
});

describe('a token', () => {
  const blinded = { scored: 'A'.repeat(342) };
  const sent = (token: unknown) => ({ manifest: open.hash, token });

  test.each(['/ballot/invitation', '/ballot/collect', '/ballot/not-me'])(
    'that is cut, mistyped or no text is refused by %s, naming it',
    async (path) => {
      const rest = path.endsWith('collect') ? { blinded, replacement: false } : {};
      for (const token of [
        invited(1).token.slice(1),
        `${invited(1).token}0`,
        'U'.repeat(26),
        '',
        null,
        7,
        [invited(1).token],
        { $ne: null },
      ]) {
        expect(await refused(path, { ...sent(token), ...rest })).toMatchObject({ status: 400, code: 'input-malformed', field: 'token' });
      }
      expect(await refused(path, { ...sent('0'.repeat(26)), ...rest })).toMatchObject({ status: 404, code: 'invitation-unknown' });
      expect(await refused(path, { ...sent(invited(1).token), ...rest, manifest: '0'.repeat(64) })).toMatchObject({
        code: 'round-unknown',
      });
    },
  );

  test('with a blinded value that is out of range, missing or of another kind claims nothing', async () => {
    const claims = [
      { scored: '_'.repeat(342) },
      {},
      { scored: 'A' },
      { comment: 'A'.repeat(342) },
      { ...blinded, comment: 'A'.repeat(342) },
    ];
    for (const wrong of claims) {
      const problem = await refused('/ballot/collect', { ...sent(invited(2).token), blinded: wrong, replacement: false });
      expect(problem.code).toMatch(/^(blinded-out-of-range|input-malformed)$/);
    }
    // The invitation is still whole: its owner gets a ballot, and it counts.
    const { ballot: whole } = await collectOver(server.localUrl, invited(2));
    expect(await castOver(server.localUrl, whole, GOOD)).toMatchObject({ manifest: open.hash });
  });
});

test('after all of that the same ballot with whole answers is counted', async () => {
  const receipt = await castOver(server.localUrl, ballot, GOOD);
  expect(receipt.ballot).toBe(createHash('sha256').update(Buffer.from(ballot.id, 'hex')).digest('hex'));
});

/** What lies in roll and ballot box, byte for byte. */
async function storedBytes(): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const folder of ['rolls', 'ballots']) {
    const path = join(server.config.dataDir, folder);
    for (const name of (await readdir(path)).sort()) {
      hashes[`${folder}/${name}`] = createHash('sha256')
        .update(await readFile(join(path, name)))
        .digest('hex');
    }
  }
  return hashes;
}
