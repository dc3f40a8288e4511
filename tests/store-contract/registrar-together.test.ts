import mongoose from 'mongoose';
import { newToken, tokenHash } from '#server/accounts/accounts.js';
import { readSession } from '#server/accounts/sessions.js';
import { systemRandom } from '#server/random.js';
import { PublishedRounds } from '#server/results/published-rounds.js';
import { readResults } from '#server/results/read-results.js';
import { openMongo } from '#server/storage/mongo/connection.js';
import { openMongoRegistrar } from '#server/storage/mongo/registrar/registrar.js';
import type { Registrar } from '#server/storage/port/registrar.js';
import type { RoundId } from '#shared/ballot/manifest.js';
import {
  ACME,
  AT,
  aDraftRound,
  aFreeze,
  anAccount,
  aPublication,
  atOnce,
  found,
  LATER,
  someInvitations,
} from '../builders/registrar-records.js';
import { describeEachEngine, describeOn, dropMongo, mongoDatabase, withOptions } from './engines.js';

const clock = { now: () => new Date(AT) };

/** Sessions of one account each; their tokens. */
async function sessionsOf(registrar: Registrar, accounts: readonly string[]): Promise<string[]> {
  return Promise.all(
    accounts.map(async (account) => {
      const { token, hash } = newToken(systemRandom);
      await registrar.access.openSession({ hash, organisation: ACME, account, expires: LATER }, anAccount(account));
      return token;
    }),
  );
}

/** The next aggregate's answer is read from the server, and reaches whoever asked when it is let go. */
function holdNextAggregate() {
  const prototype = mongoose.mongo.Db.prototype;
  const before = prototype.command;
  let letGo: () => void = () => undefined;
  const going = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const read = new Promise<void>((resolve) => {
    prototype.command = async function (this: mongoose.mongo.Db, ...asked: Parameters<typeof before>) {
      if (!('aggregate' in asked[0])) return before.apply(this, asked);
      prototype.command = before;
      const found = await before.apply(this, asked);
      resolve();
      await going;
      return found;
    };
  });
  return { read, letGo };
}

describeOn('mongo', 'what many ask at the same moment of the registrar on mongo', () => {
  let url: string;
  let registrar: Registrar;
  const asked: string[] = [];
  beforeEach(async () => {
    url = withOptions(mongoDatabase(), { monitorCommands: 'true' });
    const store = openMongo(url);
    const client = (await store.ready()).getClient();
    client.on('commandStarted', ({ commandName, command }) => void asked.push(`${commandName} ${command[commandName]}`));
    registrar = await openMongoRegistrar(url);
    await store.close();
    await found(registrar);
  });
  afterEach(async () => {
    await registrar.close();
    await dropMongo(url);
  });

  test('50 dashboard reads at once, of 50 people, are a handful of commands', async () => {
    const people = Array.from({ length: 50 }, (_, at) => `reader${at}`);
    await Promise.all(people.map((id) => registrar.accounts.add(anAccount(id))));
    const tokens = await sessionsOf(registrar, people);
    const round = await aDraftRound(registrar);
    const freeze = aFreeze(round, someInvitations(2));
    const terms = { ...freeze.manifest.terms, readers: ['hr' as const] };
    await registrar.rounds.freeze({ ...freeze, manifest: { ...freeze.manifest, terms } });
    await registrar.results.publishOnce(aPublication(round));
    const needs = { ...registrar, clock, published: new PublishedRounds(registrar) };
    const read = async (token: string) => {
      const caller = await readSession({ registrar, clock }, token);
      if (!caller) throw new Error('signed out');
      await readResults(needs, { reader: { ...caller, name: caller.account.name }, round });
      return caller.account.id;
    };
    await read(tokens[0] ?? '');
    asked.length = 0;
    expect(await atOnce(50, (reader) => read(tokens[reader] ?? ''))).toEqual(people);
    // The group itself; a connection more or less and the scheduling of this process may split it.
    expect(asked.length).toBeLessThanOrEqual(8);
    expect(new Set(asked)).toEqual(new Set(['aggregate sessions', 'insert views']));
    expect((await registrar.ledger.readViews(ACME, null, 100)).entries).toHaveLength(51);
  });

  test('whoever asks after a sign-out does not hear what was read before it, though that is still on its way', async () => {
    const [token = ''] = await sessionsOf(registrar, ['hana']);
    const held = holdNextAggregate();
    const before = readSession({ registrar, clock }, token);
    await held.read;
    await registrar.access.closeSession(tokenHash(token));
    const after = readSession({ registrar, clock }, token);
    setImmediate(held.letGo);
    expect((await before)?.account.id).toBe('hana');
    expect(await after).toBeUndefined();
  });

  test('how a round stands is asked for once by 50 who cast at once', async () => {
    const rounds = await Promise.all(Array.from({ length: 3 }, () => aDraftRound(registrar)));
    await registrar.rounds.standing(rounds[0] as RoundId);
    asked.length = 0;
    const standings = await atOnce(50, (caller) => registrar.rounds.standing(rounds[caller % 3] as RoundId));
    expect(standings.every((one) => one?.state === 'draft')).toBe(true);
    expect(asked.length).toBeLessThanOrEqual(3);
  });
});

describeEachEngine('sessions that many ask for at once', ({ open }) => {
  test('whoever asks after a sign-out, a new password or a removal was acknowledged finds the session over', async () => {
    const registrar = await (await open()).registrar();
    await found(registrar);
    const people = Array.from({ length: 24 }, (_, at) => `person${at}`);
    for (const id of people) await registrar.accounts.add(anAccount(id));
    const tokens = await sessionsOf(registrar, people);
    const ask = (at: number) => readSession({ registrar, clock }, tokens[at] ?? '');
    const ends = [
      (at: number) => registrar.access.closeSession(tokenHash(tokens[at] ?? '')),
      (at: number) => registrar.access.changePassword(ACME, people[at] ?? '', { from: 'scrypt', to: 'other', keep: 'none' }),
      (at: number) => registrar.accounts.remove(ACME, people[at] ?? ''),
    ];
    let [now, over] = [0, false];
    const asking = atOnce(8, async () => {
      // Others ask for the same session all the while, so that a lookup from before its end is on its way.
      while (!over) await ask(now);
    });
    try {
      for (const [at, id] of people.entries()) {
        now = at;
        expect((await ask(at))?.account.id).toBe(id);
        await ends[at % ends.length]?.(at);
        expect(await ask(at)).toBeUndefined();
      }
    } finally {
      over = true;
    }
    await asking;
  });
});
