import fc from 'fast-check';
import loadHighs from 'highs';
import { atomBounds, unknownRanges } from '#server/aggregation/suppression/atom-bounds.js';
import { nearestShown, treeOf } from '#shared/results/tree.js';

/** A tree with shown cells, people in each atom, and a published range about each shown sum. */
const releases = fc
  .array(
    fc.record({
      parent: fc.nat({ max: 20 }),
      shown: fc.boolean(),
      people: fc.nat({ max: 30 }),
      at: fc.nat({ max: 100 }),
      base: fc.constantFrom(1, 2, 5),
    }),
    {
      minLength: 1,
      maxLength: 9,
    },
  )
  .map((rows) => {
    const nodes = rows.map((row, at) => ({ id: `n${at}`, parent: at === 0 ? null : `n${row.parent % at}` }));
    const tree = treeOf(nodes);
    const shown = rows.map((row, at) => at === 0 || row.shown);
    const near = nearestShown(tree, shown);
    const own = rows.map((row, at) => (shown[at] ? row.people : 0));
    const under = (node: number): number[] => [node, ...(near[node] ?? []).flatMap(under)];
    const cells = unknownRanges(rows.length);
    for (const [at, row] of rows.entries()) {
      if (!shown[at]) continue;
      const sum = (of: (node: number) => number) => under(at).reduce((total, node) => total + of(node), 0);
      const n = sum((node) => own[node] ?? 0);
      const truth = sum((node) => (own[node] ?? 0) * (rows[node]?.at ?? 0));
      const mean = n === 0 ? 0 : Math.round(truth / n / row.base) * row.base;
      cells.low[at] = n * (mean - row.base / 2);
      cells.high[at] = n * (mean + row.base / 2);
    }
    return { tree, shown, near, cells, atoms: own, under };
  });

type Published = typeof releases extends fc.Arbitrary<infer T> ? T : never;

/** The linear programme of one release in LP format: an atom a variable, a shown cell a constraint. */
function programme(
  { tree, shown, cells, atoms, under }: Published,
  node: number,
  sense: 'Minimize' | 'Maximize',
  natural: boolean,
): string {
  const nodes = tree.ids.flatMap((_, at) => (shown[at] ? [at] : []));
  const rows = nodes.flatMap((at) => {
    const sum = under(at)
      .map((atom) => `a${atom}`)
      .join(' + ');
    return [`l${at}: ${sum} >= ${cells.low[at]}`, `h${at}: ${sum} <= ${cells.high[at]}`];
  });
  const bounds = nodes.map((at) => {
    if (atoms[at] === 0) return `a${at} = 0`;
    return natural ? `0 <= a${at} <= ${100 * (atoms[at] ?? 0)}` : `a${at} free`;
  });
  return `${sense}\n obj: a${node}\nSubject To\n ${rows.join('\n ')}\nBounds\n ${bounds.join('\n ')}\nEnd\n`;
}

test("the auditor's bounds are those of HiGHS's linear programme, with and without the atoms' natural ranges", async () => {
  const highs = await loadHighs();
  const solved = (published: Published, node: number, sense: 'Minimize' | 'Maximize', natural: boolean): number => {
    const { Status, ObjectiveValue } = highs.solve(programme(published, node, sense, natural));
    if (Status === 'Optimal') return ObjectiveValue;
    expect(Status).toMatch(/Unbounded/);
    return sense === 'Minimize' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  };
  fc.assert(
    fc.property(releases, fc.boolean(), (published, natural) => {
      const bounds = atomBounds(published, natural);
      for (const node of published.tree.ids.keys()) {
        if (!published.shown[node]) continue;
        expect(solved(published, node, 'Minimize', natural)).toBeCloseTo(bounds.low[node] ?? Number.NaN, 4);
        expect(solved(published, node, 'Maximize', natural)).toBeCloseTo(bounds.high[node] ?? Number.NaN, 4);
      }
    }),
    { numRuns: 60 },
  );
});
