import supertest from 'supertest';
import type { RoundId } from '#shared/ballot/manifest.js';
import { aMailServer, type MailServer } from '../builders/mail-server.js';
import { aDraft } from '../builders/office.js';
import { launchedOver, rosterOver } from '../builders/office-server.js';
import { killPrograms, until } from '../builders/program.js';
import { cookieOf, PASSWORD, type TestServer } from '../builders/running-server.js';
import { describeEachEngine } from '../store-contract/engines.js';
import { aProgram, aProgramFolder, type ServingProgram, scrape, valueIn } from './program.js';

/** Everybody but the first of each unit has an address. */
const UNITS = { Sales: 24, Works: 23 };
const LETTERS = 45;
/** As many as are under way at once. */
const CONNECTIONS = 3;
/** A process that died with letters in its hands lets go of them after ten minutes. */
const HOLD_MS = 10 * 60_000;

describeEachEngine('two programs on the same stores', ({ open }) => {
  let place: Awaited<ReturnType<typeof aProgramFolder>>;
  let mail: MailServer;
  beforeEach(async () => {
    place = await aProgramFolder();
    mail = await aMailServer({ takesMs: 60 });
  });
  afterEach(async () => {
    await killPrograms();
    await mail.close();
    await place.remove();
  });

  const moveTo = (moment: string) => place.setAhead(Date.parse(moment) - Date.now());

  test('the one that leads is killed while it sends: the other leads within half a minute; nothing opens, closes or is sent twice but what was being handed over', async () => {
    const stores = await open();
    const registrar = await stores.registrar();
    await moveTo('2026-03-03T12:00:00Z');
    const options = {
      ...{ REGISTRAR_URL: stores.urls.registrar, BALLOT_BOX_URL: stores.urls.ballotBox, MAIL_FROM: 'Candour <candour@acme.test>' },
      ...{ SMTP_URL: `smtp://127.0.0.1:${mail.port}/?ignoreTLS=true`, BASE_URL: 'https://candour.acme.test' },
    };
    const [first, second] = await Promise.all([aProgram(place.folder, options), aProgram(place.folder, options)]);
    const round = await aScheduledRound([first, second]);

    await moveTo('2026-03-04T07:00:05Z');
    await until(() => mail.received.length >= LETTERS / 3, 'a third of the letters');
    const [leader, other] = opened(first) === 1 ? [first, second] : [second, first];
    leader.child.kill('SIGKILL');
    await leader.ended();
    await new Promise((resolve) => setTimeout(resolve, 300)); // what the mail server was taking
    const handedOver = mail.received.map(({ to }) => to);
    // At most: a mark that it had sent off itself may still be on its way to the database.
    const unmarked = handedOver.length - (await registrar.outbox.counts(round)).sent;
    expect(unmarked).toBeLessThanOrEqual(CONNECTIONS);
    expect((await registrar.outbox.counts(round)).waiting).toBeGreaterThan(0);

    const leads = async () => valueIn(await scrape(localUrl(other)), 'candour_scheduler_lease_held') === 1;
    await until(leads, 'the other to lead', 30_000);
    expect(await (await fetch(`${localUrl(other)}/readyz`)).text()).toBe('Ready.\n');
    await place.setAhead(Date.parse('2026-03-04T07:00:05Z') - Date.now() + HOLD_MS + 30_000);
    await until(async () => (await registrar.outbox.counts(round)).waiting === 0, 'all letters');
    expect(await registrar.outbox.counts(round)).toEqual({ waiting: 0, sent: LETTERS, failed: 0 });
    expect(new Set(mail.received.map(({ to }) => to)).size).toBe(LETTERS);
    const letters = mail.received.length;
    expect(letters).toBeLessThanOrEqual(LETTERS + unmarked);
    const sentLater = mail.received.slice(handedOver.length).map(({ to }) => to);
    expect(new Set(sentLater).size).toBe(sentLater.length);

    await moveTo('2026-03-13T16:00:01Z');
    await other.logged('round collects no more');
    await moveTo('2026-03-13T17:00:02Z');
    await other.logged('round ended without results');
    expect((await registrar.rounds.byId(round))?.state).toBe('without-results');
    const steps = [...first.log(), ...second.log()].flatMap((line) => (line.round === round ? [line.msg] : []));
    expect(steps.sort()).toEqual(['round collects no more', 'round ended without results', 'round opened']);
    expect(mail.received).toHaveLength(letters);
  }, 150_000);
});

const opened = (program: ServingProgram) => program.log().filter(({ msg }) => msg === 'round opened').length;

/** Behind BASE_URL, where a program listens itself. */
function localUrl(program: ServingProgram): string {
  return String(program.log().find(({ msg }) => msg === 'started')?.listens);
}

async function aScheduledRound(programs: readonly [ServingProgram, ServingProgram]): Promise<RoundId> {
  const request = supertest(localUrl(programs[0]));
  const server = { request } as unknown as TestServer;
  const organisation = { name: 'Acme', timeZone: 'Europe/Berlin', language: 'en' };
  const account = { name: 'Hana', email: 'hana@acme.test', password: PASSWORD };
  // The link of the one that was later: it ended the other's.
  const tries = programs.map(({ setupToken: token }) => request.post('/api/setup').send({ token, organisation, account }));
  const hr = cookieOf((await Promise.all(tries)).find(({ status }) => status === 200) ?? { headers: {} });
  await rosterOver(server, hr, UNITS);
  const created = await request.post('/api/rounds').set('Cookie', hr).send(aDraft());
  const launched = await request.post(`/api/rounds/${created.body.id}/launch`).set('Cookie', hr);
  if (launched.status !== 200) throw new Error(launched.text);
  const { state } = await launchedOver(server, hr, created.body.id);
  expect(state).toBe('scheduled');
  return created.body.id;
}
