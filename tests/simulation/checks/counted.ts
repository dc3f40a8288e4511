import { constants, createHash, createPublicKey, verify } from 'node:crypto';
import { fingerprintOf } from '#server/keys/keys.js';
import { ballotMessage } from '#shared/ballot/ballot.js';
import { Bulletin } from '#shared/ballot/bulletin.js';
import { fromBase64Url, fromHex, joinBytes } from '#shared/ballot/encoding.js';
import { reportingUnits } from '#shared/ballot/manifest.js';
import { bounds, claimed, type LaunchedRound, replaced, type Sheet, within } from '../model.js';
import { hashOf } from '../operations/cast.js';
import { must } from '../promise.js';
import type { World } from '../world.js';

/** The bulletin holds every ballot that was acknowledged, and none that was refused; from here on it is known of each. */
export function checkBulletin(round: LaunchedRound): Bulletin {
  const bulletin = Bulletin.parse(JSON.parse(round.published?.bulletin ?? 'null'));
  const listed = bulletin.ballots.scored ?? [];
  const sheets = new Map(sheetsOf(round).map((sheet) => [hashOf(sheet), sheet]));
  must(new Set(listed).size === listed.length, 'no ballot is counted twice');
  must(JSON.stringify([...listed].sort()) === JSON.stringify(listed), 'a bulletin is in the order of its hashes alone');
  for (const hash of listed) {
    const sheet = sheets.get(hash);
    must(sheet !== undefined && sheet.counted !== 'no', 'nothing is in the bulletin that was refused or never sent');
    sheet.counted = 'yes';
  }
  const inside = new Set<string>(listed);
  for (const [hash, sheet] of sheets) {
    must(inside.has(hash) || sheet.counted !== 'yes', 'no acknowledged ballot is lost');
    if (!inside.has(hash)) sheet.counted = 'no';
  }
  return bulletin;
}

export function sheetsOf({ invited }: LaunchedRound): Sheet[] {
  return invited.flatMap(({ sheets }) => sheets);
}

/** What is told of a round in numbers: inside the terms, and what people know of it. */
export function checkTotals(round: LaunchedRound, { totals, ballots }: Bulletin): void {
  const { invited, manifest, additionsUnsure } = round;
  const { roll, collected, counted, replacements, additions, notMe } = totals;
  const spares = reportingUnits(manifest).reduce((sum, unit) => sum + unit.spares, 0);
  must(roll === reportingUnits(manifest).reduce((sum, unit) => sum + unit.roll, 0), 'the roll is that of the terms');
  must(counted === (ballots.scored ?? []).length, 'as many are counted as are listed');
  // A replacement is a ballot that was collected, too, and takes a spare.
  const fetched = collected + replacements;
  must(
    counted <= fetched && fetched <= roll + spares,
    `counted <= collected <= roll + spares, not ${counted}, ${fetched}, ${roll + spares}`,
  );
  must(collected <= roll + additions && replacements + additions <= spares, 'no more is collected than the roll and its spares');
  const added = invited.filter((one) => one.added).length;
  must(within(bounds(invited.map(claimed)), collected), `${collected} people collected, as they know`);
  must(within(bounds(invited.map(replaced)), replacements), `${replacements} took a replacement, as they know`);
  must(within({ least: added, most: added + additionsUnsure.size }, additions), `${additions} were added, as HR knows`);
  must(within(bounds(invited.map((one) => one.notMe)), notMe), `${notMe} said "not me", as they know`);
  const told = JSON.parse(round.published?.snapshot ?? '{}').totals;
  for (const [name, count] of Object.entries(told))
    must(totals[name as keyof typeof totals] === count, `snapshot and bulletin tell the same of ${name}`);
}

/** The steward's package: the same ballots, each signed by the key that the manifest names for its unit. */
export async function checkPackage(world: World, round: LaunchedRound, bulletin: Bulletin): Promise<void> {
  const closing = await world.truth.registrar.results.readClosing(round.id);
  const keys = new Map(closing?.units.map(({ unit, publicKeys }) => [unit, fromBase64Url(publicKeys.scored ?? '')]));
  const sheets = new Map(sheetsOf(round).map((sheet) => [sheet.id, sheet]));
  const counts = new Map<string, number>();
  const hashes: string[] = [];
  for await (const { id, unit, signature } of world.truth.ballotBox.streamPackage(round.id)) {
    const sheet = sheets.get(id);
    must(sheet !== undefined && sheet.unit === unit, 'a ballot is counted in the unit it was made for');
    const spki = keys.get(unit) ?? new Uint8Array();
    must(
      fingerprintOf(spki) === round.manifest.units.find((one) => one.id === unit)?.keys.scored,
      'the package has the keys of the manifest',
    );
    must(isSigned(round, sheet, spki, signature), 'every counted ballot is signed');
    hashes.push(hashOf(sheet));
    counts.set(unit, (counts.get(unit) ?? 0) + 1);
  }
  must(JSON.stringify(hashes.sort()) === JSON.stringify(bulletin.ballots.scored), 'package and bulletin list the same ballots');
  for (const { unit, counted } of closing?.units ?? [])
    must((counted.scored ?? 0) === (counts.get(unit) ?? 0), 'each unit has the count of its ballots');
}

function isSigned({ hash }: LaunchedRound, { id, unit }: Sheet, spki: Uint8Array, signature: Uint8Array): boolean {
  const digest = createHash('sha256')
    .update(ballotMessage(hash, unit, 'scored'))
    .digest();
  const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  const pss = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 48 };
  return verify('sha384', joinBytes(fromHex(id), digest), pss, signature);
}
