import type { Participation } from '#shared/contract/rounds.js';
import { eachInTurn } from '../each-in-turn.js';
import { localDay } from '../local-day.js';
import type { RoundRecord } from '../storage/port/registrar/rounds.js';
import { findRound, type OneRound, type RoundNeeds } from './round-needs.js';

type ParticipationNeeds = Pick<RoundNeeds, 'registrar'>;

/** Company-wide, one figure a day. */
export async function readParticipation({ registrar }: ParticipationNeeds, input: OneRound): Promise<Participation> {
  const { id } = await findRound({ registrar }, input);
  return { invited: await registrar.rounds.countInvited(id), days: await registrar.rounds.participation(id) };
}

/** Enters the figure of the organisation's local day for each open round, unless the day has one: differences of a few hours could name someone. */
export async function recordParticipation({ registrar, roll }: Pick<RoundNeeds, 'registrar' | 'roll'>, now: Date): Promise<void> {
  await eachInTurn(await registrar.rounds.allInStates(['open']), async (round) => {
    const day = localDay(now, round.manifest?.timeZone ?? 'UTC');
    const days = await registrar.rounds.participation(round.id);
    if (days.some((known) => known.day === day)) return;
    await registrar.rounds.recordParticipation(round.id, { day, collected: coarse(await roll.collected(round.id), round) });
  });
}

/** Rounded down to 5, nothing under 2K: a figure that moves by one would tell that somebody has just fetched a ballot. */
function coarse(collected: number, { draft: { k } }: RoundRecord): number | null {
  return collected < 2 * k ? null : Math.floor(collected / 5) * 5;
}
