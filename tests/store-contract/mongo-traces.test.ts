import { randomBytes } from 'node:crypto';
import mongoose from 'mongoose';
import pino from 'pino';
import { warnOfOrder } from '#server/operations/operations.js';
import { createClustered, keepsClustered } from '#server/storage/mongo/collections.js';
import { openBallotBox, openRoll, openRoundKeys } from '#server/storage/open-store.js';
import { aBoxPlan, aRound, aUnit, someBallots } from '../builders/ballots.js';
import { aClaim, anEntry, aRoll } from '../builders/invitations.js';
import { describeOn, dropMongo, mongoDatabase, toArray } from './engines.js';

const { Binary, MongoClient } = mongoose.mongo;
type Document = Record<string, unknown>;
const sales = aUnit('sales');
const works = aUnit('works');
let url: string;
let client: InstanceType<typeof MongoClient>;

/** All documents of the database, by collection. */
async function everything(): Promise<Record<string, Document[]>> {
  const names = (await client.db().listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name).sort();
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await client.db().collection(name).find().toArray()])));
}

/** Names, types and lengths of a document's fields: what it would tell without being read. */
function shape(document: Document): string {
  return Object.entries(document)
    .map(([name, value]) => `${name}:${value instanceof Binary ? `bytes ${value.length()}` : `${typeof value} ${String(value).length}`}`)
    .join();
}

/** Every value in a document, however deep. */
function values(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(values);
  if (value === null || typeof value !== 'object' || value instanceof Binary) return [value];
  const own = Object.getPrototypeOf(value) === Object.prototype;
  return own ? Object.values(value).flatMap(values) : [value];
}

