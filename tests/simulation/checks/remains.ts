import { createHash } from 'node:crypto';
import { fromBase32, fromHex } from '#shared/ballot/encoding.js';
import type { Invited, LaunchedRound } from '../model.js';
import type { Piece } from '../places.js';
import { must } from '../promise.js';
import type { World } from '../world.js';
import { sheetsOf } from './counted.js';

/** A round that is over: no token, no hash of one and no ballot's id is anywhere, but for the ids in the steward's package. */
export async function checkRemains(world: World, round: LaunchedRound): Promise<void> {
  const { truth, place } = world;
  const cancelled = round.record.state === 'cancelled';
  const names = cancelled ? (['signing', 'mail', 'box'] as const) : (['signing', 'mail'] as const);
  for (const name of names) must((await truth.keys.read(round.id, name)) === undefined, `no ${name} key is left of a round that is over`);
  must((await truth.roll.totals(round.id)) === undefined, 'nothing can be asked of the roll of a round that is over');
  const contents = await place.contents(round.id);
  const tokens = round.invited.flatMap(({ token }) => [tokenWritings(token)]);
  const inTokens = whereIs(contents, tokens);
  must(inTokens.length === 0, `no token and no hash of one is left of a round that is over: ${inTokens}`);
  const ids = sheetsOf(round).map(({ id }) => [Buffer.from(fromHex(id)), Buffer.from(id)]);
  const inIds = whereIs(contents, ids).filter((name) => cancelled || !isPackage(name));
  must(inIds.length === 0, `no id of a ballot is left of a round that is over: ${inIds}`);
}

const isPackage = (name: string) => name.includes('package');

function tokenWritings(token: string): Buffer[] {
  const bytes = Buffer.from(fromBase32(token));
  return [Buffer.from(token), bytes, createHash('sha256').update(bytes).digest()];
}

/** What is large is searched for some of them: it holds all rounds, and what writes one there would write another. */
const LARGE = 200_000;
const SOME = 6;

/** Names of the pieces that hold any of these, in any of its writings. */
function whereIs(contents: readonly Piece[], wanted: readonly (readonly Buffer[])[]): string[] {
  const holds = ({ bytes }: Piece) =>
    (bytes.length > LARGE ? wanted.slice(0, SOME) : wanted).some((writings) => writings.some((writing) => bytes.includes(writing)));
  return contents.filter(holds).map(({ name }) => name);
}

/** While a round is open its token is nowhere either: it is made for a letter and forgotten. */
export async function checkTokens(world: World, round: LaunchedRound, people: readonly Invited[]): Promise<void> {
  const contents = await world.place.contents(round.id);
  const found = whereIs(
    contents,
    people.map(({ token }) => tokenWritings(token).slice(0, 2)),
  );
  must(found.length === 0, `no token is kept anywhere: ${found}`);
}
