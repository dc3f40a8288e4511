import { passwords } from '#server/accounts/passwords.js';
import { makeRecoveryLink } from '#server/accounts/recover.js';
import { systemClock } from '#server/clock.js';
import { loadConfig } from '#server/config.js';
import { systemRandom } from '#server/random.js';
import { openRegistrar } from '#server/storage/open-store.js';

const USAGE = 'usage: npm run account -- reset EMAIL';

/** Prints a link with which the holder of an account chooses a new password; a second factor comes off with it. */
async function reset(email: string): Promise<void> {
  const { registrarUrl, sessionSecret, baseUrl, host, port } = await loadConfig();
  const registrar = await openRegistrar(registrarUrl);
  try {
    const needs = { registrar, clock: systemClock, random: systemRandom, passwords: passwords(), sessionSecret };
    const link = await makeRecoveryLink({ ...needs, baseUrl: baseUrl ?? `http://${host}:${port}` }, email);
    if (!link) return fail(`no account has the address ${email}: check it, or ask HR to invite it`);
    console.log(`${link.link}\nIt works once, until ${link.expires}.`);
  } finally {
    await registrar.close();
  }
}

function fail(line: string): void {
  console.error(line);
  process.exitCode = 1;
}

const [command, email] = process.argv.slice(2);
if (command !== 'reset' || !email) fail(USAGE);
else await reset(email).catch((fault: Error) => fail(fault.message));