describeOn('mongo', 'what the stores leave on mongo', () => {
  beforeEach(() => {
    url = mongoDatabase();
    client = new MongoClient(url);
  });
  afterEach(async () => {
    await client.close();
    await dropMongo(url);
  });

  test('ballots and invitations hold no date, no ObjectId and no counter, and none tells anything by its shape', async () => {
    const [roll, box, round] = [openRoll(url), openBallotBox(url), aRound()];
    const { people, spares } = await aRoll(roll, round, { people: 30, units: [sales, works] });
    await Promise.all(people.slice(0, 20).map((person) => roll.claim(round, aClaim(person))));
    for (const person of people.slice(0, 3)) await roll.claim(round, aClaim(person, { replacement: true }));
    await roll.issueSpare(round, spares[0]?.tokenHash ?? new Uint8Array(32));
    await box.create(round, aBoxPlan());
    const ballots = someBallots(40, [sales, works]);
    await Promise.all(ballots.map((ballot) => box.castOnce(round, ballot)));
    await Promise.all(ballots.slice(0, 9).map((ballot) => box.castOnce(round, ballot)));

    const all = await everything();
    const found = Object.values(all).flat().flatMap(values);
    const numbers = Object.entries(all).flatMap(([name, documents]) => (/^(box|roll|spares)_/.test(name) ? documents.flatMap(values) : []));

    expect(found.every((value) => value instanceof Binary || ['string', 'boolean', 'number'].includes(typeof value))).toBe(true);
    expect(numbers.some((value) => typeof value === 'number')).toBe(false);
    expect(new Set(all[`box_${round}_scored`]?.map(shape)).size).toBe(1);
    const invitations = all[`roll_${round}`]?.map((one) =>
      shape(Object.fromEntries(Object.entries(one).filter(([, value]) => typeof value !== 'boolean'))),
    );
    expect(new Set(invitations).size).toBe(1);
    expect(all[`roll_${round}`]?.every((one) => Object.keys(one).length === 8)).toBe(true);
    for (const { takers } of (all[`spares_${round}`] ?? []) as { takers: InstanceType<typeof Binary>[] }[]) {
      const order = takers.map((taker) => taker.toString('hex'));
      expect(order).toEqual([...order].sort());
    }
    await Promise.all([roll.close(), box.close()]);
  });

  test('after sealing no id and no signature lies beside answers, the order of the answers is that of their content, and the ballots are gone', async () => {
    const [box, round] = [openBallotBox(url), aRound()];
    await box.create(round, aBoxPlan());
    const ballots = someBallots(60, [sales, works]);
    await Promise.all(ballots.map((ballot) => box.castOnce(round, ballot)));
    await box.seal(round);
    await box.writePackage(round);
    await box.writeAnswers(round, 'scored', new Map([sales, works].map((unit) => [unit, unit])));
    await box.destroySlots(round);

    const all = await everything();
    expect(Object.keys(all)).toEqual([`answers_${round}_scored`, 'boxes', `package_${round}`]);
    const answers = all[`answers_${round}_scored`] ?? [];
    expect(answers.map((one) => Object.keys(one).join())).toEqual(answers.map(() => '_id,label,answers'));
    expect(answers.map(({ _id }) => _id)).toEqual(answers.map((_, at) => at));
    const content = answers.map((one) => `${one.label} ${(one.answers as InstanceType<typeof Binary>).toString('hex')}`);
    expect(content).toEqual([...content].sort());
    const sealed = all[`package_${round}`] ?? [];
    expect([sealed.length, sealed.filter((one) => 'answers' in one)]).toEqual([60, []]);
    await box.close();
  });

  test('after the end of a round neither token hash nor key is left, and a cancelled one leaves its number alone', async () => {
    const [roll, keys, box, round] = [openRoll(url), openRoundKeys(url), openBallotBox(url), aRound()];
    const { people } = await aRoll(roll, round);
    await roll.claim(round, aClaim(people[0] ?? anEntry()));
    await keys.keep(round, 'mail', randomBytes(64));
    await roll.stop(round);
    await roll.overwrite(round);
    await keys.destroy(round, 'mail');
    await box.create(round, aBoxPlan());
    await Promise.all(someBallots(5).map((ballot) => box.castOnce(round, ballot)));
    await box.destroy(round);

    const all = await everything();
    expect(
      Object.values(all)
        .flat()
        .flatMap(values)
        .some((value) => value instanceof Binary),
    ).toBe(false);
    expect(Object.keys(all).filter((name) => (all[name] ?? []).length > 0)).toEqual(['boxes', 'rolls']);
    await Promise.all([roll.close(), keys.close(), box.close()]);
  });

  test('a ballot that a killed cast left after all was destroyed is swept away, and was never counted', async () => {
    const [box, round] = [openBallotBox(url), aRound()];
    await box.create(round, aBoxPlan());
    await box.seal(round);
    await box.writePackage(round);
    await box.destroySlots(round);
    const [late] = someBallots(1);
    const document = { _id: new Binary(Buffer.from(late?.id ?? '', 'hex')), unit: sales, mark: '--------' };
    await client.db().collection<{ _id: InstanceType<typeof Binary> }>(`box_${round}_scored`).insertOne(document);
    await box.close();

    const again = openBallotBox(url);
    expect(late && (await again.castOnce(round, late))).toBe('sealed');
    expect(await toArray(again.stream(round))).toEqual([]);
    await again.close();
    expect(Object.keys(await everything())).not.toContain(`box_${round}_scored`);
  });

  test.each([
    ['fails once is asked again, and the order is that of the ids', 1, 1, 'clustered'],
    ['has no such order is believed after three times, and gets a plain collection', 72, 3, 'plain'],
    ['fails each time is away', 1, 3, 'away'],
  ])('a server that %s', async (_, code, refusals, outcome) => {
    // The refusals are made here, all else is the server's: none refuses when told to.
    const database = client.db();
    const create = database.createCollection.bind(database);
    const made: string[] = [];
    let asked = 0;
    database.createCollection = async (name: string, options?: Parameters<typeof create>[1]) => {
      if (options?.clusteredIndex && asked++ < refusals) throw new mongoose.mongo.MongoServerError({ message: 'not now', code });
      made.push(options?.clusteredIndex ? 'clustered' : 'plain');
      return create(name, options) as never;
    };
    const creation = createClustered(database, 'in_order');
    if (outcome === 'away') await expect(creation).rejects.toThrow('not now');
    else await creation;
    expect([made, Object.keys(await everything())]).toEqual(outcome === 'away' ? [[], []] : [[outcome], ['in_order']]);
  });

  test('a server that takes the wish for that order and does not follow it is warned of at a start, and nothing of the question stays', async () => {
    const made = await client.db().createCollection('asked', { clusteredIndex: { key: { _id: 1 }, unique: true } });
    const [asked] = await client.db().listCollections({ name: made.collectionName }).toArray();
    const follows = asked !== undefined && 'options' in asked && asked.options?.clusteredIndex !== undefined;
    const lines: string[] = [];
    const log = pino({}, { write: (line) => lines.push(JSON.parse(line).msg) });
    await warnOfOrder({ registrarUrl: url, rollUrl: url, ballotBoxUrl: 'sqlite:./ballots' }, log);
    await warnOfOrder({ registrarUrl: 'sqlite:./a.sqlite', rollUrl: 'sqlite:./rolls', ballotBoxUrl: url }, log);

    const warned = lines.map((line) => line.split(' ').slice(0, 4).join(' '));
    expect(warned).toEqual(follows ? [] : ['The database of REGISTRAR_URL', 'The database of BALLOT_BOX_URL']);
    expect(Object.keys(await everything())).toEqual(['asked']);
  });

  test('a server that follows it is not', async () => {
    // How such a server lists its collections (MongoDB 5.3 and later); the one at hand may not be one.
    const database = client.db();
    const list = (options: object) => ({ toArray: async () => [{ name: 'asked', options }] });
    database.listCollections = () => list({ clusteredIndex: { v: 2, key: { _id: 1 }, name: '_id_', unique: true } }) as never;
    expect(await keepsClustered(database)).toBe(true);
    database.listCollections = () => list({}) as never;
    expect(await keepsClustered(database)).toBe(false);
  });

  test('64 that keep a key at once leave one of theirs', async () => {
    const [keys, round] = [openRoundKeys(url), aRound()];
    const wrapped = Array.from({ length: 64 }, () => new Uint8Array(randomBytes(40)));
    await Promise.all(wrapped.map((one) => keys.keep(round, 'box', one)));

    expect(wrapped.map((one) => one.join())).toContain((await keys.read(round, 'box'))?.join());
    expect((await everything()).round_keys).toHaveLength(1);
    await keys.close();
  });
});
