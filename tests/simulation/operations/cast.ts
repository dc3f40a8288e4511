import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { fromBase64Url, fromHex } from '#shared/ballot/encoding.js';
import { type Receipt, receiptMessage } from '#shared/ballot/receipt.js';
import type { Answers } from '#shared/instrument/answers.js';
import { call } from '../call.js';
import type { LaunchedRound, Sheet } from '../model.js';
import { must } from '../promise.js';
import type { ServerProcess } from '../server-process.js';
import type { World } from '../world.js';
import { tell, whereTo } from './collect.js';
import { type Expected, expectedOfCast } from './expected.js';
import type { Operation } from './operation.js';
import { someAnswers } from './sheets.js';

const MOST_AT_ONCE = 12;

export function signedSheets({ invited }: LaunchedRound): Sheet[] {
  return invited.flatMap(({ sheets }) => sheets.filter(({ signature }) => signature !== undefined));
}

/** Casts a ballot that is signed, and notes what is known of it from then on. */
export async function castSheet(
  world: World,
  process: ServerProcess,
  { round, sheet, answers }: { round: LaunchedRound; sheet: Sheet; answers: Answers },
  expected: Expected = expectedOfCast(round, sheet, world.now),
): Promise<string> {
  const { id, unit, signature = '' } = sheet;
  const outcome = await call(world, process, 'castBallot', { body: { round: round.id, id, unit, kind: 'scored', signature, answers } });
  if (outcome.came === 'fault') {
    if (sheet.counted === 'yes') return 'fault';
    sheet.counted = 'unsure';
    sheet.said.push(answers);
    return 'fault';
  }
  const came = outcome.came === 'done' ? 'done' : outcome.code;
  must(expected.has(came), `casting is ${[...expected].join(' or ')}, and was ${came}`);
  if (outcome.came === 'done') acknowledged(round, sheet, answers, outcome.reply);
  else if (came === 'round-closed') notCounted(round, sheet);
  return came;
}

function acknowledged(round: LaunchedRound, sheet: Sheet, answers: Answers, receipt: Receipt): void {
  const ballot = hashOf(sheet);
  must(receipt.ballot === ballot && receipt.manifest === round.hash, 'a receipt names its ballot and its round');
  const message = receiptMessage(round.hash, receipt.ballot);
  must(verify(null, message, boxKeyOf(round), fromBase64Url(receipt.signature)), 'a receipt is signed by the box key of the manifest');
  must((sheet.receipt ?? receipt).signature === receipt.signature, 'the same ballot again gets the same receipt');
  must(!round.published || round.published.ballots.has(ballot), 'a receipt that is given later stands for a ballot of the bulletin');
  sheet.receipt = receipt;
  if (sheet.counted !== 'yes') sheet.said.push(answers);
  sheet.counted = 'yes';
}

/** Told so while there is a key for receipts: it never was, and never will be. */
function notCounted(round: LaunchedRound, sheet: Sheet): void {
  if (!round.published && !round.destroyed && sheet.counted === 'unsure') {
    sheet.counted = 'no';
    sheet.said = [];
  }
}

/** What bulletin and receipt name a ballot by. */
export function hashOf({ id }: Sheet): string {
  return createHash('sha256').update(fromHex(id)).digest('hex');
}

const boxKeys = new WeakMap<LaunchedRound, KeyObject>();

function boxKeyOf(round: LaunchedRound): KeyObject {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: round.manifest.boxKey };
  const key = boxKeys.get(round) ?? createPublicKey({ key: jwk, format: 'jwk' });
  boxKeys.set(round, key);
  return key;
}

export const castFirst: Operation = {
  name: 'cast',
  weight: 20,
  standing: 'same',
  async act(world, process) {
    const round = whereTo(world);
    if (!round) return undefined;
    const unsent = signedSheets(round).filter(({ counted }) => counted === 'no');
    const sheets = world.chance.some(unsent, 1 + world.chance.below(MOST_AT_ONCE));
    const other = world.chance.perhaps(0.5) ? await world.process() : process;
    const outcomes = await Promise.all(
      sheets.map((sheet, at) => castSheet(world, at % 2 === 0 ? process : other, { round, sheet, answers: someAnswers(world, round) })),
    );
    return outcomes.length > 0 ? tell(outcomes) : undefined;
  },
};

export const castAgain: Operation = {
  name: 'cast again',
  weight: 7,
  standing: 'same',
  async act(world, process) {
    const round = whereTo(world);
    const sheet = round && world.chance.one(signedSheets(round).filter(({ counted }) => counted !== 'no'));
    if (!round || !sheet) return undefined;
    const altered = world.chance.perhaps(0.5);
    const answers = (altered ? undefined : sheet.said.at(-1)) ?? someAnswers(world, round);
    return `${altered ? 'altered: ' : ''}${await castSheet(world, process, { round, sheet, answers })}`;
  },
};
