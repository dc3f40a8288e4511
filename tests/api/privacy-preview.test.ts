import { cancelRound, changeRound, createRound, launchRound, readPrivacyPreview } from '#server/rounds/rounds.js';
import type { RoundId } from '#shared/ballot/manifest.js';
import { aDraft, anOffice, aRosterFile, importFile, type Office, refusalOf } from '../builders/office.js';

let office: Office;
beforeEach(async () => {
  office = await anOffice();
});
afterEach(() => office.remove());

const create = (draft = aDraft()) => createRound(office.rounds, { organisation: office.organisation, by: 'Hana', draft });
const actOn = (id: string) => ({ organisation: office.organisation, by: 'Hana', round: id as RoundId });

describe('the privacy preview', () => {
  const withMail = () => ({ ...office.rounds, mailConfigured: true });

  test('shows the units as they will be formed, and which would be visible', async () => {
    await importFile(office, aRosterFile({ Sales: 10, Works: 12, 'Lab / One': 6, 'Lab / Two': 5 }));
    const preview = await readPrivacyPreview(withMail(), actOn((await create()).id));
    expect(preview).toMatchObject({ invited: 33, k: 5, obstacles: [], warnings: [] });
    expect(preview.units.map(({ name, roll, depth, parts }) => [name, roll, depth, parts])).toEqual([
      ...[
        ['Acme', 33, 0, []],
        ['Sales', 10, 1, []],
        ['Works', 12, 1, []],
        ['Lab', 11, 1, expect.any(Array)],
      ],
    ]);
    expect(preview.units.map(({ visibleAt }) => visibleAt)).toEqual(Array(4).fill({ 50: true, 70: true, 90: true }));
  });

  test('counts who leads a unit one level up', async () => {
    const led = `${aRosterFile({ Sales: 11, Works: 11, Acme: 10 })}\nboss,Boss,,Sales,yes,en`;
    await importFile(office, led);
    const preview = await readPrivacyPreview(office.rounds, actOn((await create()).id));
    expect(preview.units.map(({ name, roll }) => `${name} ${roll}`)).toEqual(
      expect.arrayContaining(['Acme 33', 'Acme (direct) 11', 'Sales 11']),
    );
  });

  test('names every obstacle at once, and warns of few people', async () => {
    const small = await anOffice({ baseUrl: 'http://127.0.0.1:8080', smtpPort: 1 });
    await importFile(small, aRosterFile({ Sales: 9 }));
    small.clock.set('2026-03-14T00:00:00Z');
    const { id } = await createRound(small.rounds, {
      organisation: small.organisation,
      by: 'Hana',
      draft: aDraft({ readers: ['steward'] }),
    });
    const preview = await readPrivacyPreview(small.rounds, actOn(id));
    expect(preview.obstacles.map(({ field }) => field)).toEqual(['BASE_URL', 'closes', 'k', 'readers']);
    expect(preview.obstacles.every(({ reason, remedy }) => reason && remedy)).toBe(true);
    expect(preview.warnings).toHaveLength(1);
    expect(await refusalOf(launchRound(small.rounds, actOn(id)))).toMatchObject({ code: 'launch-address-unsafe' });
    await small.remove();
  });

  test('tells before the launch that no mail is sent, and that a smaller K would let fewer people answer', async () => {
    await importFile(office, aRosterFile({ Sales: 12, Works: 12 }));
    const { id } = await create();
    const { warnings } = await readPrivacyPreview(office.rounds, actOn(id));
    expect(warnings).toMatchObject([
      { reason: expect.stringContaining('sends no mail'), remedy: expect.stringContaining('print the sheet') },
    ]);
    await importFile(office, aRosterFile({ Sales: 12 }));
    await changeRound(office.rounds, { ...actOn(id), draft: aDraft({ k: 8 }) });
    expect((await readPrivacyPreview(office.rounds, actOn(id))).obstacles).toMatchObject([
      { field: 'k', remedy: expect.stringContaining('choose a smaller K') },
    ]);
  });

  test('a round that would have been open for days is not launched; one whose opening has just passed opens at once, and that is said', async () => {
    await importFile(office, aRosterFile({ Sales: 10, Works: 12 }));
    const { id } = await create(aDraft({ opens: '2020-01-01T07:00:00Z', mayCloseFrom: '2020-01-02T07:00:00Z' }));
    expect((await readPrivacyPreview(office.rounds, actOn(id))).obstacles.map(({ field }) => field)).toEqual(['opens']);
    expect(await refusalOf(launchRound(office.rounds, actOn(id)))).toMatchObject({ code: 'launch-times-wrong', field: 'opens' });
    office.clock.set('2026-03-04T15:00:00Z');
    await changeRound(office.rounds, { ...actOn(id), draft: aDraft() });
    const { obstacles, warnings } = await readPrivacyPreview(withMail(), actOn(id));
    expect([obstacles, warnings.map(({ field }) => field)]).toEqual([[], ['opens']]);
    expect(await launchRound(office.rounds, actOn(id))).toMatchObject({ state: 'scheduled' });
  });

  test('a round that would be open beside another is warned of, for as long as the other is not over', async () => {
    await importFile(office, aRosterFile({ Sales: 10, Works: 12 }));
    const [first, second, later] = [
      await create(aDraft({ title: 'Spring' })),
      await create(aDraft()),
      await create(aDraft({ opens: '2026-03-14T07:00:00Z', mayCloseFrom: '2026-03-15T07:00:00Z', closes: '2026-03-19T07:00:00Z' })),
    ];
    const warned = async ({ id }: { id: string }) => (await readPrivacyPreview(withMail(), actOn(id))).warnings.map(({ reason }) => reason);
    expect(await warned(second)).toEqual([]);
    await launchRound(office.rounds, actOn(first.id));
    expect(await warned(second)).toEqual([expect.stringContaining('The round "Spring" is open in the same days.')]);
    expect(await warned(later)).toEqual([]);
    await cancelRound(office.rounds, { ...actOn(first.id), reason: 'Wrong roster.' });
    expect(await warned(second)).toEqual([]);
  });

  test.each(['http://candour.acme.test', 'https://localhost:8080', 'https://127.0.0.1', 'https://[::1]'])(
    '%s cannot stand in links',
    async (baseUrl) => {
      const unsafe = await anOffice({ baseUrl });
      await importFile(unsafe, aRosterFile({ Sales: 20 }));
      const { id } = await createRound(unsafe.rounds, { organisation: unsafe.organisation, by: 'Hana', draft: aDraft() });
      expect((await readPrivacyPreview(unsafe.rounds, actOn(id))).obstacles).toHaveLength(1);
      expect((await readPrivacyPreview({ ...unsafe.rounds, allowInsecureBaseUrl: true }, actOn(id))).obstacles).toEqual([]);
      await unsafe.remove();
    },
  );
});
