import type { BallotId } from '#shared/ballot/ballot.js';
import type { Hash, RoundId, UnitId } from '#shared/ballot/manifest.js';
import { tabOf } from '../../client/src/ballot/journey/tab.js';
import { aloneIn } from '../../client/src/ballot/protocol/alone.js';
import { castBallot, ReceiptWrong } from '../../client/src/ballot/protocol/cast.js';
import { BallotGone, deviceOf, pageStorage, StorageRefused } from '../../client/src/ballot/protocol/device.js';
import { sha256Hex } from '../../client/src/ballot/protocol/digest.js';
import type { Wire } from '../../client/src/ballot/protocol/wire.js';

const manifest = 'a'.repeat(64) as Hash;
const unit = 'b'.repeat(12) as UnitId;
const bytes = 'A'.repeat(342);

function signedBallot(id: string) {
  const blank = { kind: 'scored' as const, unit, id: id.repeat(64) as BallotId, inverse: bytes, blinded: bytes };
  return { format: 1 as const, unit, replacement: false, blanks: [blank], signatures: { scored: bytes }, sendTried: false };
}

async function sending(receiptOf: string) {
  const device = await deviceOf(pageStorage(), { token: 'T'.repeat(26), manifest });
  const sent: unknown[] = [];
  const hash = await sha256Hex(new Uint8Array(32).fill(Number.parseInt(receiptOf.repeat(2), 16)));
  const call = async (...request: unknown[]) => {
    sent.push(request);
    return { manifest, ballot: hash, signature: 'A'.repeat(86) };
  };
  const needs = { device, wire: { call } as unknown as Wire, alone: <T>(act: () => Promise<T>) => act() };
  const send = (ballot: ReturnType<typeof signedBallot>) =>
    castBallot(needs, { manifest, round: 'c'.repeat(32) as RoundId, ballot, answers: {} });
  return { device, sent, send };
}

describe('sending a ballot', () => {
  test('the receipt takes its place on the device', async () => {
    const { device, send } = await sending('1');
    device.keep(signedBallot('1'));
    const receipt = await send(signedBallot('1'));
    expect([device.pending(), device.receipts()]).toEqual([undefined, [receipt]]);
  });

  test("another ballot's receipt is none: the ballot stays and can be sent again", async () => {
    const { device, send } = await sending('2');
    device.keep(signedBallot('1'));
    await expect(send(signedBallot('1'))).rejects.toThrow(ReceiptWrong);
    expect([device.pending()?.blanks[0]?.id, device.receipts()]).toEqual(['1'.repeat(64), []]);
  });

  test('that another tab has put a newer one in the place of sends nothing', async () => {
    const { device, sent, send } = await sending('1');
    device.keep(signedBallot('2'));
    await expect(send(signedBallot('1'))).rejects.toThrow(BallotGone);
    expect(sent).toEqual([]);
    expect(device.pending()?.blanks[0]?.id).toBe('2'.repeat(64));
  });
});

test('a browser that takes what it is given and keeps something else is found out before the invitation is used', async () => {
  const forgetful = Object.assign(pageStorage(), { setItem: () => {} });
  const device = await deviceOf(forgetful, { token: 'T'.repeat(26), manifest });
  expect(() => device.keep(signedBallot('1'))).toThrow(StorageRefused);
});

test('of two tabs the second waits until the first is done', async () => {
  let last: Promise<unknown> = Promise.resolve();
  const asked: string[] = [];
  const request = (name: string, act: () => Promise<unknown>) => {
    asked.push(name);
    last = last.then(act);
    return last;
  };
  const alone = aloneIn({ request } as unknown as LockManager, manifest);
  const done: string[] = [];
  const act = (tab: string) => async () => {
    done.push(`${tab} begins`);
    await new Promise((resolve) => setImmediate(resolve));
    done.push(`${tab} ends`);
  };
  await Promise.all([alone(act('first')), alone(act('second'))]);
  expect(done).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
  expect(new Set(asked).size).toBe(1);
});

test('answers begun with one invitation are not shown to another that is opened in the same tab', () => {
  const tab = tabOf(pageStorage());
  const [one, other] = ['T', 'S'].map((letter) => ({ token: letter.repeat(26), manifest }));
  if (!one || !other) throw new Error('two invitations');
  tab.keepDraft(one, { answers: { 'silence-1': 4 }, page: 1 });
  expect([tab.draft(one), tab.draft(other)]).toEqual([{ answers: { 'silence-1': 4 }, page: 1 }, undefined]);
});

test('receipts of people who share a device lie in an order of their own, not in that of their sending', async () => {
  const device = await deviceOf(pageStorage(), { token: 'T'.repeat(26), manifest });
  for (const digit of ['3', '1', '2']) device.finish({ manifest, ballot: digit.repeat(64) as Hash, signature: 'A'.repeat(86) });
  expect(device.receipts().map(({ ballot }) => ballot[0])).toEqual(['1', '2', '3']);
});
