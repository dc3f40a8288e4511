import { constants, createHash, createPublicKey, verify } from 'node:crypto';
import { jest } from '@jest/globals';
import { closeDueRounds } from '#server/closing/close-due-rounds.js';
import { PublishedRounds } from '#server/results/published-rounds.js';
import { readBulletin, readCompanyIndex, readManifest, readRoundNow } from '#server/results/read-public.js';
import { listResults, readResults } from '#server/results/read-results.js';
import { readStewardPackage } from '#server/results/steward-package.js';
import { ballotMessage } from '#shared/ballot/ballot.js';
import { Bulletin } from '#shared/ballot/bulletin.js';
import { canonicalBytes } from '#shared/ballot/canonical.js';
import { fromBase64Url, fromHex, joinBytes } from '#shared/ballot/encoding.js';
import { type Hash, reportingUnits } from '#shared/ballot/manifest.js';
import type { Role } from '#shared/contract/roles.js';
import { Snapshot } from '#shared/results/snapshot.js';
import { voteAll } from '../../scripts/demo/voter.js';
import { aLaunchedRound, aPlace, type Place, someAnswers } from '../builders/launched-round.js';
import { toArray } from '../store-contract/engines.js';

type Launched = Awaited<ReturnType<typeof aLaunchedRound>>;

