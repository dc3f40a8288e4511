import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const METRICS_TOKEN = 'a token of the tests, 32 and more';

/** A folder that programs share: their data, a client, and how far their clocks are ahead. */
export async function aProgramFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'candour-program-'));
  await mkdir(join(folder, 'client'));
  for (const page of ['index.html', 'b.html']) await writeFile(join(folder, 'client', page), '<!doctype html>');
  // Whole at every moment: half a number would be another time.
  const setAhead = async (ms: number) => {
    await writeFile(join(folder, 'ahead.next'), String(ms));
    await rename(join(folder, 'ahead.next'), join(folder, 'ahead'));
  };
  await setAhead(0);
  return { folder, dataDir: join(folder, 'data'), setAhead, remove: () => rm(folder, { recursive: true, force: true }) };
}

export interface LogLine {
  pid: number;
  msg: string;
  [field: string]: unknown;
}

export interface Program {
  child: ChildProcess;
  said: { out: string; err: string };
  url: string;
  setupToken: string | undefined;
  /** What it has logged so far. */
  log(): LogLine[];
  /** Waits for a line of the log. */
  logged(msg: string, times?: number): Promise<LogLine[]>;
  ended(): Promise<{ code: number | null; out: string; err: string }>;
}

const running = new Set<ChildProcess>();

/** Programs that a test left behind. */
export async function killPrograms(): Promise<void> {
  for (const child of running) {
    const gone = once(child, 'close');
    if (child.kill('SIGKILL')) await gone;
  }
  running.clear();
}

/** Starts the program with these options, and does not wait for anything. */
export function startProgram(folder: string, options: Record<string, string> = {}): Omit<Program, 'url' | 'setupToken'> {
  const env = { PATH: process.env.PATH ?? '', PORT: '0', DATA_DIR: join(folder, 'data'), METRICS_TOKEN, ...options };
  const tests = { CLOCK_AHEAD: join(folder, 'ahead'), CLIENT_FOLDER: join(folder, 'client') };
  const child = spawn(process.execPath, ['tests/operations/serve.mjs'], { env: { ...env, ...tests }, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    said.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.err += chunk;
  });
  const closed = once(child, 'close');
  closed.then(() => running.delete(child));
  const log = () => {
    const whole = said.out.split('\n').slice(0, -1);
    return whole.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as LogLine);
  };
  return {
    child,
    said,
    log,
    async logged(msg, times = 1) {
      const found = () => log().filter((line) => line.msg === msg);
      await until(() => found().length >= times || child.exitCode !== null, `"${msg}" in the log`);
      if (found().length < times) throw new Error(`it ended: ${said.out}${said.err}`);
      return found();
    },
    ended: async () => ({ code: (await closed)[0] as number | null, ...said }),
  };
}

/** Starts the program and waits until all of its processes serve. */
export async function aProgram(folder: string, options: Record<string, string> = {}): Promise<Program> {
  const program = startProgram(folder, options);
  await program.logged('started');
  const processes = Number(options.WEB_CONCURRENCY ?? '1');
  if (processes > 1) await program.logged('server process serves', processes);
  const [, url = ''] = /^Candour is at (http\S+)$/m.exec(program.said.out) ?? [];
  const setupToken = /\/setup#(\S+)$/m.exec(program.said.out)?.[1];
  return { ...program, url, setupToken };
}

/** Waits for something, for a minute: what many processes do takes its time on a busy machine. */
export async function until(holds: () => boolean | Promise<boolean>, what: string, ms = 60_000): Promise<void> {
  for (const begun = Date.now(); !(await holds()); ) {
    if (Date.now() - begun > ms) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** What Prometheus reads. */
export async function scrape(url: string): Promise<string> {
  const reply = await fetch(`${url}/metrics`, { headers: { Authorization: `Bearer ${METRICS_TOKEN}` } });
  if (reply.status !== 200) throw new Error(`${reply.status} ${await reply.text()}`);
  return reply.text();
}

/** The value of a metric, with its labels as they are written. */
export function valueIn(metrics: string, name: string): number | undefined {
  const line = metrics.split('\n').find((each) => each.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length + 1));
}
