import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Says what is wrong in one line and ends. */
export function fail(line) {
  process.stderr.write(`candour: ${line}\n`);
  process.exit(1);
}

/** Says what takes its time. A quiet command keeps its standard output for itself. */
export function say(line, { quiet }) {
  (quiet ? process.stderr : process.stdout).write(`candour: ${line} ...\n`);
}

/** Refuses a program that belongs to somebody else, before anything is written into it. */
export function refuseForeign(...folders) {
  for (const each of folders) {
    const folder = existsSync(each) ? each : root;
    try {
      accessSync(folder, constants.W_OK);
    } catch {
      fail(`this user may not write in ${folder}: start Candour as the user who owns it, or have that user run "npm run build" here once`);
    }
  }
}

/** Runs a program and resolves to its exit code. Stop signals reach it, and we wait for its own ending. */
export function run(program, args, options = {}, started = () => {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, stdio: 'inherit', ...options });
    started(child);
    const pass = (signal) => child.kill(signal);
    process.on('SIGTERM', pass);
    process.on('SIGINT', pass);
    child.once('error', (error) => fail(`${program} cannot be started: ${error.message}`));
    child.once('exit', (code, signal) => {
      process.off('SIGTERM', pass);
      process.off('SIGINT', pass);
      resolve(signal ? 1 : (code ?? 1));
    });
  });
}

/** The same without a word of it on the terminal; resolves to its exit code and what it said. */
export async function runUnheard(program, args) {
  let said = '';
  const code = await run(program, args, { stdio: ['ignore', 'pipe', 'pipe'] }, ({ stdout, stderr }) => {
    for (const stream of [stdout, stderr]) stream.on('data', (chunk) => (said += chunk));
  });
  return { code, said };
}

/** Each in a group of its own, where there are such: with a program what it has started itself ends too. */
const grouped = process.platform !== 'win32';

/** Runs Node with several lines of arguments at once. When one ends all do, and so when we are told to; resolves to the exit code of the first, once all have ended. */
export async function runTogether(lines, env = process.env) {
  const children = lines.map((line) =>
    spawn(process.execPath, line, { cwd: root, env, stdio: ['pipe', 'inherit', 'inherit'], detached: grouped }),
  );
  const end = () => {
    for (const child of children) endGroup(child);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, end);
  const ends = children.map((child) => new Promise((resolve) => child.once('close', (code) => resolve(code ?? 0))));
  const code = await Promise.race(ends);
  end();
  await Promise.all(ends);
  return code;
}

function endGroup(child) {
  try {
    if (grouped) process.kill(-child.pid, 'SIGTERM');
    else child.kill();
  } catch {
    // It and all of its own have ended.
  }
}