describe('what is read of a round', () => {
  let place: Place & { remove(): Promise<void> };
  let launched: Launched;
  beforeAll(async () => {
    place = await aPlace();
    launched = await aLaunchedRound(place, { terms: { graceMinutes: 0 } });
    await voteAll(place.polling, launched.people, ({ token }) => someAnswers('core', token.charCodeAt(0)));
  });
  afterAll(() => place.remove());

  const needs = () => ({
    ...place.registrar,
    clock: place.clock,
    published: new PublishedRounds(place.registrar),
    launched: place.polling.openRounds.launched,
  });
  const reader = (...roles: Role[]) => ({ organisation: launched.organisation, name: 'Ada', roles });
  const byHash = () => ({ manifest: launched.hash });
  const readAs = (...roles: Role[]) => readResults(needs(), { reader: reader(...roles), round: launched.round });

  test('before the close there is the manifest and how the round stands, and nothing of its results', async () => {
    const manifest = await readManifest(needs(), byHash());
    expect(createHash('sha256').update(canonicalBytes(manifest)).digest('hex')).toBe(launched.hash);
    expect(await readRoundNow(needs(), byHash())).toEqual({
      state: 'open',
      closes: '2026-03-13T16:00:00Z',
      changed: null,
      cancelledBecause: null,
      bulletin: false,
    });
    await expect(readBulletin(needs(), byHash())).rejects.toMatchObject({ code: 'not-published' });
    await expect(readCompanyIndex(needs(), byHash())).rejects.toMatchObject({ code: 'not-published' });
    await expect(readAs('hr')).rejects.toMatchObject({ code: 'not-published' });
    await expect(packageOf()).rejects.toMatchObject({ code: 'not-published' });
    await expect(readManifest(needs(), { manifest: '0'.repeat(64) as Hash })).rejects.toMatchObject({ code: 'round-unknown' });
    expect((await listResults(needs(), { reader: reader('hr') })).rounds).toEqual([]);
  });

  test('how the round stands follows the clock, and tells of an extension with its reason', async () => {
    place.clock.set('2026-03-02T07:59:59Z');
    expect((await readRoundNow(needs(), byHash())).state).toBe('not-open');
    const event = { at: '2026-03-03T09:00:00.000Z', what: 'extended' as const, reason: 'the canteen was closed' };
    await place.registrar.rounds.moveClose(launched.round, { from: '2026-03-13T16:00:00Z', to: '2026-03-14T16:00:00Z' }, event);
    place.clock.set('2026-03-14T15:59:59Z');
    expect(await readRoundNow(needs(), byHash())).toMatchObject({ state: 'open', changed: { reason: 'the canteen was closed' } });
    place.clock.set('2026-03-14T16:00:00Z');
    expect((await readRoundNow(needs(), byHash())).state).toBe('closed');
  });

  test('after the close: roles that the terms name read the snapshot, each reading is recorded, the steward is not among them', async () => {
    await closeDueRounds(place.closing, place.clock.now());
    const { snapshot, employeesSeeResultsFrom } = await readAs('executive');
    expect(Snapshot.parse(snapshot)).toEqual(snapshot);
    expect(employeesSeeResultsFrom).toBe('2026-03-20T08:00:00Z');
    await expect(readAs('steward')).rejects.toMatchObject({ code: 'not-permitted' });
    const { entries } = await place.registrar.ledger.readViews(launched.organisation, null, 10);
    expect(entries).toEqual([
      {
        organisation: launched.organisation,
        at: '2026-03-14T16:00:00.000Z',
        who: 'Ada',
        roles: ['executive'],
        round: launched.round,
        title: 'Spring',
      },
    ]);
  });

  test('another organisation sees nothing of it', async () => {
    const stranger = { ...reader('hr'), organisation: 'another' };
    await expect(readResults(needs(), { reader: stranger, round: launched.round })).rejects.toMatchObject({ code: 'not-published' });
    expect((await listResults(needs(), { reader: stranger })).rounds).toEqual([]);
  });

  test('the trend has the round, for those who may read it', async () => {
    const { rounds } = await listResults(needs(), { reader: reader('hr') });
    expect(rounds).toMatchObject([{ round: launched.round, form: 'core', outcome: 'results', index: { shown: true }, change: null }]);
    expect((await listResults(needs(), { reader: reader('steward') })).rounds).toEqual([]);
  });

  test('the trend is a reading of each round whose figures it shows, entered by one act before anything is shown', async () => {
    const { ledger } = place.registrar;
    const views = async () => (await ledger.readViews(launched.organisation, null, 100)).entries;
    const before = (await views()).length;
    const enterViews = jest.fn(ledger.enterViews);
    const list = (...roles: Role[]) => listResults({ ...needs(), ledger: { enterViews } }, { reader: { ...reader(...roles), name: 'Bo' } });
    await list('executive', 'hr');
    await list('steward');
    expect(enterViews.mock.calls.map(([views]) => views.length)).toEqual([1, 0]);
    const [view, ...earlier] = await views();
    expect(view).toMatchObject({ who: 'Bo', roles: ['executive', 'hr'], round: launched.round, title: 'Spring' });
    expect(earlier).toHaveLength(before);
    const away = { ...needs(), ledger: { enterViews: () => Promise.reject(new Error('away')) } };
    await expect(listResults(away, { reader: reader('hr') })).rejects.toThrow('away');
  });

  test('a published round is read once for 50 who look at it at once, and for the trend after them', async () => {
    const { rounds, results } = place.registrar;
    const [read, snapshot] = [jest.fn(rounds.read), jest.fn(results.snapshot)];
    const counted = { ...needs(), results: { ...results, snapshot }, rounds: { ...rounds, read } };
    const published = new PublishedRounds(counted);
    const readers = Array.from({ length: 50 }, () =>
      readResults({ ...counted, published }, { reader: reader('hr'), round: launched.round }),
    );
    const answers = await Promise.all(readers);
    await listResults({ ...counted, published }, { reader: reader('hr') });
    expect(new Set(answers).size).toBe(1);
    expect([read.mock.calls.length, snapshot.mock.calls.length]).toEqual([1, 1]);
  });

  test('employees see the company index from the date in the terms', async () => {
    await expect(readCompanyIndex(needs(), byHash())).rejects.toMatchObject({ code: 'not-yet-shown' });
    place.clock.set('2026-03-20T08:00:00Z');
    const { snapshot } = await readAs('hr');
    expect(await readCompanyIndex(needs(), byHash())).toEqual({
      outcome: 'results',
      published: '2026-03-14',
      index: snapshot.results?.cells.company00000?.index,
      bands: snapshot.results?.company.bands,
    });
  });

  test('the steward can check every signature, every count and the bulletin from the package alone', async () => {
    const file = JSON.parse(await packageText());
    const bulletin = Bulletin.parse(await readBulletin(needs(), byHash()));
    expect(createHash('sha256').update(canonicalBytes(file.manifest)).digest('hex')).toBe(bulletin.manifest);
    const hashes = file.ballots.map(({ id }: { id: string }) => createHash('sha256').update(fromHex(id)).digest('hex'));
    expect(hashes.sort()).toEqual(bulletin.ballots.scored);
    for (const unit of reportingUnits(launched.manifest)) {
      const { publicKeys, counted } = file.units.find((each: { unit: string }) => each.unit === unit.id);
      const spki = fromBase64Url(publicKeys.scored);
      expect(createHash('sha256').update(spki).digest('hex')).toBe(unit.keys.scored);
      const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
      const message = createHash('sha256')
        .update(ballotMessage(launched.hash, unit.id, 'scored'))
        .digest();
      const its = file.ballots.filter((ballot: { unit: string }) => ballot.unit === unit.id);
      expect(its).toHaveLength(counted.scored);
      for (const { id, signature } of its) {
        const padding = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 48 };
        expect(verify('sha384', joinBytes(fromHex(id), message), padding, fromBase64Url(signature))).toBe(true);
      }
    }
    expect(JSON.stringify(file.ballots)).not.toContain('answers');
  });

  const packageOf = () =>
    readStewardPackage(
      { ...needs(), countedBallots: (round) => place.ballotBox.streamPackage(round) },
      { organisation: launched.organisation, round: launched.round },
    );
  const packageText = async () => (await toArray((await packageOf()).content)).join('');
});
