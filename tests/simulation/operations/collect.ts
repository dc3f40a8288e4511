import { fromBase64Url, toBase64Url } from '#shared/ballot/encoding.js';
import { call } from '../call.js';
import { claimed, type Invited, type LaunchedRound, type Sheet } from '../model.js';
import { must } from '../promise.js';
import type { ServerProcess } from '../server-process.js';
import type { World } from '../world.js';
import { type Expected, expectedOfCollect } from './expected.js';
import type { Operation } from './operation.js';
import { makeSheet } from './sheets.js';

const MOST_AT_ONCE = 12;

/** A round where people go: mostly one that takes them. */
export function whereTo({ chance, model, now }: World): LaunchedRound | undefined {
  const open = model.rounds.filter(({ record }) => record.state === 'open' && now >= new Date(record.draft.opens));
  return chance.one(open.length > 0 && chance.perhaps(0.85) ? open : model.rounds);
}

/** Fetches a ballot with a sheet, and notes what is known of it from then on. `expected` is given where others ask with the same invitation at once. */
export async function collectSheet(
  world: World,
  process: ServerProcess,
  { round, invited, sheet, replacement }: { round: LaunchedRound; invited: Invited; sheet: Sheet; replacement: boolean },
  expected?: Expected,
): Promise<string> {
  const allowed = expected ?? expectedOfCollect(round, invited, sheet, replacement, world.now);
  const body = { manifest: round.hash, token: invited.token, blinded: { scored: sheet.sent }, replacement };
  const before = claimed({ sheets: invited.sheets.filter((other) => other !== sheet) });
  const outcome = await call(world, process, 'collectBallots', { body });
  if (!invited.sheets.includes(sheet)) invited.sheets.push(sheet);
  if (outcome.came === 'fault') {
    if (sheet.granted === 'no' && (replacement || before !== 'yes')) sheet.granted = 'unsure';
    return 'fault';
  }
  const came = outcome.came === 'done' ? 'done' : outcome.code;
  must(allowed.has(came), `collecting is ${[...allowed].join(' or ')}, and was ${came}`);
  if (outcome.came === 'done') granted(sheet, outcome.reply.signatures.scored ?? '');
  else if (came === 'fetched-elsewhere' || came === 'no-replacement-left') notGranted(invited, sheet, expected !== undefined);
  return came;
}

function granted(sheet: Sheet, blindSignature: string): void {
  sheet.granted = 'yes';
  must((sheet.blindSignature ?? blindSignature) === blindSignature, 'the same bytes again get the same signature');
  sheet.blindSignature = blindSignature;
  sheet.signature = toBase64Url(sheet.blinded.finalize(fromBase64Url(blindSignature)));
}

/** So another sheet was: where only one can be meant, it is known now. */
function notGranted({ sheets }: Invited, sheet: Sheet, atOnce: boolean): void {
  sheet.granted = 'no';
  if (atOnce) return;
  const possible = sheets.filter(({ granted }) => granted !== 'no');
  const [first] = possible;
  if (first && possible.length === 1) first.granted = 'yes';
}

export const collectFirst: Operation = {
  name: 'collect',
  weight: 20,
  standing: 'same',
  async act(world, process) {
    const round = whereTo(world);
    if (!round) return undefined;
    const fresh = round.invited.filter((invited) => claimed(invited) === 'no');
    const people = world.chance.some(fresh, 1 + world.chance.below(MOST_AT_ONCE));
    const other = world.chance.perhaps(0.5) ? await world.process() : process;
    const outcomes = await Promise.all(
      people.map(async (invited, at) => {
        const asked = at % 2 === 0 ? process : other;
        const sheet = await makeSheet(world, asked, round, invited);
        return sheet ? collectSheet(world, asked, { round, invited, sheet, replacement: false }) : 'not told';
      }),
    );
    return outcomes.length > 0 ? tell(outcomes) : undefined;
  },
};

export const collectAgain: Operation = {
  name: 'collect again with the same bytes',
  weight: 6,
  standing: 'same',
  async act(world, process) {
    const round = whereTo(world);
    const invited = round && world.chance.one(round.invited.filter(({ sheets }) => sheets.length > 0));
    const sheet = invited && (unheard(invited) ?? world.chance.one(invited.sheets));
    if (!round || !invited || !sheet) return undefined;
    return collectSheet(world, process, { round, invited, sheet, replacement: world.chance.perhaps(0.3) });
  },
};

const unheard = ({ sheets }: Invited) => sheets.find(({ granted, signature }) => granted !== 'no' && !signature);

export const collectElsewhere: Operation = {
  name: 'collect again with other bytes',
  weight: 5,
  standing: 'same',
  async act(world, process) {
    const round = whereTo(world);
    const invited = round && world.chance.one(round.invited.filter((one) => claimed(one) !== 'no'));
    const sheet = invited && (await makeSheet(world, process, round, invited));
    if (!round || !invited || !sheet) return undefined;
    const replacement = world.chance.perhaps(0.6);
    return `${replacement ? 'as the replacement: ' : ''}${await collectSheet(world, process, { round, invited, sheet, replacement })}`;
  },
};

export const sayNotMe: Operation = {
  name: 'not me',
  weight: 2,
  standing: 'same',
  async act(world, process) {
    const round = whereTo(world);
    const invited = round && world.chance.one(round.invited);
    if (!round || !invited) return undefined;
    const before = claimed(invited);
    const outcome = await call(world, process, 'sayNotMe', { body: { manifest: round.hash, token: invited.token } });
    const counts = before === 'no' ? 'no' : before === 'unsure' || outcome.came === 'fault' ? 'unsure' : 'yes';
    if (outcome.came !== 'refused' && invited.notMe !== 'yes')
      invited.notMe = invited.notMe === 'unsure' && counts === 'no' ? 'unsure' : counts;
    return outcome.came;
  },
};

export function tell(outcomes: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const outcome of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ');
}
