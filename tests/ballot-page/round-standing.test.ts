import { faultOf, readPublicRound } from '../../client/src/ballot/check/look-up.js';
import { ballotWire } from '../../client/src/ballot/protocol/wire.js';
import { ANSWERS, aBrowser, anAnsweringBrowser, link, sent, started } from './a-browser.js';
import { FakeRound } from './fake-round.js';

describe('every way a round can stand', () => {
  test.each([
    ['not-open', 'not-open'],
    ['closed', 'closed'],
    ['cancelled', 'cancelled'],
  ] as const)('%s has its screen, and no ballot is asked for', async (state, at) => {
    const round = new FakeRound();
    round.now = { ...round.now, state, cancelledBecause: state === 'cancelled' ? 'wrong list' : null };
    const tab = aBrowser(round).aTab();
    await tab.open(link(round));
    expect(tab.screen().at).toBe(at);
    expect(round.calls.some(({ path }) => path === '/ballot/invitation')).toBe(false);
  });

  test('in the grace after the close a ballot already fetched is still sent', async () => {
    const round = new FakeRound();
    const browser = aBrowser(round);
    await started(round, browser.aTab());
    round.now = { ...round.now, state: 'closed' };
    const tab = browser.aTab();
    await tab.open(link(round));
    await tab.resume();
    await sent(tab);
    expect(tab.screen().at).toBe('receipt');
  });

  test.each([
    ['/ballot/collect', 'collecting-ended', 'closed'],
    ['/ballot/collect', 'round-not-yet-open', 'not-open'],
    ['/ballot/collect', 'cookie-refused', 'refused'],
    ['/ballot/collect', 'invitation-unknown', 'link-unknown'],
  ] as const)('%s refused with %s', async (row, code, at) => {
    const round = new FakeRound();
    round.refuse.set(row, code);
    const tab = aBrowser(round).aTab();
    await started(round, tab);
    expect(tab.screen().at).toBe(at);
  });

  test('cancelled while somebody answers: the reason is told', async () => {
    const round = new FakeRound();
    const tab = aBrowser(round).aTab();
    await started(round, tab);
    round.refuse.set('/ballot/cast', 'round-cancelled');
    round.now = { ...round.now, state: 'cancelled', cancelledBecause: 'wrong list' };
    await sent(tab);
    expect(tab.screen()).toMatchObject({ at: 'cancelled', facts: { now: { cancelledBecause: 'wrong list' } } });
  });

  test.each([
    ['too-busy', 'lost'],
    ['internal-fault', 'lost'],
    ['unit-full', 'refused'],
    ['cookie-refused', 'refused'],
    ['round-not-yet-open', 'not-open'],
  ] as const)('a ballot that is refused for now (%s) waits on the device, and counts once it is sent again', async (why, screen) => {
    const round = new FakeRound();
    const { browser, session, tab } = await anAnsweringBrowser(round);
    round.refuse.set('/ballot/cast', why);
    await sent(tab);
    expect(tab.screen().at).toBe(screen);
    round.refuse.delete('/ballot/cast');
    const again = browser.aTab(session);
    await again.open('');
    expect(again.screen().at).toBe('waiting');
    await again.resume();
    await again.send();
    expect([again.screen().at, [...round.counted.values()]]).toEqual(['receipt', [ANSWERS]]);
  });

  test('a ballot that comes too late is told, and does not wait for ever', async () => {
    const round = new FakeRound();
    const browser = aBrowser(round);
    const tab = browser.aTab();
    await started(round, tab);
    round.refuse.set('/ballot/cast', 'round-closed');
    round.now = { ...round.now, state: 'closed' };
    await sent(tab);
    expect(tab.screen()).toMatchObject({ at: 'closed', late: 'sending' });
    const again = browser.aTab();
    await again.open(link(round));
    expect(again.screen().at).toBe('closed');
  });

  test.each([
    ['cancelled', false],
    ['closed', true],
  ] as const)('of a round that is over (%s) neither answers nor a ballot stay on the device', async (state, bulletin) => {
    const round = new FakeRound();
    const { browser, session } = await anAnsweringBrowser(round);
    round.now = { ...round.now, state, bulletin };
    await browser.aTab(session).open('');
    expect([browser.disk.length, session.getItem('candour.draft')]).toEqual([0, null]);
    const again = browser.aTab(session);
    await again.open('');
    expect(again.screen().at).toBe(state);
  });

  test('between sealing and publication the round is closed, and the link not unknown; the ballot stays until its fate is known', async () => {
    const round = new FakeRound();
    const { browser, session } = await anAnsweringBrowser(round);
    round.now = { ...round.now, state: 'closed' };
    round.refuse.set('/ballot/invitation', 'invitation-unknown');
    const again = browser.aTab(session);
    await again.open('');
    expect([again.screen().at, browser.disk.length]).toEqual(['closed', 1]);
  });

  test.each([
    ['counted', { counted: true }],
    ['lost on its way', { late: 'sending' }],
  ])('of a ballot sent without a receipt (%s) the published list says what became of it, before it is erased', async (became, told) => {
    const round = new FakeRound();
    const { browser, session, tab } = await anAnsweringBrowser(round);
    if (became === 'counted') round.loseReplyOf.add('/ballot/cast');
    else round.unreachable.add('/ballot/cast');
    await sent(tab);
    expect(tab.screen()).toEqual({ at: 'lost', during: 'sending' });
    round.now = { ...round.now, state: 'closed', bulletin: true };
    round.unreachable.add('/ballot/manifests/:hash/bulletin');
    const again = browser.aTab(session);
    await again.open('');
    expect([again.screen(), browser.disk.length]).toEqual([{ at: 'lost', during: 'opening' }, 1]);
    round.unreachable.clear();
    await again.retry();
    expect(again.screen()).toMatchObject({ at: 'closed', ...told });
    expect(browser.disk.length).toBe(0);
  });

  test('tried again when the answers are destroyed and no receipt can be made, a ballot that was counted is not called too late', async () => {
    const round = new FakeRound();
    const { tab } = await anAnsweringBrowser(round);
    round.loseReplyOf.add('/ballot/cast');
    await sent(tab);
    round.now = { ...round.now, state: 'closed', bulletin: true };
    round.refuse.set('/ballot/cast', 'round-closed');
    await tab.retry();
    expect(tab.screen()).toMatchObject({ at: 'closed', counted: true });
    expect(tab.screen()).not.toHaveProperty('late');
  });

  test('answers that came too late do not stay in the tab; in the grace they do', async () => {
    const round = new FakeRound();
    const { browser, session, tab } = await anAnsweringBrowser(round);
    round.now = { ...round.now, state: 'closed' };
    await browser.aTab(session).open('');
    expect(session.getItem('candour.draft')).not.toBeNull();
    round.refuse.set('/ballot/cast', 'round-closed');
    await sent(tab);
    expect([browser.disk.length, session.getItem('candour.draft')]).toEqual([0, null]);
  });

  test.each([
    ['/ballot/cast', 'round-closed'],
    ['/ballot/collect', 'collecting-ended'],
  ] as const)(
    'extended and then ended while somebody answers: told is the end and its reason, not what was read before (%s)',
    async (row, code) => {
      const round = new FakeRound();
      const tab = aBrowser(round).aTab();
      round.now = { ...round.now, closes: '2030-03-22T16:00:00Z', changed: { reason: 'extended: strike week' } };
      await tab.open(link(round));
      tab.toUnit();
      const ended = {
        ...round.now,
        state: 'closed' as const,
        closes: '2030-03-13T10:00:00Z',
        changed: { reason: 'ended: all have answered' },
      };
      if (row === '/ballot/cast') await tab.start();
      round.refuse.set(row, code);
      round.now = ended;
      await (row === '/ballot/cast' ? sent(tab) : tab.start());
      expect(tab.screen()).toMatchObject({ at: 'closed', facts: { now: ended } });
    },
  );

  test('closed, and when it closed cannot be read: no date is told, and it can be tried again', async () => {
    const round = new FakeRound();
    const tab = aBrowser(round).aTab();
    await started(round, tab);
    round.refuse.set('/ballot/cast', 'round-closed');
    round.unreachable.add('/ballot/manifests/:hash/now');
    await sent(tab);
    expect(tab.screen()).toEqual({ at: 'lost', during: 'sending' });
    round.unreachable.clear();
    round.now = { ...round.now, state: 'closed', closes: '2030-03-13T10:00:00Z' };
    await tab.retry();
    expect(tab.screen()).toMatchObject({ at: 'closed', late: 'sending', facts: { now: round.now } });
  });

  test('a link that is cut, and one that nobody knows', async () => {
    const round = new FakeRound();
    const tab = aBrowser(round).aTab();
    await tab.open(link(round).slice(0, -4));
    expect(tab.screen().at).toBe('link-incomplete');
    round.refuse.set('/ballot/invitation', 'invitation-unknown');
    await tab.open(link(round));
    expect(tab.screen().at).toBe('link-unknown');
  });

  test('no connection while opening: the same again works', async () => {
    const round = new FakeRound();
    round.unreachable.add('/ballot/invitation');
    const tab = aBrowser(round).aTab();
    await tab.open(link(round));
    expect(tab.screen()).toEqual({ at: 'lost', during: 'opening' });
    round.unreachable.clear();
    await tab.retry();
    expect(tab.screen().at).toBe('start');
  });

  test('terms that came half, or a page of the network in their place, are no connection and no forgery', async () => {
    const round = new FakeRound();
    const tab = aBrowser(round).aTab();
    for (const body of [JSON.stringify(round.manifest).slice(0, 200), '<!doctype html><title>Welcome to the hotel</title>']) {
      round.instead.set('/ballot/manifests/:hash', body);
      await tab.open(link(round));
      expect(tab.screen()).toEqual({ at: 'lost', during: 'opening' });
      expect(await readPublicRound(ballotWire(round.fetch as typeof fetch), round.hash).catch(faultOf)).toBe('lost');
    }
    round.instead.clear();
    await tab.retry();
    expect(tab.screen().at).toBe('start');
  });
});
