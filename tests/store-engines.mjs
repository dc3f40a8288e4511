// Before the tests: signing keys are at hand, and which engines the suites of the stores run on; a MongoDB server is found, or not, and goes again after them.
import { findMongo } from '../scripts/setup/find-mongo.mjs';
import stockKeys from './stock-of-keys.mjs';

const KNOWN = ['sqlite', 'mongo'];

/** STORE_ENGINES names the engines that must run; left out, those that are there. Refuses a name that is none and an engine that cannot start. */
export default async function setUp() {
  const asked = (process.env.STORE_ENGINES ?? '').split(',').filter((name) => name !== '');
  const unknown = asked.find((name) => !KNOWN.includes(name));
  if (unknown) throw new Error(`STORE_ENGINES names "${unknown}"; there are: ${KNOWN.join(', ')}`);
  const wanted = asked.length > 0 ? asked : KNOWN;
  const found = wanted.includes('mongo') ? await findMongo() : { missing: 'STORE_ENGINES does not name it' };
  if (found.missing && asked.includes('mongo')) throw new Error(`STORE_ENGINES asks for mongo: ${found.missing}`);
  // The workers that run the tests get this environment; the closing line reads it too.
  process.env.CANDOUR_TEST_ENGINES = wanted.filter((name) => name !== 'mongo' || found.uri).join(',');
  if (found.uri) process.env.MONGO_TEST_URI = found.uri;
  else process.env.CANDOUR_TEST_NO_MONGO = found.missing;
  globalThis.candourTestMongo = found;
  await stockKeys();
}
