import type { Receipt } from '#shared/ballot/receipt.js';
import { castOver, collectOver } from '../builders/http-voter.js';
import { someAnswers } from '../builders/launched-round.js';
import { aMailServer, type MailServer } from '../builders/mail-server.js';
import { aDraft } from '../builders/office.js';
import { moveTo, type RunningRound, rosterFileOver, roundOver, signedIn } from '../builders/office-server.js';
import { everythingIn } from '../builders/registrar-contents.js';
import { aServer, joined, setUpAcme, type TestServer } from '../builders/running-server.js';
import { describeEachEngine } from '../store-contract/engines.js';

const PEOPLE = Array.from({ length: 24 }, (_, at) => ({
  name: `Quetzal ${100 + at}`,
  email: at === 0 ? '' : `plume${100 + at}@aviary.example`,
}));
const REFUSED = 'plume105@aviary.example';

function rosterOf(people: typeof PEOPLE): string {
  const lines = people.map(({ name, email }, at) => `B-${at},${name},${email},${at < people.length / 2 ? 'Aviary' : 'Roost'},no,en`);
  return ['id,name,email,unit,leads,language', ...lines].join('\n');
}

describeEachEngine('the people of a round', ({ open }) => {
  let mail: MailServer;
  let server: TestServer;
  let registrar: string;
  let round: RunningRound;

  /** A round that is open, with its letters sent but for one that is refused; none of its people is on the roster any more. */
  beforeEach(async () => {
    mail = await aMailServer();
    mail.refuse(REFUSED, 550);
    const { urls } = await open();
    registrar = urls.registrar;
    server = await aServer({
      environment: {
        ...{ REGISTRAR_URL: urls.registrar, BALLOT_BOX_URL: urls.ballotBox, BASE_URL: 'https://candour.acme.test' },
        ...{ SMTP_URL: `smtp://127.0.0.1:${mail.port}/?ignoreTLS=true`, MAIL_FROM: 'Candour <candour@acme.test>' },
      },
    });
    const hr = await setUpAcme(server);
    await joined(server, hr, 'Stew', ['steward']);
    await rosterFileOver(server, hr, rosterOf(PEOPLE));
    round = await roundOver(server, hr, aDraft({ opens: '2026-03-02T07:00:00Z', graceMinutes: 0 }));
    await server.wired.scheduler.tick();
    await rosterFileOver(server, hr, rosterOf([{ name: 'Newcomer', email: '' }]));
  }, 60_000);
  afterEach(async () => {
    await server.close();
    await mail.close();
  });

  const named = async () => {
    const contents = await everythingIn(registrar);
    return PEOPLE.filter(({ name, email }) => contents.includes(name) || (email !== '' && contents.includes(email))).length;
  };
  const read = async (name: string, path: string) => {
    const reply = await server.request.get(path).set('Cookie', await signedIn(server, name));
    expect([path, reply.status]).toEqual([path, 200]);
    return reply.body;
  };
  /** All that is told of the round, to HR, to the steward and to everybody. */
  const pages = async () => {
    const of = `/api/rounds/${round.round}`;
    const { failed, ...mails } = await read('Hana', `${of}/mail`);
    const forHr = [await read('Hana', '/api/rounds'), await read('Hana', of), await read('Hana', `${of}/participation`), mails];
    const forAll = [await read('Hana', `/ballot/manifests/${round.hash}`), await read('Hana', `/ballot/manifests/${round.hash}/now`)];
    const forSteward = [await read('Stew', `${of}/terms`), (await read('Stew', '/api/ledger')).entries];
    return { failed, told: [...forHr, ...forAll, ...forSteward] };
  };

  test('are forgotten with the answers: its pages tell the same, the package is the same, and receipts are checked', async () => {
    const receipts: Receipt[] = [];
    for (const [at, invited] of round.people.entries()) {
      const { ballot } = await collectOver(server.localUrl, invited);
      receipts.push(await castOver(server.localUrl, ballot, someAnswers('core', at)));
    }
    await moveTo(server, '2026-03-13T16:00:00Z');
    const results = () => read('Hana', `/api/results/${round.round}`);
    const steward = () => read('Stew', `/api/rounds/${round.round}/steward-package`);
    await moveTo(server, '2026-03-27T15:59:59Z');
    const before = { ...(await pages()), results: await results(), package: await steward() };
    expect([await named(), before.failed.length]).toEqual([PEOPLE.length, 1]);
    expect(before.told[1]).toMatchObject({ state: 'published', invited: 24 });
    expect(before.told[3]).toMatchObject({ waiting: 0, sent: 22, failedCount: 1, unreached: 1 });

    await moveTo(server, '2026-03-27T16:00:00Z');
    expect(await named()).toBe(0);
    expect({ ...(await pages()), results: await results(), package: await steward() }).toEqual({ ...before, failed: [] });
    const bulletin = await read('Hana', `/ballot/manifests/${round.hash}/bulletin`);
    expect(bulletin.ballots.scored).toEqual(receipts.map(({ ballot }) => ballot).sort());
    const page = await server.request.get(`/b/v/${round.manifest.client.version}/${round.manifest.client.entry}`);
    expect(page.status).toBe(200);
  }, 120_000);

  test('are forgotten after a cancelled round as late, so that HR has seen which letters failed', async () => {
    const cancelled = await server.request
      .post(`/api/rounds/${round.round}/cancellation`)
      .set('Cookie', await signedIn(server, 'Hana'))
      .send({ reason: 'Wrong list.' });
    expect(cancelled.status).toBe(200);
    await server.wired.scheduler.tick();
    await moveTo(server, '2026-03-16T07:59:59Z');
    const before = await pages();
    expect([await named(), before.failed.length]).toEqual([PEOPLE.length, 1]);

    await moveTo(server, '2026-03-16T08:00:00Z');
    expect([await named(), await pages()]).toEqual([0, { ...before, failed: [] }]);
  }, 60_000);
});
