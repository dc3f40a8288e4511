import { bounds, claimed, type LaunchedRound } from '../model.js';
import { must } from '../promise.js';
import type { World } from '../world.js';

/** One figure a day, rounded down to 5, nothing under 2K, and never another afterwards. */
export async function checkParticipation(world: World, round: LaunchedRound): Promise<void> {
  const days = await world.truth.registrar.rounds.participation(round.id);
  must(JSON.stringify(days.slice(0, round.days.length)) === JSON.stringify(round.days), 'the figure of a day stays');
  must(new Set(days.map(({ day }) => day)).size === days.length, 'a day has one figure');
  const { least, most } = bounds(round.invited.map(claimed));
  const { k } = round.manifest.terms;
  const coarse = (collected: number) => (collected < 2 * k ? null : Math.floor(collected / 5) * 5);
  for (const { day, collected } of days.slice(round.days.length)) {
    must(day <= localDay(world.now, round.manifest.timeZone), 'a figure is of today');
    const possible = Array.from({ length: most - round.collectedBefore + 1 }, (_, at) => coarse(round.collectedBefore + at));
    must(possible.includes(collected), `participation is what was collected, coarsely, and not ${collected}`);
  }
  round.days = days;
  round.collectedBefore = least;
}

function localDay(now: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(now);
}
