import { writeInvitationCode } from '#shared/ballot/link.js';
import type { Hash, Manifest, UnitId } from '#shared/ballot/manifest.js';
import { tabOf } from '../../client/src/ballot/journey/tab.js';
import { pageStorage } from '../../client/src/ballot/protocol/device.js';
import { ANSWERS, aBrowser, anAnsweringBrowser, link, sent, started } from './a-browser.js';
import { aManifest, FakeRound, OTHER_TOKEN, TOKEN } from './fake-round.js';

function sizeOf(disk: Storage): number {
  const keys = Array.from({ length: disk.length }, (_, at) => disk.key(at) ?? '');
  return keys.reduce((sum, key) => sum + key.length + (disk.getItem(key)?.length ?? 0), 0);
}

describe('from the link to the receipt', () => {
  test('a ballot is collected, cast and leaves nothing but its receipt', async () => {
    const round = new FakeRound();
    const { disk, aTab } = aBrowser(round);
    const session = pageStorage();
    const tab = aTab(session);

    await started(round, tab);
    await sent(tab);

    expect(tab.screen().at).toBe('receipt');
    expect([...round.counted.values()]).toEqual([ANSWERS]);
    const kept = Array.from({ length: disk.length }, (_, at) => disk.key(at));
    expect(kept).toEqual([`candour.receipts.${round.hash}`]);
    expect(Array.from({ length: session.length }, (_, at) => session.key(at))).toEqual(['candour.sent']);
  });

  test.each([
    ['the receipt takes the room of the ballot', 0, 1],
    ['with room for neither, the receipt is on the screen alone', -2000, 0],
  ])('a device that has become full does not make a counted ballot look refused: %s', async (_, room, receiptsKept) => {
    const round = new FakeRound();
    const { disk, aTab } = aBrowser(round, pageStorage());
    const tab = aTab();
    await started(round, tab);
    const [setItem, size] = [disk.setItem, () => sizeOf(disk)];
    const full = size() + room;
    disk.setItem = (key, value) => {
      const before = disk.getItem(key)?.length ?? 0;
      if (value.length > before + 10 && size() - before + value.length > full) throw new Error('QuotaExceededError');
      setItem(key, value);
    };

    await sent(tab);

    expect(tab.screen()).toMatchObject({ at: 'receipt', receipt: { manifest: round.hash } });
    expect(round.counted.size).toBe(1);
    const kept = Array.from({ length: disk.length }, (_, at) => disk.key(at));
    expect(kept).toEqual(receiptsKept ? [`candour.receipts.${round.hash}`] : []);
  });

  test('reloaded after sending, without token or answers, the receipt is there', async () => {
    const round = new FakeRound();
    const { aTab } = aBrowser(round);
    const session = pageStorage();
    const tab = aTab(session);
    await started(round, tab);
    await sent(tab);

    const again = aTab(session);
    await again.open('');
    expect(again.screen()).toMatchObject({ at: 'sent', receipts: [{ manifest: round.hash }] });
    again.leave();
    expect(again.screen()).toEqual({ at: 'erased', remains: 'receipt' });
  });

  test('opening twenty times changes nothing: only reads are asked', async () => {
    const round = new FakeRound();
    for (let time = 0; time < 20; time++) await aBrowser(round).aTab().open(link(round));
    expect(new Set(round.calls.map(({ path }) => path.replace(round.hash, '')))).toEqual(
      new Set(['/ballot/manifests/', '/ballot/manifests//now', '/ballot/invitation']),
    );
  });

  test('no request carries cookie, referrer or cache, and none carries token and ballot id together', async () => {
    const round = new FakeRound();
    const tab = aBrowser(round).aTab();
    await started(round, tab);
    await sent(tab);
    for (const { init } of round.calls) {
      expect(init).toMatchObject({ credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store', redirect: 'error' });
    }
    const cast = round.calls.find(({ path }) => path === '/ballot/cast');
    expect(cast?.init.body).not.toContain(TOKEN);
    const [id] = [...round.counted.keys()];
    expect(round.calls.filter(({ init }) => String(init.body).includes(String(id)))).toEqual([cast]);
  });
});

describe('a tab killed at any step between Start and receipt', () => {
  test.each(['/ballot/collect', '/ballot/cast'])('the reply of %s lost: reopened, the answer counts once', async (path) => {
    const round = new FakeRound();
    const browser = aBrowser(round);
    round.loseReplyOf.add(path);
    const killed = browser.aTab();
    await started(round, killed);
    if (path === '/ballot/cast') await sent(killed);
    expect(killed.screen().at).toBe('lost');

    const tab = browser.aTab();
    await tab.open(link(round));
    expect(tab.screen().at).toBe('waiting');
    await tab.resume();
    await sent(tab);

    expect(tab.screen().at).toBe('receipt');
    expect(round.counted.size).toBe(1);
  });

  test('the same blinded bytes are asked again', async () => {
    const round = new FakeRound();
    const tab = aBrowser(round).aTab();
    round.loseReplyOf.add('/ballot/collect');
    await started(round, tab);
    await tab.retry();
    const bodies = round.calls.filter(({ path }) => path === '/ballot/collect').map(({ init }) => init.body);
    expect(bodies).toHaveLength(2);
    expect(bodies[0]).toBe(bodies[1]);
    expect(tab.screen().at).toBe('questions');
  });

  test('reloaded before sending, the answers of the tab are there again', async () => {
    const round = new FakeRound();
    const { browser, session } = await anAnsweringBrowser(round, 2);

    const after = browser.aTab(session);
    await after.open('');
    await after.resume();
    expect(after.screen()).toMatchObject({ at: 'questions', draft: { answers: ANSWERS, page: 2 } });
  });
});

describe('opened twice', () => {
  test('two tabs of one browser get one ballot, and it counts once', async () => {
    const round = new FakeRound();
    const browser = aBrowser(round);
    const [one, two] = [browser.aTab(), browser.aTab()];
    await Promise.all([started(round, one), started(round, two)]);
    await Promise.all([sent(one), sent(two)]);
    expect(round.calls.filter(({ path }) => path === '/ballot/collect')).toHaveLength(1);
    expect(round.counted.size).toBe(1);
    expect([one.screen().at, two.screen().at].sort()).toEqual(['receipt', 'sent']);
  });

  test('a tab that looks again after the other has sent shows so', async () => {
    const round = new FakeRound();
    const browser = aBrowser(round);
    const [one, two] = [browser.aTab(), browser.aTab()];
    await started(round, one);
    await started(round, two);
    await sent(one);
    two.lookAgain();
    expect(two.screen().at).toBe('sent');
  });

  test('on another device: replacement offered, taken once, then none is left', async () => {
    const round = new FakeRound();
    await started(round, aBrowser(round).aTab());
    const second = aBrowser(round).aTab();
    await started(round, second);
    expect(second.screen().at).toBe('fetched-elsewhere');
    await second.sayNotMe();
    expect(round.notMe).toBe(1);
    await second.takeReplacement();
    expect(second.screen().at).toBe('questions');

    const third = aBrowser(round).aTab();
    await started(round, third);
    await third.takeReplacement();
    expect(third.screen().at).toBe('no-replacement-left');
  });

  test('two people on one device: neither meets the unsent ballot of the other', async () => {
    const round = new FakeRound();
    const browser = aBrowser(round);
    await started(round, browser.aTab());
    const other = browser.aTab();
    await other.open(link(round, OTHER_TOKEN));
    expect(other.screen().at).toBe('start');
  });
});

describe('what a browser refuses', () => {
  const changed = (change: (manifest: Manifest) => Manifest) => change(aManifest());
  const withUnit = (manifest: Manifest, at: number, part: object): Manifest => ({
    ...manifest,
    units: manifest.units.map((unit, index) => (index === at ? { ...unit, ...part } : unit)),
  });

  test('a manifest that is not the one of the link, by a single term', async () => {
    const manifest = aManifest();
    const round = new FakeRound(manifest, { ...manifest, terms: { ...manifest.terms, k: 6 } });
    const tab = aBrowser(round).aTab();
    await tab.open(link(round));
    expect(tab.screen()).toMatchObject({ at: 'mistrusted', why: 'differs' });
  });

  test.each([
    ['unit-too-small', changed((manifest) => withUnit(manifest, 1, { roll: 9 }))],
    ['key-used-twice', changed((manifest) => withUnit(manifest, 1, { keys: { ...manifest.units[2]?.keys } }))],
    ['key-missing', changed((manifest) => withUnit(manifest, 1, { keys: {} }))],
  ])('%s', async (why, manifest) => {
    const round = new FakeRound(manifest);
    const tab = aBrowser(round).aTab();
    await tab.open(link(round));
    expect(tab.screen()).toMatchObject({ at: 'mistrusted', why });
  });

  test('a key that the manifest does not name, and a unit outside it', async () => {
    const round = new FakeRound();
    round.signWithUnit = 1;
    const tab = aBrowser(round).aTab();
    await tab.open(link(round));
    expect(tab.screen()).toMatchObject({ at: 'mistrusted', why: 'key-differs' });

    const foreign = new FakeRound(withUnit(aManifest(), 1, { id: 'elsewhere000' as UnitId }));
    const other = aBrowser(foreign).aTab();
    await other.open(link(foreign));
    expect(other.screen()).toMatchObject({ at: 'mistrusted', why: 'key-differs' });
  });
});

describe('leaving', () => {
  test('erases answers and link, tells of the blank ballot, and erases that too', async () => {
    const round = new FakeRound();
    const { disk, aTab } = aBrowser(round);
    const session = pageStorage();
    const tab = aTab(session);
    await started(round, tab);
    tab.keepAnswers(ANSWERS, 1);
    tab.leave();
    expect(tab.screen()).toEqual({ at: 'erased', remains: 'ballot' });
    expect(session.length).toBe(0);
    tab.eraseAll();
    expect(disk.length).toBe(0);
  });

  test('while a reply is on its way: what was erased stays erased, and the screen stays', async () => {
    const round = new FakeRound();
    const { disk, aTab } = aBrowser(round);
    const tab = aTab();
    await tab.open(link(round));
    const reply = tab.start();
    while (disk.length === 0) await new Promise((next) => setTimeout(next, 1));
    tab.leave();
    tab.eraseAll();
    await reply;
    expect(tab.screen()).toEqual({ at: 'erased', remains: 'nothing' });
    expect(disk.length).toBe(0);
  });

  test('where the browser keeps nothing, the ballot is fetched only when it is sent', async () => {
    const round = new FakeRound();
    const tab = aBrowser(round, pageStorage(), false).aTab();
    await started(round, tab);
    expect(round.calls.some(({ path }) => path === '/ballot/collect')).toBe(false);
    await sent(tab);
    expect(tab.screen().at).toBe('receipt');
  });
});

test('of two links opened one after the other the second is shown, however late the reply to the first', async () => {
  const round = new FakeRound();
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const fetch = async (input: string, init: RequestInit = {}) => {
    if (String(init.body).includes(TOKEN)) await held;
    return round.fetch(input, init);
  };
  const session = pageStorage();
  const { aTab, handed } = aBrowser(Object.assign(Object.create(round), { fetch }));
  const tab = aTab(session);
  const first = tab.open(link(round));
  await tab.open(link(round, OTHER_TOKEN));
  release();
  await first;
  expect(tab.screen()).toMatchObject({ at: 'start', facts: { code: { token: OTHER_TOKEN } } });
  expect(tabOf(session).code()).toMatchObject({ token: OTHER_TOKEN });
  expect(handed).toEqual([OTHER_TOKEN]);
});

test('the questions are checked anew for each invitation: another round may have another form', async () => {
  const round = new FakeRound();
  const { aTab, formDiffers } = aBrowser(round);
  formDiffers.add(OTHER_TOKEN);
  for (const late of [false, true]) {
    const tab = aTab();
    await tab.open(link(round));
    const first = tab.prepare();
    if (!late) expect(await first).toBe(true);
    await tab.open(link(round, OTHER_TOKEN));
    expect([await first, await tab.prepare()]).toEqual([!late, false]);
    expect(tab.screen()).toMatchObject({ at: 'mistrusted', why: 'form-differs' });
  }
});

test('a hash written as another is not taken for the round', async () => {
  const round = new FakeRound();
  const tab = aBrowser(round).aTab();
  await tab.open(`https://survey.example/b#${writeInvitationCode({ token: TOKEN, manifest: 'f'.repeat(64) as Hash })}`);
  expect(tab.screen().at).toBe('link-unknown');
});
