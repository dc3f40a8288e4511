import { createHash } from 'node:crypto';
import { fromBase32, fromHex } from '#shared/ballot/encoding.js';
import type { LaunchedRound } from '../model.js';
import type { Piece } from '../places.js';
import { must } from '../promise.js';
import type { World } from '../world.js';
import { sheetsOf } from './counted.js';
import { Search } from './search.js';

/** A round that is over: no token, no hash of one and no ballot's id is anywhere, but for the ids in the steward's package. */
export async function checkRemains(world: World, round: LaunchedRound): Promise<void> {
  const { truth, place } = world;
  const names = isCancelled(round) ? (['signing', 'mail', 'box'] as const) : (['signing', 'mail'] as const);
  for (const name of names) must((await truth.keys.read(round.id, name)) === undefined, `no ${name} key is left of a round that is over`);
  must((await truth.roll.totals(round.id)) === undefined, 'nothing can be asked of the roll of a round that is over');
  searchFor([round], await place.contents(round.id));
}

/** The same of all of them at once, in every byte that is kept, whichever round it lies with. */
export async function checkNothingRemains({ place }: World, rounds: readonly LaunchedRound[]): Promise<void> {
  searchFor(rounds, await place.contents());
}

function searchFor(rounds: readonly LaunchedRound[], contents: readonly Piece[]): void {
  const tokens = rounds.flatMap(({ invited }) => invited.map(({ token }) => token));
  const inTokens = whereIs(contents, [...tokens.flatMap(tokenWritings), ...tokens.flatMap(hashWritings)]);
  must(inTokens.length === 0, `no token and no hash of one is left of a round that is over: ${inTokens}`);
  const [packages, others] = [true, false].map((own) => contents.filter(({ name }) => rounds.some(isPackageOf(name)) === own));
  const inIds = [
    ...whereIs(others ?? [], rounds.flatMap(idWritings)),
    ...(packages ?? []).flatMap((piece) => whereIs([piece], rounds.filter((round) => !isPackageOf(piece.name)(round)).flatMap(idWritings))),
  ];
  must(inIds.length === 0, `no id of a ballot is left of a round that is over: ${inIds}`);
}

const isCancelled = ({ record }: LaunchedRound) => record.state === 'cancelled';

/** The steward's, in which a round's own ids stay: none is left of a round that was cancelled. */
const isPackageOf = (name: string) => (round: LaunchedRound) => !isCancelled(round) && name.includes('package') && name.includes(round.id);

function tokenWritings(token: string): Buffer[] {
  return [Buffer.from(token), Buffer.from(token.toLowerCase()), ...writingsOf(Buffer.from(fromBase32(token)))];
}

function hashWritings(token: string): Buffer[] {
  return writingsOf(createHash('sha256').update(fromBase32(token)).digest());
}

function idWritings(round: LaunchedRound): Buffer[] {
  return sheetsOf(round).flatMap(({ id }) => writingsOf(Buffer.from(fromHex(id))));
}

/** As bytes and as text. */
function writingsOf(bytes: Buffer): Buffer[] {
  const base64 = bytes.toString('base64').replace(/=+$/, '');
  return [bytes, ...[bytes.toString('hex'), base64, bytes.toString('base64url')].map((text) => Buffer.from(text))];
}

/** Names of the pieces that hold any of these. */
function whereIs(contents: readonly Piece[], writings: readonly Buffer[]): string[] {
  const search = new Search(writings);
  return contents.filter(({ bytes }) => search.isIn(bytes)).map(({ name }) => name);
}

/** While a round is open its token is nowhere either: it is made for a letter and forgotten. Its hash is in the roll: what is kept is found. */
export async function checkTokens(world: World, { id, record, invited }: LaunchedRound): Promise<void> {
  const contents = await world.place.contents(id);
  const tokens = invited.map(({ token }) => token);
  const found = whereIs(contents, tokens.flatMap(tokenWritings));
  must(found.length === 0, `no token is kept anywhere: ${found}`);
  const holdsRoll = record.state === 'scheduled' || record.state === 'open';
  must(!holdsRoll || whereIs(contents, tokens.flatMap(hashWritings)).length > 0, 'the roll has the hashes of tokens');
}
