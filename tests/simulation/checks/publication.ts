import { Bulletin } from '#shared/ballot/bulletin.js';
import { Snapshot } from '#shared/results/snapshot.js';
import type { LaunchedRound } from '../model.js';
import { must } from '../promise.js';
import type { World } from '../world.js';

/** Keeps what was published when it is first seen; from then on it must be that, to the letter. */
export async function notePublication(world: World, round: LaunchedRound): Promise<void> {
  const { results } = world.truth.registrar;
  const [published, bulletin] = await Promise.all([results.snapshot(world.organisation, round.id), results.bulletin(round.hash)]);
  const ended = round.record.state === 'published' || round.record.state === 'without-results';
  must((published === undefined) === (bulletin === undefined), 'results and bulletin are published in one act');
  must(published !== undefined || !ended, 'a round that has ended is published');
  if (!published || bulletin === undefined) return must(!round.published, 'what was published stays');
  const snapshot = JSON.stringify(published.snapshot);
  if (round.published) {
    must(round.published.snapshot === snapshot && round.published.bulletin === bulletin, 'a published snapshot and bulletin never change');
    return;
  }
  must(round.closing !== undefined, 'nothing is published that was not closed');
  must(JSON.stringify(Snapshot.parse(published.snapshot)) === snapshot, 'a snapshot is of its format');
  const { ballots } = Bulletin.parse(JSON.parse(bulletin));
  const until = Date.parse(published.publishedAt) + round.manifest.terms.retentionDays * 86_400_000;
  round.published = { snapshot, bulletin, ballots: new Set(ballots.scored), until: new Date(until).toISOString() };
}
