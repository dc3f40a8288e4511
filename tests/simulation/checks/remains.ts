import { createHash } from 'node:crypto';
import { fromBase32, fromHex } from '#shared/ballot/encoding.js';
import type { Invited, LaunchedRound } from '../model.js';
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
  for (const { token } of round.invited) {
    const found = whereIs(contents, tokenWritings(token));
    must(found.length === 0, `no token and no hash of one is left of a round that is over: ${found}`);
  }
  for (const { id } of sheetsOf(round)) {
    const found = whereIs(contents, [Buffer.from(fromHex(id)), Buffer.from(id)]).filter((name) => cancelled || !isPackage(name));
    must(found.length === 0, `no id of a ballot is left of a round that is over: ${found}`);
  }
}

const isPackage = (name: string) => name.includes('package');

function tokenWritings(token: string): Buffer[] {
  const bytes = Buffer.from(fromBase32(token));
  return [Buffer.from(token), bytes, createHash('sha256').update(bytes).digest()];
}

function whereIs(contents: readonly { name: string; bytes: Buffer }[], writings: readonly Buffer[]): string[] {
  return contents.filter(({ bytes }) => writings.some((writing) => bytes.includes(writing))).map(({ name }) => name);
}

/** While a round is open its token is nowhere either: it is made for a letter and forgotten. */
export async function checkTokens(world: World, round: LaunchedRound, people: readonly Invited[]): Promise<void> {
  const contents = await world.place.contents(round.id);
  for (const { token } of people) {
    const found = whereIs(contents, tokenWritings(token).slice(0, 2));
    must(found.length === 0, `no token is kept anywhere: ${found}`);
  }
}
