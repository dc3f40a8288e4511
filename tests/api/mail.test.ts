import { hashOfToken } from '#server/invitations/read-invitation.js';
import { tokenOf } from '#server/invitations/tokens.js';
import { readMailKey } from '#server/keys/keys.js';
import { openPost, type Post, printSheet, readInvitationMail, retryFailedMail, sendWaitingMail } from '#server/mail/mail.js';
import { CONNECTIONS } from '#server/mail/post.js';
import { addPerson, cancelRound, createRound, openDueRounds, readTerms } from '#server/rounds/rounds.js';
import { StoreUnavailable } from '#server/storage/port/store-unavailable.js';
import { wordsOf } from '#server/told-faults.js';
import { fromBase32, toHex } from '#shared/ballot/encoding.js';
import { parseInvitationCode } from '#shared/ballot/link.js';
import { type RoundId, roundCode } from '#shared/ballot/manifest.js';
import { filesUnder } from '../builders/folder.js';
import { aMailServer, type MailServer } from '../builders/mail-server.js';
import { aDraft, anOffice, anOpenRound, aRosterFile, aScheduledRound, importFile, type Office, refusalOf } from '../builders/office.js';
import { toArray } from '../store-contract/engines.js';

let server: MailServer;
let office: Office;
beforeEach(async () => {
  server = await aMailServer();
  office = await anOffice({ smtpPort: server.port });
});
afterEach(async () => {
  await office.remove();
  await server.close();
});

const linkIn = (text: string) => /https:\/\/\S+#\S+/.exec(text)?.[0] ?? '';
const postOf = ({ mail: { post } }: Office): Post => {
  if (!post) throw new Error('this office has no mail server');
  return post;
};
const mailOf = (act: { organisation: string; round: RoundId }, from = office) => readInvitationMail(from.mail, act);

