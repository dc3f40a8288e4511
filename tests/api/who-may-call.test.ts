import type { Router } from 'express';
import { createApp } from '#server/app.js';
import { type Contract, isRedirect, isUpload, type Row } from '#shared/contract/contract.js';
import { table } from '#shared/contract/table.js';
import { aRound } from '../builders/ballots.js';
import { aDraft } from '../builders/office.js';
import { aServer, joined, setUpAcme, type TestServer } from '../builders/running-server.js';
import { describeOn, dropMongo, mongoDatabase } from '../store-contract/engines.js';

const rows = Object.entries<Row>(table);
const namesOf = (those: (row: Row) => boolean) => rows.filter(([, row]) => those(row)).map(([name]) => name);
const isOpen = ({ may }: Row) => may.includes('anyone');
const isBallot = ({ path }: Row) => path.startsWith('/ballot/');

describe('by the table', () => {
  test('nobody needs a session for set-up, signing in and one-time links, and for nothing else of the office', () => {
    expect(namesOf((row) => isOpen(row) && !isBallot(row)).sort()).toEqual(
      [
        ...['readSetup', 'setUp', 'signIn', 'readOneTimeLink', 'useOneTimeLink'],
        ...['readSignOn', 'startSignOn', 'finishSignOn', 'confirmSignOn'],
      ].sort(),
    );
  });

  test('whoever is signed in acts on their own account alone', () => {
    const own = ['readMe', 'signOut', 'changePassword', 'startTwoFactor', 'enableTwoFactor', 'disableTwoFactor'];
    expect(namesOf(({ may }) => may.includes('signed-in')).sort()).toEqual(own.sort());
  });

  test('HR alone changes anything for others', () => {
    const byRole = rows.filter(([, { may, method }]) => method !== 'GET' && !may.includes('anyone') && !may.includes('signed-in'));
    expect(byRole.filter(([, { may }]) => may.join() !== 'hr').map(([name]) => name)).toEqual([]);
  });

  test('executives and stewards read what the design gives them', () => {
    const forAll = ['listRounds', 'readRound', 'readTerms', 'listResults', 'readResults'];
    expect(namesOf(({ may }) => may.includes('executive')).sort()).toEqual([...forAll].sort());
    const forStewards = [...forAll, 'readLedger', 'readViews', 'downloadPackage'];
    expect(namesOf(({ may }) => may.includes('steward')).sort()).toEqual(forStewards.sort());
  });

  test('ballot routes ask for nobody, and whatever asks for somebody lies under /api, where the cookie goes', () => {
    expect(rows.filter(([, row]) => isBallot(row) !== (isOpen(row) && !row.path.startsWith('/api/')))).toEqual([]);
    expect(rows.filter(([, row]) => !isBallot(row) && !row.path.startsWith('/api/'))).toEqual([]);
  });
});

test('the application answers nothing but the table, the client’s pages and what the operator asks', () => {
  const bound = rows.map(([, { method, path }]) => `${method} ${path}`);
  const pages = ['/b/v/:version/*path', '/b,/b/*path,/^\\/b%23/i,/check', '/assets/*path', '/{*path}'].map((path) => `GET ${path}`);
  const { routes, handlers } = partsOf(anApp());
  expect(routes.sort()).toEqual([...bound, ...pages].sort());
  expect(handlers).toEqual([
    'helmetMiddleware',
    'ballotHeaders',
    'apiHeaders',
    'measure',
    'operations',
    'nothingHere',
    'nothingHere',
    '<anonymous>',
  ]);
});

const strangers = ['nobody', 'an ended session', 'a removed account', 'a second factor that is missing'] as const;
const engines = { sqlite: () => ({}), mongo: () => ({ REGISTRAR_URL: mongoDatabase(), BALLOT_BOX_URL: mongoDatabase() }) };
const closed = rows.filter(([, row]) => !isOpen(row));

