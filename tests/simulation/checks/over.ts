import { type LaunchedRound, within } from '../model.js';
import { must } from '../promise.js';
import type { World } from '../world.js';
import { checkBulletin, checkPackage, checkTotals } from './counted.js';
import { notePublication } from './publication.js';
import { checkReleased } from './released.js';
import { checkRemains } from './remains.js';

/** Rounds that still may be asked for, besides those that were looked at and are left alone. */
const REMEMBERED = 3;

/** Each round, once, when it is over: everything that was promised of its end. */
export async function checkOver(world: World): Promise<void> {
  for (const round of world.model.rounds.filter(({ checked }) => !checked)) {
    const { state, cleared } = round.record;
    if (state === 'published' || state === 'without-results') await checkPublished(world, round);
    else if (state === 'cancelled' && cleared) await checkCancelled(world, round);
  }
  const { rounds, over } = world.model;
  const checked = rounds.filter((round) => round.checked && (round.destroyed || round.record.state === 'cancelled'));
  for (const round of checked.slice(0, Math.max(0, checked.length - REMEMBERED))) over.push(...rounds.splice(rounds.indexOf(round), 1));
}

async function checkPublished(world: World, round: LaunchedRound): Promise<void> {
  const bulletin = checkBulletin(round);
  checkTotals(round, bulletin);
  await checkPackage(world, round, bulletin);
  await checkReleased(world, round);
  await checkRemains(world, round);
  round.checked = true;
}

async function checkCancelled(world: World, round: LaunchedRound): Promise<void> {
  must(round.published === undefined, 'nothing of a cancelled round is published');
  await checkRemains(world, round);
  for await (const _ of world.truth.ballotBox.stream(round.id)) must(false, 'no ballot of a cancelled round is left');
  for await (const _ of world.truth.ballotBox.streamPackage(round.id)) must(false, 'no package of a cancelled round is left');
  round.checked = true;
}

/** Answers go when the terms say so; what was published stays. */
export async function checkRetention(world: World): Promise<void> {
  const { results } = world.truth.registrar;
  for (const round of world.model.rounds.filter(({ checked, published, destroyed }) => checked && published && !destroyed)) {
    if (world.now < new Date(round.published?.until ?? '')) continue;
    if ((await results.answersDue(world.now.toISOString())).includes(round.id)) continue;
    for await (const _ of world.truth.ballotBox.streamAnswers(round.id, 'scored'))
      must(false, 'answers whose retention is over are destroyed');
    must((await world.truth.keys.read(round.id, 'box')) === undefined, 'the box key goes with the answers');
    round.destroyed = true;
  }
}

/** People go when the answers do, and as long after a cancelled round; how many they were is told all the while. */
async function checkForgotten(world: World, round: LaunchedRound): Promise<void> {
  const { rounds } = world.truth.registrar;
  const { id, invited, additionsUnsure } = round;
  const counts = { least: invited.length, most: invited.length + additionsUnsure.size };
  must(within(counts, await rounds.countInvited(id)), 'people of a round that is over are counted as they were');
  const named = await isNamed(world, round);
  must(named || isDue(world, round), 'nobody is forgotten before the retention of the terms is over');
  if (named) return;
  for await (const _ of rounds.invitations(id)) must(false, 'nobody is named any more once a round is forgotten');
}

/** When nothing disturbs the clock's work. */
export async function checkNobodyIsNamedLonger(world: World, rounds: readonly LaunchedRound[]): Promise<void> {
  for (const round of rounds.filter((each) => isDue(world, each)))
    must(!(await isNamed(world, round)), 'people are forgotten when the retention of the terms is over');
}

async function isNamed({ truth }: World, { id }: LaunchedRound): Promise<boolean> {
  return (await truth.registrar.rounds.namingInvited()).some((round) => round.id === id);
}

function isDue({ now }: World, { record, manifest, events }: LaunchedRound): boolean {
  const ended = Date.parse(events.find(({ what }) => what === record.state)?.at ?? '');
  return ended + manifest.terms.retentionDays * 86_400_000 <= now.getTime();
}

/** What was published long ago is what it was, and what is gone has not come back. */
export async function checkPast(world: World, rounds: readonly LaunchedRound[]): Promise<void> {
  for (const round of rounds) {
    await notePublication(world, round);
    await checkRemains(world, round);
    await checkForgotten(world, round);
    if (!round.destroyed) continue;
    for await (const _ of world.truth.ballotBox.streamAnswers(round.id, 'scored')) must(false, 'answers that are destroyed stay so');
  }
}
