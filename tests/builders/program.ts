import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface LogLine {
  pid: number;
  msg: string;
  [field: string]: unknown;
}

/** A program in a process of its own. */
export interface Program {
  child: ChildProcess;
  /** All that it has printed so far. */
  said: { out: string; err: string };
  /** What it has logged so far. */
  log(): LogLine[];
  /** Waits for a line of the log. */
  logged(msg: string, times?: number): Promise<LogLine[]>;
  ended(): Promise<{ code: number | null; out: string; err: string }>;
}

const running = new Set<ChildProcess>();

/** Runs Node with these arguments, with these options in its environment and no others, and does not wait for anything. */
export function runProgram(args: readonly string[], options: Record<string, string>): Program {
  const env = { PATH: process.env.PATH ?? '', PORT: '0', ...options };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
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

/** As a power cut would: every program that still runs, at once, with no chance to tidy up. */
export async function killPrograms(): Promise<void> {
  for (const child of running) {
    const gone = once(child, 'close');
    if (child.kill('SIGKILL')) await gone;
  }
  running.clear();
}

/** Waits until it serves; then its address and, where nobody has set it up yet, the link for that with its token. */
export async function serving(program: Program): Promise<{ url: string; setupLink?: string; setupToken?: string }> {
  await program.logged('started');
  const { out } = program.said;
  const url = /^Candour is at (http\S+)$/m.exec(out)?.[1] ?? '';
  const [, setupLink, setupToken] = /^Set it up with this link, once: (http\S+\/setup#([A-Za-z0-9_-]{43}))$/m.exec(out) ?? [];
  return { url, ...(setupLink && setupToken ? { setupLink, setupToken } : {}) };
}

/** Waits for something, for a minute: what many processes do takes its time on a busy machine. */
export async function until(holds: () => boolean | Promise<boolean>, what: string, ms = 60_000): Promise<void> {
  for (const begun = Date.now(); !(await holds()); ) {
    if (Date.now() - begun > ms) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