describe.each(['sqlite', 'mongo'] as const)('on %s', (engine) =>
  describeOn(engine, 'every row that asks for somebody', () => {
    let server: TestServer;
    const environment: Record<string, string> = engines[engine]();
    const sessions = new Map<string, string>();

    beforeAll(async () => {
      server = await aServer({ environment });
      const hr = await setUpAcme(server);
      sessions.set('hr', hr);
      sessions.set('executive', await joined(server, hr, 'Eli', ['executive']));
      sessions.set('steward', await joined(server, hr, 'Stu', ['steward']));
      const ended = await joined(server, hr, 'Ed', ['hr']);
      await server.request.delete('/api/session').set('Cookie', ended);
      sessions.set('an ended session', ended);
      sessions.set('a removed account', await joined(server, hr, 'Rem', ['hr']));
      await remove(server, hr, 'Rem');
      // What a browser holds between the identity provider's word and the code is no session.
      sessions.set('a second factor that is missing', `candour_session=${'A'.repeat(43)}; candour_sign_on=${'A'.repeat(43)}`);
    });
    afterAll(async () => {
      await server.close();
      if (engine === 'mongo') await dropMongo(...Object.values(environment));
    });

    test.each(strangers)('is closed to %s', async (stranger) => {
      for (const [name, row] of closed) {
        const reply = await call(server, row, { cookie: sessions.get(stranger) });
        expect([name, reply.status, reply.body.code]).toEqual([name, 401, 'sign-in-needed']);
      }
    });

    test('and names a round or a colleague finds none of another organisation', async () => {
      const round = aRound();
      const event = { at: '2026-03-02T08:00:00.000Z', what: 'created' as const, reason: null };
      const { rounds } = server.stores.registrar;
      await rounds.create({ organisation: 'other0000000', id: round, draft: aDraft(), event });
      const before = await rounds.byId(round);
      for (const [name, row] of closed.filter(([, { path }]) => path.includes(':'))) {
        for (const role of row.may) {
          const reply = await call(server, row, { cookie: sessions.get(role), round });
          expect([name, role, reply.status]).toEqual([name, role, 404]);
        }
      }
      expect(await rounds.byId(round)).toEqual(before);
    });
  }),
);

/** What passes each row's schema, so that the refusal is not of the form. */
const BODIES: Record<string, object> = {
  changeColleague: { roles: ['executive'] },
  changeRound: aDraft(),
  addPerson: { person: 'zzzzzzzzzzzz', reason: 'forgotten' },
  extendRound: { closes: '2026-03-20T16:00:00Z', reason: 'The canteen was closed.' },
  endRound: { reason: 'Everybody has answered.' },
  cancelRound: { reason: 'The wrong roster.' },
};

function call(server: TestServer, row: Row, { cookie, round = '0'.repeat(32) }: { cookie: string | undefined; round?: string }) {
  const path = row.path.replace(':round', round).replace(':colleague', 'zzzzzzzzzzzz');
  const request = server.request[row.method.toLowerCase() as 'post'](path);
  if (cookie) request.set('Cookie', cookie);
  const [name = ''] = rows.find(([, one]) => one === row) ?? [];
  return row.body === undefined || isUpload(row.body) ? request : request.send(BODIES[name] ?? {});
}

async function remove(server: TestServer, hr: string, name: string): Promise<void> {
  const { colleagues } = (await server.request.get('/api/colleagues').set('Cookie', hr)).body;
  const { id } = colleagues.find((colleague: { name: string }) => colleague.name === name);
  await server.request.delete(`/api/colleagues/${id}`).set('Cookie', hr);
}

interface Layer {
  name: string;
  handle: { stack?: Layer[] };
  route?: { path: string | (string | RegExp)[]; methods?: Record<string, boolean>; stack: { method: string }[] };
}

/** Routes, wherever they are mounted, and all that is no route and no router of routes. */
function partsOf({ router }: { router: Router }): { routes: string[]; handlers: string[] } {
  const routes: string[] = [];
  const handlers: string[] = [];
  const walk = (layers: readonly Layer[]) => {
    for (const { name, handle, route } of layers) {
      if (route) routes.push(...route.stack.map(({ method }) => `${method.toUpperCase()} ${String(route.path)}`));
      else if (handle.stack) walk(handle.stack);
      else handlers.push(name);
    }
  };
  walk(router.stack as unknown as Layer[]);
  return { routes, handlers };
}

function anApp() {
  const unused = () => {
    throw new Error('nothing is asked here');
  };
  const named = (name: string) => ({ [name]: () => unused() })[name] as never;
  const handlers = Object.fromEntries(rows.map(([name]) => [name, unused])) as never;
  return createApp<Contract>({
    ...{ contract: table, handlers, origin: 'https://candour.test', readCaller: unused, log: { fault: unused }, trustProxy: 0 },
    ...{ clientFolder: '', keptClientFiles: { keep: unused, read: unused }, measure: named('measure'), operations: named('operations') },
  });
}

test('a row that leads on by a redirect asks for nobody: what it refuses is told on the sign-in page', () => {
  expect(rows.filter(([, row]) => isRedirect(row.reply) && !isOpen(row))).toEqual([]);
});
