import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '#server/config.js';
import { onStopSignals } from '#server/operations/operations.js';
import { startServer } from '#server/start-server.js';
import { MovableClock, seedSample } from './demo/seed.js';
import { welcome } from './demo/welcome.js';

/** Serves the sample organisation from a data folder that is thrown away at the end. */
async function demo(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'candour-demo-'));
  const clock = new MovableClock();
  const throwAway = () => rmSync(folder, { recursive: true, force: true });
  const start = async () => startServer(await loadConfig(optionsIn(folder)), { clock, allowInsecureBaseUrl: true });
  const server = await start().catch((fault: unknown) => {
    throwAway();
    throw fault;
  });
  const end = (code: number) => {
    throwAway();
    process.exit(code);
  };
  let stopping = false;
  onStopSignals(
    () => {
      stopping = true;
      void server.close().finally(() => end(0));
    },
    () => end(1),
  );

  const seeding = seedSample(server, clock, (line) => console.log(`candour: ${line} ...`));
  // Told to stop while it is made: what is cut off then fails, and is no fault.
  const seeded = await seeding.catch((fault: unknown) => (stopping ? new Promise<never>(() => {}) : Promise.reject(fault)));
  console.log(welcome(server.url, seeded));
}

/** Whatever is set here of stores and mail is for an installation that people use. */
function optionsIn(folder: string): NodeJS.ProcessEnv {
  const own = { REGISTRAR_URL: '', BALLOT_BOX_URL: '', SMTP_URL: '', MAIL_FROM: '', MAIL_REPLY_TO: '' };
  // Its rounds are played through before anybody looks: their steps would stand between the lines for people.
  const quiet = { LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn' };
  return { ...process.env, ...quiet, ...own, DATA_DIR: folder };
}

demo().catch((fault: unknown) => {
  console.error(fault instanceof Error && fault.name === 'ConfigError' ? fault.message : fault);
  process.exit(1);
});