describe('invitations by mail', () => {
  test('are counted without reading every invitation: the page of a round asks again every few seconds', async () => {
    const { act } = await anOpenRound(office);
    const { rounds } = office.registrar;
    const counting = {
      ...rounds,
      invitations: () => {
        throw new Error('all invitations were read');
      },
    };
    const needs = { ...office.mail, registrar: { ...office.registrar, rounds: counting } };
    expect(await readInvitationMail(needs, act)).toMatchObject({ unreached: 2 });
  });

  test('reach everybody with an address once the round opens, with a link and a code that the roll knows', async () => {
    const { act, hash } = await aScheduledRound(office);
    await sendWaitingMail(office.mail);
    expect(server.received).toEqual([]);
    expect(await mailOf(act)).toMatchObject({ configured: true, waiting: 21, sent: 0, unreached: 2 });

    office.clock.set('2026-03-04T07:00:00Z');
    await openDueRounds(office.rounds, office.clock.now());
    await sendWaitingMail(office.mail);
    await sendWaitingMail(office.mail);

    expect(new Set(server.received.map(({ to }) => to)).size).toBe(21);
    expect(server.received).toHaveLength(21);
    expect(await mailOf(act)).toMatchObject({ waiting: 0, sent: 21, failedCount: 0 });
    const tokens = server.received.map(({ body }) => {
      const link = linkIn(body);
      expect(link).toMatch(/^https:\/\/candour\.acme\.test\/b#/);
      expect(body).toContain(roundCode(hash));
      const code = parseInvitationCode(link);
      // The code to paste stands by itself too.
      expect(parseInvitationCode(body.split('\n').find((line) => /^[0-9A-Z]{26}\./.test(line)) ?? '')).toEqual(code);
      expect(code?.manifest).toBe(hash);
      return code?.token ?? '';
    });
    expect(new Set(tokens).size).toBe(21);
    for (const token of tokens) expect(await office.place.roll.unitOf(act.round, hashOfToken(token))).toBeDefined();
  });

  test('are in the language of each person', async () => {
    await anOpenRound(office);
    await sendWaitingMail(office.mail);
    const hebrew = server.received.filter(({ subject }) => subject.includes('הזמנה'));
    const english = server.received.filter(({ subject }) => subject.includes('invitation'));
    expect([hebrew.length + english.length, hebrew.length > 0, english.length > 0]).toEqual([21, true, true]);
    expect(english[0]?.body).toContain('Wednesday, 4 March 2026');
    for (const { body, subject } of server.received) expect(`${subject}${body}`).not.toMatch(/\{\w+\}/);
  });

  test('leave no token in any file, log or table', async () => {
    const { act } = await anOpenRound(office);
    await sendWaitingMail(office.mail);
    await toArray(printSheet(office.mail, { ...act, by: 'Hana' }));
    const key = (await readMailKey(office.rounds, act.round)) ?? new Uint8Array();
    const invitations = await toArray(office.registrar.rounds.invitations(act.round));
    const tokens = invitations.map(({ id }) => tokenOf(key, id));
    const contents = (await filesUnder(office.folder)).map(({ bytes }) => bytes);
    const forms = tokens.flatMap((token) => [Buffer.from(token), Buffer.from(fromBase32(token)), Buffer.from(toHex(fromBase32(token)))]);
    expect([tokens.length, contents.length > 3]).toEqual([23, true]);
    // The search itself finds what is there: ids of invitations, in the same files.
    expect(invitations.filter(({ id }) => contents.some((content) => content.includes(id)))).toHaveLength(23);
    expect(forms.filter((form) => contents.some((content) => content.includes(form)))).toEqual([]);
  });

  test('that a server refuses for good are shown to HR, and go out when tried again', async () => {
    const { act } = await anOpenRound(office);
    server.refuse('p0-1@acme.test', 550);
    await sendWaitingMail(office.mail);
    const seen = await mailOf(act);
    expect(seen).toMatchObject({ sent: 20, waiting: 0, failedCount: 1, failed: [{ name: 'Person 0-1', email: 'p0-1@acme.test' }] });
    expect(seen.failed[0]?.reason).toMatch(/550/);
    // The address stands in the roster and the invitation, not once more in what the server said.
    expect(seen.failed[0]?.reason).not.toContain('p0-1');

    server.accept('p0-1@acme.test');
    await retryFailedMail(office.mail, act);
    await sendWaitingMail(office.mail);
    expect(await mailOf(act)).toMatchObject({ sent: 21, failedCount: 0 });
    expect(server.received.filter(({ to }) => to === 'p0-1@acme.test')).toHaveLength(1);
  });

  test('that a server puts off are tried again later by themselves', async () => {
    const { act } = await anOpenRound(office);
    server.refuse('p0-1@acme.test', 451);
    await sendWaitingMail(office.mail);
    expect(await mailOf(act)).toMatchObject({ sent: 20, waiting: 1, failedCount: 1 });
    server.accept('p0-1@acme.test');
    await sendWaitingMail(office.mail);
    expect(await mailOf(act)).toMatchObject({ sent: 20 });
    office.clock.set('2026-03-04T09:02:00Z');
    await sendWaitingMail(office.mail);
    expect(await mailOf(act)).toMatchObject({ sent: 21, waiting: 0, failedCount: 0 });
  });

  test('wait while the mail server is away', async () => {
    const { act } = await anOpenRound(office);
    await server.close();
    const fault = await sendWaitingMail(office.mail).catch((away: unknown) => away);
    expect(wordsOf(fault)).toBe(
      'MailServerAway: letters wait, the mail server cannot be used just now <- Error: ESOCKET, the connection to the mail server failed; ECONNREFUSED, connection refused',
    );
    expect(await mailOf(act)).toMatchObject({ sent: 0, waiting: 21 });
    const reasons = (await mailOf(act)).failed.map(({ reason }) => reason);
    expect(new Set(reasons)).toEqual(new Set(['The mail server cannot be reached.']));
  });

  test('wait while the mail server refuses the password or offers no TLS, and whoever runs the server is told so, without its words', async () => {
    const { act } = await anOpenRound(office);
    const refusing = await aMailServer({ refusesSignIn: 'no user quetzal@aviary.example here' });
    const told = async (smtpUrl: string) => {
      const post = openPost({ smtpUrl, from: 'candour@acme.test' });
      const fault = await sendWaitingMail({ ...office.mail, post }).catch((away: unknown) => away);
      post.close();
      return wordsOf(fault);
    };
    const away = 'MailServerAway: letters wait, the mail server cannot be used just now <- Error:';
    expect(await told(`smtp://u:p@127.0.0.1:${refusing.port}/?ignoreTLS=true`)).toBe(`${away} EAUTH, the mail server refuses the sign-in`);
    office.clock.set('2026-03-04T12:00:00Z');
    expect(await told(`smtp://127.0.0.1:${server.port}/?requireTLS=true`)).toBe(`${away} ETLS, the mail server offers no TLS`);
    office.clock.set('2026-03-04T18:00:00Z');
    expect(await told(`smtps://127.0.0.1:${server.port}`)).toBe(
      `${away} ESOCKET, the connection to the mail server failed; no TLS is spoken at this port`,
    );
    expect(await mailOf(act)).toMatchObject({ sent: 0, waiting: 21 });
    await refusing.close();
  });

  test('are sent once when several processes send at the same moment', async () => {
    await anOpenRound(office);
    await Promise.all([1, 2, 3, 4].map(() => sendWaitingMail(office.mail)));
    expect(server.received).toHaveLength(21);
    expect(new Set(server.received.map(({ to }) => to)).size).toBe(21);
  });

  test('are sent once when a process that stood still with some in its hands goes on after another has sent them', async () => {
    const { act } = await anOpenRound(office);
    let stoodStill = false;
    const halting: Post = {
      ...postOf(office),
      send: async (letter) => {
        if (!stoodStill) {
          stoodStill = true;
          office.clock.set('2026-03-04T09:11:00Z');
          await sendWaitingMail(office.mail);
        }
        return postOf(office).send(letter);
      },
    };
    await sendWaitingMail({ ...office.mail, post: halting });
    // The letters that were being handed over, one a connection, nobody can know of.
    expect(server.received.length - 21).toBeLessThanOrEqual(CONNECTIONS);
    expect(await mailOf(act)).toMatchObject({ sent: 21, waiting: 0 });
  });

  test('are sent once when the registrar is away just after the mail server has taken some', async () => {
    await anOpenRound(office);
    const { outbox } = office.registrar;
    let away = 6;
    const failing: typeof outbox = {
      ...outbox,
      markSent: async (id) => {
        if (away-- > 0) throw new StoreUnavailable(new Error('connection closed'));
        await outbox.markSent(id);
      },
    };
    const needs = { ...office.mail, registrar: { ...office.registrar, outbox: failing } };
    await sendWaitingMail(needs).catch(() => undefined);
    office.clock.set(new Date(office.clock.now().getTime() + 11 * 60_000).toISOString());
    await sendWaitingMail(office.mail);
    expect(server.received.map(({ to }) => to).sort()).toEqual([...new Set(server.received.map(({ to }) => to))].sort());
    expect(server.received).toHaveLength(21);
  });

  test('let what else is due go first where the mail server takes its time, and go on afterwards', async () => {
    const { act } = await anOpenRound(office, aDraft(), { Sales: 70 });
    let woken = 0;
    const slow: Post = {
      ...postOf(office),
      send: async (letter) => {
        office.clock.set(new Date(office.clock.now().getTime() + 1000).toISOString());
        return postOf(office).send(letter);
      },
    };
    const needs = { ...office.mail, post: slow, wake: () => void woken++ };
    await sendWaitingMail(needs);
    expect([(await mailOf(act)).waiting, woken]).toEqual([39, 1]);
    await sendWaitingMail(needs);
    await sendWaitingMail(needs);
    expect(await mailOf(act)).toMatchObject({ sent: 69, waiting: 0 });
  });

  test('of a cancelled round are not sent any more', async () => {
    const { act } = await anOpenRound(office);
    await cancelRound(office.rounds, { ...act, reason: 'Wrong roster.' });
    await sendWaitingMail(office.mail);
    expect(server.received).toEqual([]);
  });

  test('an addition gets its own', async () => {
    const { act } = await anOpenRound(office);
    await sendWaitingMail(office.mail);
    await importFile(office, `${aRosterFile({ Sales: 12, Works: 11 })}\nnew,New,new@acme.test,Sales,no,en`);
    const person = (await office.registrar.roster.people(office.organisation)).find(({ employeeId }) => employeeId === 'new')?.id ?? '';
    await addPerson(office.rounds, { ...act, person, reason: 'Joined last week.' });
    await sendWaitingMail(office.mail);
    const code = parseInvitationCode(linkIn(server.received.find(({ to }) => to === 'new@acme.test')?.body ?? ''));
    expect(await office.place.roll.unitOf(act.round, hashOfToken(code?.token ?? ''))).toBeDefined();
  });
});

describe('the text of the invitation', () => {
  test('can be read before and after the launch, with a placeholder for the link', async () => {
    await importFile(office, aRosterFile({ Sales: 12 }));
    const { id } = await createRound(office.rounds, { organisation: office.organisation, by: 'Hana', draft: aDraft() });
    const draft = await mailOf({ organisation: office.organisation, round: id as RoundId });
    expect(draft.texts.map(({ language }) => language)).toEqual(['en', 'he']);
    const { act, hash } = await aScheduledRound(office);
    for (const { body } of (await mailOf(act)).texts) {
      expect(body).toContain(roundCode(hash));
      expect(parseInvitationCode(linkIn(body))).toBeUndefined();
      expect(body).not.toMatch(/\{\w+\}/);
    }
  });
});

describe('the printed sheet', () => {
  test('holds slips for people without an address, and for nobody else', async () => {
    const { act, hash } = await anOpenRound(office);
    const sheet = (await toArray(printSheet(office.mail, { ...act, by: 'Hana' }))).join('');
    expect([...sheet.matchAll(/<h2><bdi>(.*?)<\/bdi><\/h2>/g)].map(([, name]) => name)).toEqual(
      expect.arrayContaining(['Person 0-0', 'Person 1-0']),
    );
    expect(sheet.match(/<section class="slip"/g)).toHaveLength(2);
    expect(sheet.match(/<svg /g)).toHaveLength(2);
    expect(sheet).not.toMatch(/<script|\sstyle=|<style/);
    const codes = [...sheet.matchAll(/class="code" dir="ltr">(.*?)</g)].map(([, code]) => parseInvitationCode(code ?? ''));
    expect(codes.map((code) => code?.manifest)).toEqual([hash, hash]);
    for (const code of codes) expect(await office.place.roll.unitOf(act.round, hashOfToken(code?.token ?? ''))).toBeDefined();
  });

  test('holds a slip for whoever their mail failed for good, and for nobody whose mail is tried again or was sent', async () => {
    const { act } = await anOpenRound(office);
    server.refuse('p0-1@acme.test', 550);
    server.refuse('p0-2@acme.test', 450);
    await sendWaitingMail(office.mail);
    expect(await mailOf(act)).toMatchObject({ unreached: 2, failedCount: 2, retrying: 1 });
    const named = async () =>
      [...(await toArray(printSheet(office.mail, { ...act, by: 'Hana' }))).join('').matchAll(/<h2><bdi>(.*?)<\/bdi><\/h2>/g)].map(
        ([, name]) => name,
      );
    expect((await named()).sort()).toEqual(['Person 0-0', 'Person 0-1', 'Person 1-0']);
    server.accept('p0-1@acme.test');
    await retryFailedMail(office.mail, act);
    await sendWaitingMail(office.mail);
    expect((await named()).sort()).toEqual(['Person 0-0', 'Person 1-0']);
  });

  test('lies in the order of the organisation, and tells units of one name apart', async () => {
    const { act, manifest } = await anOpenRound(office, aDraft(), {
      'North / Night shift': 12,
      'North / Office': 12,
      'South / Night shift': 12,
      'South / Office': 12,
    });
    const sheet = (await toArray(printSheet(office.mail, { ...act, by: 'Hana' }))).join('');
    const inOrder = manifest.units.flatMap(({ id, parent, name }) =>
      manifest.units.some((unit) => unit.parent === id) || !parent ? [] : [name],
    );
    const units = [...sheet.matchAll(/class="unit">Unit: <bdi>(.*?)</g)].map(([, unit]) => unit);
    expect(units.map((unit) => unit?.split(' / ').at(-1))).toEqual(inOrder);
    expect([...units].sort()).toEqual(['North / Night shift', 'North / Office', 'South / Night shift', 'South / Office']);
  });

  test('is for everybody where no mail can be sent, and is entered in the ledger, and told beside the terms, before the first slip', async () => {
    const offline = await anOffice();
    const { act } = await anOpenRound(offline);
    expect(await mailOf(act, offline)).toMatchObject({ configured: false, waiting: 0, unreached: 23 });
    const pieces = printSheet(offline.mail, { ...act, by: 'Hana' });
    await pieces.next();
    const { entries } = await offline.registrar.ledger.read(offline.organisation, null, 1);
    expect(entries[0]).toMatchObject({ act: 'sheet-printed', who: 'Hana', subject: 'Spring: 23 links' });
    expect((await readTerms(offline.rounds, act)).events).toContainEqual(expect.objectContaining({ what: 'sheet-printed' }));
    expect((await toArray(pieces)).filter((piece) => piece.includes('class="slip"'))).toHaveLength(23);
    await offline.remove();
  });

  test('of more than 500 people holds one part at a time, says which, and enters which was printed', async () => {
    const offline = await anOffice();
    const { act } = await anOpenRound(offline, aDraft(), { Sales: 260, Plant: 260 });
    const printed = async (from?: number) => {
      const sheet = (await toArray(printSheet(offline.mail, { ...act, by: 'Hana', ...(from ? { from } : {}) }))).join('');
      const [{ subject } = { subject: '' }] = (await offline.registrar.ledger.read(offline.organisation, null, 1)).entries;
      return { subject, sheet, names: [...sheet.matchAll(/<h2><bdi>(.*?)<\/bdi><\/h2>/g)].map(([, name]) => name) };
    };
    const [first, last, beyond] = [await printed(), await printed(501), await printed(2001)];
    expect([first.names.length, last.names.length]).toEqual([500, 20]);
    expect(new Set([...first.names, ...last.names]).size).toBe(520);
    expect(first.sheet).toContain('Slips 1 to 500 of 520');
    expect(last.sheet).toContain('Slips 501 to 520 of 520');
    expect([first.subject, last.subject]).toEqual(['Spring: links 1 to 500 of 520', 'Spring: links 501 to 520 of 520']);
    expect(beyond.names.slice(-20)).toEqual(last.names);
    await offline.remove();
  }, 60_000);

  test('is refused for a round that is not under way', async () => {
    const { id } = await createRound(office.rounds, { organisation: office.organisation, by: 'Hana', draft: aDraft() });
    const act = { organisation: office.organisation, round: id as RoundId, by: 'Hana' };
    expect(await refusalOf(toArray(printSheet(office.mail, act)))).toMatchObject({ code: 'round-not-open' });
  });

  test('writes names as text, whatever is in them', async () => {
    const offline = await anOffice();
    await importFile(offline, aRosterFile({ Sales: 12 }).replace('Person 0-0', '<img src=x onerror=alert(1)>'));
    const { id } = await createRound(offline.rounds, { organisation: offline.organisation, by: 'Hana', draft: aDraft() });
    const { launchRound } = await import('#server/rounds/rounds.js');
    const act = { organisation: offline.organisation, round: id as RoundId, by: 'Hana' };
    await launchRound(offline.rounds, act);
    const sheet = (await toArray(printSheet(offline.mail, act))).join('');
    expect(sheet).toContain('&lt;img src=x');
    expect(sheet).not.toContain('<img');
    await offline.remove();
  });
});
