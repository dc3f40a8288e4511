import { StoreUnavailable } from '#server/storage/port/store-unavailable.js';
import { aServer, joined, setUpAcme, type TestServer } from '../builders/running-server.js';

let server: TestServer;
let hr: string;
beforeEach(async () => {
  server = await aServer();
  hr = await setUpAcme(server);
  await joined(server, hr, 'Eli', ['executive']);
});
afterEach(() => server.close());

type Entry = { act: string; subject: string; done: boolean };
const ledger = async (): Promise<Entry[]> => (await server.request.get('/api/ledger').set('Cookie', hr)).body.entries;
const colleagueId = async (name: string): Promise<string> => {
  const { colleagues } = (await server.request.get('/api/colleagues').set('Cookie', hr)).body;
  return colleagues.find((colleague: { name: string }) => colleague.name === name).id;
};
const away = () => Promise.reject(new StoreUnavailable(new Error('disk')));

test('an act stands in the ledger before it is done', async () => {
  const { accounts } = server.stores.registrar;
  const remove = accounts.remove;
  let before: Entry | undefined;
  accounts.remove = async (organisation, id) => {
    [before] = await ledger();
    return remove(organisation, id);
  };
  await server.request.delete(`/api/colleagues/${await colleagueId('Eli')}`).set('Cookie', hr);
  expect(before).toMatchObject({ act: 'colleague-removed', subject: 'eli@acme.test', done: false });
  expect((await ledger())[0]).toMatchObject({ act: 'colleague-removed', subject: 'eli@acme.test', done: true });
});

test('what was refused leaves no entry', async () => {
  const entries = await ledger();
  const again = await server.request
    .post('/api/colleagues')
    .set('Cookie', hr)
    .send({ name: 'E', email: 'eli@acme.test', roles: ['steward'] });
  const last = await server.request.delete(`/api/colleagues/${await colleagueId('Hana')}`).set('Cookie', hr);
  expect([again.body.code, last.body.code]).toEqual(['email-taken', 'last-hr']);
  expect(await ledger()).toEqual(entries);
});

test('an act of which nobody can say how it ended is shown as that', async () => {
  const id = await colleagueId('Eli');
  server.stores.registrar.access.keepLink = away;
  expect((await server.request.post(`/api/colleagues/${id}/link`).set('Cookie', hr)).status).toBe(503);
  expect((await ledger())[0]).toMatchObject({ act: 'link-renewed', subject: 'eli@acme.test', done: false });
});

test('a link for somebody who is removed in the same moment is refused, and not entered', async () => {
  const id = await colleagueId('Eli');
  const { access, accounts } = server.stores.registrar;
  const { keepLink } = access;
  access.keepLink = async (link) => {
    await accounts.remove(link.organisation, id);
    return keepLink(link);
  };
  const reply = await server.request.post(`/api/colleagues/${id}/link`).set('Cookie', hr);
  expect([reply.status, reply.body.code]).toEqual([404, 'not-found']);
  expect((await ledger()).filter(({ act }: { act: string }) => act === 'link-renewed')).toEqual([]);
});

test('a ledger that cannot be written lets nothing happen', async () => {
  server.stores.registrar.ledger.begin = away;
  const id = await colleagueId('Eli');
  expect((await server.request.delete(`/api/colleagues/${id}`).set('Cookie', hr)).status).toBe(503);
  expect(await colleagueId('Eli')).toBe(id);
});

test('a store that goes away after the act does not tell that nothing was done', async () => {
  server.stores.registrar.ledger.end = away;
  expect((await server.request.delete(`/api/colleagues/${await colleagueId('Eli')}`).set('Cookie', hr)).status).toBe(204);
  expect((await ledger())[0]).toMatchObject({ act: 'colleague-removed', done: false });
});
