import { auditSnapshot, coarsenLabels, exactCounts, groupsOf, newTally } from '#server/aggregation/aggregation.js';
import type { SealedAnswers } from '#server/storage/port/ballot-box.js';
import { reportingUnits } from '#shared/ballot/manifest.js';
import { type Answers, itemOrder } from '#shared/instrument/answers.js';
import { instrumentOf, PULSE } from '#shared/instrument/core.js';
import { Snapshot } from '#shared/results/snapshot.js';
import { type LaunchedRound, replaced, type Sheet } from '../model.js';
import { must } from '../promise.js';
import type { World } from '../world.js';
import { checkAtoms, type SaidIn } from './atoms.js';
import { sheetsOf } from './counted.js';

/** What was sealed is what was said, and what was published of it isolates nobody. */
export async function checkReleased(world: World, round: LaunchedRound): Promise<void> {
  const snapshot = Snapshot.parse(JSON.parse(round.published?.snapshot ?? 'null'));
  const spares = await sparesByUnit(world, round);
  const counted = sheetsOf(round).filter((sheet) => sheet.counted === 'yes');
  const safe = counted.length - Object.values(spares).reduce((sum, taken) => sum + taken, 0);
  const { k } = round.manifest.terms;
  must(snapshot.outcome === 'without-results' || safe >= k, 'fewer than K answers are published without results');
  must((snapshot.results === null) === (snapshot.outcome === 'without-results'), 'without results there are none');
  if (world.now >= new Date(round.published?.until ?? '')) return; // the answers may be destroyed
  const sealed: SealedAnswers[] = [];
  for await (const batch of world.truth.ballotBox.streamAnswers(round.id, 'scored')) sealed.push(...batch);
  const said = checkSealed(round, counted, spares, sealed);
  if (snapshot.results) audit(round, snapshot, spares, said);
}

/** By the closing record, which `checkTotals` has compared with what people know. */
async function sparesByUnit(world: World, round: LaunchedRound): Promise<Record<string, number>> {
  const closing = await world.truth.registrar.results.readClosing(round.id);
  must(closing !== undefined, 'a round that is over has its closing record');
  for (const { unit, replacements, additions, counted } of closing.units) {
    const { roll = 0, spares = 0 } = reportingUnits(round.manifest).find(({ id }) => id === unit) ?? {};
    const most = roll + replacements + additions;
    must(
      replacements + additions <= spares && (counted.scored ?? 0) <= most,
      'a unit has no more ballots than its roll and the spares it took',
    );
    const known = round.invited.filter((one) => one.unit === unit && replaced(one) === 'yes').length;
    const added = round.invited.filter((one) => one.unit === unit && one.added).length;
    must(replacements >= known && additions >= added, 'every replacement and addition is noted in its unit');
  }
  return Object.fromEntries(closing.units.map(({ unit, replacements, additions }) => [unit, replacements + additions]));
}

/** Each counted ballot's answers lie once under the label of its unit, and nothing else does. Told is what each of them said. */
function checkSealed(
  round: LaunchedRound,
  counted: readonly Sheet[],
  spares: Record<string, number>,
  sealed: readonly SealedAnswers[],
): SaidIn[] {
  const { manifest } = round;
  const ballots = Object.fromEntries(reportingUnits(manifest).map(({ id }) => [id, counted.filter(({ unit }) => unit === id).length]));
  const labels = coarsenLabels(manifest.units, ballots, spares, manifest.terms.k);
  must(labels !== undefined || sealed.length === 0, 'fewer than K answers are not kept');
  if (!labels) return [];
  const byLabel = new Map<string, number>();
  for (const { label } of sealed) byLabel.set(label, (byLabel.get(label) ?? 0) + 1);
  for (const count of byLabel.values()) must(count >= manifest.terms.k, 'no label has fewer than K answers');
  const left = sealed.map(({ label, answers }) => `${label} ${[...answers].join('')}`);
  const said: SaidIn[] = [];
  // Those of whom it is known what they said first; then those whose answer to an earlier try was lost.
  for (const sheet of [...counted].sort((a, b) => a.said.length - b.said.length)) {
    const label = labels[sheet.unit];
    must(label !== undefined, 'every unit with ballots has a label');
    const one = sheet.said.map((answers) => codesOf(round, answers)).find((codes) => left.includes(`${label} ${codes.join('')}`));
    must(one !== undefined, 'what a counted ballot said is sealed as it was said first');
    left.splice(left.indexOf(`${label} ${one.join('')}`), 1);
    said.push({ unit: sheet.unit, codes: Uint8Array.from(one) });
  }
  must(left.length === 0, 'no answers are sealed that no counted ballot gave');
  return said;
}

function codesOf({ manifest }: LaunchedRound, answers: Answers): number[] {
  return itemOrder(instrumentOf(manifest.form)).map((item) => answers[item] ?? 0);
}

/** The auditor, given every exact count of the answers as they were said, and the atoms counted from the answers themselves. */
function audit({ manifest }: LaunchedRound, snapshot: Snapshot, spares: Record<string, number>, said: readonly SaidIn[]): void {
  const instrument = instrumentOf(manifest.form);
  const tally = newTally(instrument, manifest.units, manifest.form === 'core' ? { pulse: PULSE } : {});
  for (const { unit, codes } of said) tally.add(unit, codes);
  const exact = exactCounts(
    groupsOf(tally, spares, manifest.terms.k),
    manifest.units.map(({ roll }) => roll),
  );
  const failures = auditSnapshot(snapshot, exact);
  must(failures.length === 0, `the auditor passes what is published: ${JSON.stringify(failures)}`);
  checkAtoms(snapshot, instrument, spares, said);
}
