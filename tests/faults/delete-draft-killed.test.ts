import { readdir } from 'node:fs/promises';
import mongoose from 'mongoose';
import { clearDeletedDrafts, createRound, deleteDraft, launchRound, listRounds } from '#server/rounds/rounds.js';
import { StoreUnavailable } from '#server/storage/port/store-unavailable.js';
import type { RoundId } from '#shared/ballot/manifest.js';
import { aDraft, anOffice, aRosterFile, importFile, type Office } from '../builders/office.js';
import { startChild } from '../processes/child.js';
import { describeEachEngine } from '../store-contract/engines.js';

/** A deletion goes this way. */
const STEPS = ['rounds.deleteDraft', 'keys.destroy', 'roll.destroy', 'ballotBox.destroy', 'rounds.dropLease'];

describeEachEngine('the deletion of a draft whose launch was interrupted', ({ open }) => {
  let office: Office;
  beforeEach(async () => {
    office = await anOffice({ urls: (await open()).urls });
    await importFile(office, aRosterFile({ Sales: 12 }));
  });
  afterEach(() => office.remove());

  /** Keys, roll and box are written, and the draft is a draft still. */
  async function anInterruptedLaunch() {
    const { organisation, by } = office;
    const { id } = await createRound(office.rounds, { organisation, by, draft: aDraft() });
    const act = { organisation, by, round: id as RoundId };
    const rounds = { ...office.registrar.rounds, freeze: () => Promise.reject(new Error('killed')) };
    await expect(launchRound({ ...office.rounds, registrar: { ...office.rounds.registrar, rounds } }, act)).rejects.toThrow('killed');
    expect(await left(act.round)).not.toEqual([]);
    return act;
  }

  /** Everything outside the registrar that bears the round's name. A ballot box on MongoDB keeps a record of having gone. */
  async function left(round: RoundId): Promise<string[]> {
    const { roll, ballotBox } = office.place.urls;
    return (await Promise.all([roll, ballotBox].map((url) => (url.startsWith('sqlite:') ? filesIn(url) : documentsIn(url))))).flat();

    async function filesIn(url: string): Promise<string[]> {
      return (await readdir(url.slice('sqlite:'.length))).filter((name) => name.includes(round));
    }
    async function documentsIn(url: string): Promise<string[]> {
      const client = new mongoose.mongo.MongoClient(url);
      const database = client.db();
      const names = (await database.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name);
      const ids = async (name: string) =>
        (await database.collection<{ _id: string }>(name).find().toArray()).map(({ _id }) => `${name} ${_id}`);
      const documents = [...(await ids('round_keys')), ...(await ids('rolls'))];
      await client.close();
      return [...names, ...documents].filter((name) => name.includes(round));
    }
  }

  /** What another process does in a turn once the lease of the one that died has run out; twice is once. */
  async function laterTurns() {
    office.clock.set(new Date(office.clock.now().getTime() + 31_000).toISOString());
    for (const _ of [1, 2]) await clearDeletedDrafts(office.rounds);
  }

  test('killed between any two steps leaves a whole draft, or nothing once a turn has come', async () => {
    for (const [at, killBefore] of STEPS.entries()) {
      const remove = await anInterruptedLaunch();
      const before = await left(remove.round);
      const { folder, urls } = office.place;
      const child = startChild('change-round.ts', { folder, urls, now: office.clock.now().toISOString(), killBefore, remove });
      await expect(child.ended()).rejects.toThrow('SIGKILL');
      await laterTurns();
      const there = (await listRounds(office.rounds, office)).map(({ id }) => id);
      if (at === 0) {
        expect([there, (await left(remove.round)).sort()]).toEqual([[remove.round], before.sort()]);
        await deleteDraft(office.rounds, remove);
      } else expect(there).toEqual([]);
      expect(await left(remove.round)).toEqual([]);
      expect(await office.registrar.rounds.leasesNamed('')).toEqual([]);
    }
  }, 180_000);

  test('that finds a store away is completed when it is back', async () => {
    const act = await anInterruptedLaunch();
    const away = { ...office.place.roll, destroy: () => Promise.reject(new StoreUnavailable(new Error('away'))) };
    await expect(deleteDraft({ ...office.rounds, roll: away }, act)).rejects.toThrow(StoreUnavailable);
    await expect(clearDeletedDrafts({ ...office.rounds, roll: away })).rejects.toThrow(StoreUnavailable);
    expect(await left(act.round)).not.toEqual([]);
    await clearDeletedDrafts(office.rounds);
    expect(await left(act.round)).toEqual([]);
  });
});
