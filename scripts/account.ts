import { passwords } from '#server/accounts/passwords.js';
import { makeRecoveryLink } from '#server/accounts/recover.js';
import { systemClock } from '#server/clock.js';
import { type Places, readPlaces } from '#server/config.js';
import { urlOf } from '#server/http/listen.js';
import { systemRandom } from '#server/random.js';
import { keptStores, openRegistrar } from '#server/storage/open-store.js';

const USAGE = 'usage: npm run account -- reset EMAIL';

/** Prints a link with which the holder of an account chooses a new password; a second factor comes off with it. Where there is no installation none is made. */
async function reset(email: string): Promise<void> {
  const places = await readPlaces();
  if (!(await keptStores(places).registrar.occupied())) return fail('there is no installation here: check DATA_DIR and REGISTRAR_URL');
  const registrar = await openRegistrar(places.registrarUrl);
  try {
    // No link is made with the secret: an account's second factor, which is wrapped under it, comes off.
    const needs = { registrar, clock: systemClock, random: systemRandom, passwords: passwords(), sessionSecret: '' };
    const link = await makeRecoveryLink({ ...needs, baseUrl: baseUrlOf(places) }, email);
    if (!link) return fail(`no account has the address ${email}: check it, or ask HR to invite it`);
    console.log(`${link.link}\nIt works once, until ${link.expires}.`);
    if (places.baseUrl === undefined) console.error('BASE_URL is not set: the link is for a browser on this machine.');
  } finally {
    await registrar.close();
  }
}

/** As the server itself prints it. */
function baseUrlOf({ baseUrl, host, port }: Places): string {
  return baseUrl ?? urlOf({ port, address: host, family: '' }, host);
}

function fail(line: string): void {
  console.error(line);
  process.exitCode = 1;
}

const [command, email] = process.argv.slice(2);
if (command !== 'reset' || !email) fail(USAGE);
else await reset(email).catch((fault: Error) => fail(fault.message));
