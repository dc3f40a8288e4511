/** The suites of the stores say in their names on which engine they run. */
const ON_ENGINE = / on (sqlite|mongo)$/;

/** Prints which engines the stores' suites ran on and, as its last line, the counts of a run. */
export default class ClosingLine {
  onRunComplete(_, results) {
    const engines = enginesOf(results);
    if (engines) process.stdout.write(`${engines}\n`);
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numPendingTests } = results;
    process.stdout.write(`${numPassedTests} passed, ${numFailedTests + numRuntimeErrorTestSuites} failed, ${numPendingTests} skipped\n`);
  }
}

function enginesOf({ testResults }) {
  const ran = new Map();
  for (const { testResults: tests } of testResults) {
    for (const { ancestorTitles, status } of tests) {
      const [, engine] = ancestorTitles.map((title) => ON_ENGINE.exec(title)).find(Boolean) ?? [];
      if (engine) ran.set(engine, (ran.get(engine) ?? 0) + (status === 'passed' || status === 'failed' ? 1 : 0));
    }
  }
  if (ran.size === 0) return undefined;
  const parts = [...ran].sort().map(([engine, tests]) => (tests > 0 ? `${engine} ran ${tests} tests` : `${engine} did not run`));
  const why = process.env.CANDOUR_TEST_NO_MONGO;
  return `store engines: ${parts.join(', ')}${why ? ` (no mongo: ${why})` : ''}`;
}
