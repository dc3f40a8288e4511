import { createHash } from 'node:crypto';
import { canonicalBytes } from '#shared/ballot/canonical.js';
import type { Form, Manifest, RoundId } from '#shared/ballot/manifest.js';
import { itemOrder } from '#shared/instrument/answers.js';
import { itemWording } from '#shared/instrument/content.js';
import { instrumentOf, PULSE } from '#shared/instrument/core.js';
import { presentedOrder } from '#shared/instrument/pages.js';
import type { ReportingNode } from '#shared/results/snapshot.js';
import { treeOf } from '#shared/results/tree.js';
import { type Release, type ReleaseTerms, release, tallyAnswers } from '../aggregation/aggregation.js';
import { localDay } from '../local-day.js';
import { retentionEnds } from '../retention.js';
import { makeBulletin } from './bulletin.js';
import type { Closing } from './closing.js';
import type { ClosingNeeds } from './needs.js';
import { sparesTaken } from './seal-answers.js';

/** Tallies the sealed answers and publishes what may be shown, once: a second try finds it done and changes nothing. */
export async function publishRound(needs: ClosingNeeds, closing: Closing): Promise<void> {
  const { round, manifest, hash } = closing;
  const now = needs.clock.now();
  const { snapshot, tuples } = await analyse(needs, closing, now);
  await needs.results.publishOnce({
    organisation: round.organisation,
    round: round.id,
    manifest: hash,
    publishedAt: now.toISOString(),
    snapshot,
    tuples: snapshot.outcome === 'results' ? tuples : null,
    bulletin: await makeBulletin(needs, closing),
    answersUntil: retentionEnds(manifest, now).toISOString(),
  });
}

async function analyse(needs: ClosingNeeds, closing: Closing, now: Date): Promise<Release> {
  const { round, manifest } = closing;
  const instrument = instrumentOf(manifest.form);
  const core = manifest.form === 'core';
  const tally = await tallyAnswers(instrument, manifest.units, needs.ballotBox.streamAnswers(round.id, 'scored'), {
    presented: core ? presentedOrder(manifest.form) : undefined,
    pulse: core ? PULSE : undefined,
  });
  const previous = await needs.results.latestTuples(round.organisation, await comparableRounds(needs, closing));
  return release(tally, releaseTerms(closing, now), previous);
}

/** Published rounds that everybody who reads this one may read too: now less the change is what was published then. */
async function comparableRounds({ rounds, results }: ClosingNeeds, { round, manifest }: Closing): Promise<RoundId[]> {
  const comparable: RoundId[] = [];
  for (const id of await results.published(round.organisation)) {
    const readers = (await rounds.byId(id))?.manifest?.terms.readers ?? [];
    if (id !== round.id && manifest.terms.readers.every((reader) => readers.includes(reader))) comparable.push(id);
  }
  return comparable;
}

function releaseTerms({ round, manifest, hash, record }: Closing, now: Date): ReleaseTerms {
  if (!record.totals) throw new Error(`round ${round.id} is published before it was counted`);
  const { roll, collected, counted, replacements, additions } = record.totals;
  const day = (moment: Date) => localDay(moment, manifest.timeZone);
  return {
    round: round.id,
    manifest: hash,
    title: manifest.title,
    form: manifest.form,
    k: manifest.terms.k,
    opened: day(new Date(manifest.terms.opens)),
    closed: day(new Date(record.stoppedAt)),
    published: day(now),
    totals: { roll, collected, counted, replacements, additions },
    units: reportingNodes(manifest),
    replacementsAndAdditions: sparesTaken(record),
    wording: wordingHashes(manifest.form),
  };
}

function reportingNodes({ units }: Manifest): ReportingNode[] {
  const { depth } = treeOf(units);
  return units.map(({ id, name, parent, roll }, at) => ({ id, name, parent, depth: depth[at] ?? 0, roll }));
}

function wordingHashes(form: Form): Record<string, string> {
  const hash = (item: string) =>
    createHash('sha256')
      .update(canonicalBytes(itemWording(item)))
      .digest('hex');
  return Object.fromEntries(itemOrder(instrumentOf(form)).map((item) => [item, hash(item)]));
}
