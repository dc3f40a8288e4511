import { toBase32, toBase64Url } from '#shared/ballot/encoding.js';
import { reportingUnits } from '#shared/ballot/manifest.js';
import type { Answers } from '#shared/instrument/answers.js';
import { call } from '../call.js';
import type { LaunchedRound, Sheet } from '../model.js';
import { must } from '../promise.js';
import type { World } from '../world.js';
import { signedSheets } from './cast.js';
import { whereTo } from './collect.js';
import { closedToCasting, closedToCollecting } from './expected.js';
import type { Operation } from './operation.js';
import { makeSheet, someAnswers } from './sheets.js';

/** A ballot that must not count, and what is said to it where ballots are taken. */
type Forgery = (world: World, round: LaunchedRound, sheet: Sheet) => Forged | undefined;
interface Forged {
  told: string;
  into?: LaunchedRound;
  change: { unit?: Sheet['unit']; signature?: string; answers?: Answers; id?: Sheet['id'] };
}

const FORGERIES: Record<string, Forgery> = {
  'signed by nobody': ({ chance }) => ({ told: 'signature-refused', change: { signature: toBase64Url(chance.bytes(256)) } }),
  'under another id': ({ chance }) => ({
    told: 'signature-refused',
    change: { id: Buffer.from(chance.bytes(32)).toString('hex') as Sheet['id'] },
  }),
  'for another unit': ({ chance }, { manifest }, { unit }) => {
    const other = chance.one(reportingUnits(manifest).filter(({ id }) => id !== unit));
    return other && { told: 'signature-refused', change: { unit: other.id } };
  },
  'for another round': ({ chance, model }, round) => {
    const into = chance.one(model.rounds.filter((other) => other !== round));
    return into && { told: 'signature-refused', into, change: {} };
  },
  'with an answer that the form does not offer': (world, round) => ({
    told: 'answers-unknown',
    change: { answers: { ...someAnswers(world, round), 'cc-storm-1': 9 } },
  }),
};

export const castForged: Operation = {
  name: 'cast what is forged',
  weight: 6,
  standing: 'same',
  async act(world, process) {
    const round = whereTo(world);
    const sheet = round && world.chance.one(signedSheets(round));
    const forgery = world.chance.one(Object.keys(FORGERIES)) ?? '';
    const forged = round && sheet && FORGERIES[forgery]?.(world, round, sheet);
    if (!forged) return undefined;
    const { into = round, change, told } = forged;
    const { id, unit, signature = '' } = sheet;
    const body = { round: into.id, id, unit, kind: 'scored' as const, signature, answers: someAnswers(world, into), ...change };
    const expected = closedToCasting(into, world.now) ?? told;
    const outcome = await call(world, process, 'castBallot', { body });
    const came = outcome.came === 'refused' ? outcome.code : outcome.came;
    must(came === 'fault' || came === expected, `a ballot ${forgery} is told ${expected}, and was ${came}`);
    return `${forgery}: ${came}`;
  },
};

/** Neither takes anything from the invitation. */
export const collectForged: Operation = {
  name: 'collect what is forged',
  weight: 3,
  standing: 'same',
  async act(world, process) {
    const round = whereTo(world);
    const invited = round && world.chance.one(round.invited);
    const sheet = invited && (await makeSheet(world, process, round, invited));
    if (!sheet) return undefined;
    const stranger = world.chance.perhaps(0.5);
    const token = stranger ? toBase32(world.chance.bytes(16)) : invited.token;
    const scored = stranger ? sheet.sent : toBase64Url(new Uint8Array(256).fill(255));
    const expected = closedToCollecting(round, world.now) ?? (stranger ? 'invitation-unknown' : 'blinded-out-of-range');
    const outcome = await call(world, process, 'collectBallots', {
      body: { manifest: round.hash, token, blinded: { scored }, replacement: true },
    });
    const came = outcome.came === 'refused' ? outcome.code : outcome.came;
    must(
      came === 'fault' || came === expected,
      `collecting with ${stranger ? 'no invitation' : 'no value of the key'} is told ${expected}, and was ${came}`,
    );
    return came;
  },
};
