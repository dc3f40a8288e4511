import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { StoreUrls } from './bench-office.js';
import { ended } from './forked.js';
import type { Load, LoadFigures } from './http-load.js';

const MAIN = fileURLToPath(new URL('../../server/src/main.js', import.meta.url));
const HTTP_LOAD = fileURLToPath(new URL('./http-load.js', import.meta.url));

/** The server as `npm start` runs it, in processes of its own. */
export interface RealServer {
  url: string;
  stop(): Promise<void>;
}

/** Resolves when every one of its processes serves: before, one alone would be given all connections. */
export async function startRealServer(
  folder: string,
  workers: number,
  urls: StoreUrls = {},
  program: readonly string[] = [MAIN],
): Promise<RealServer> {
  const token = randomBytes(16).toString('hex');
  const env = { PATH: process.env.PATH, DATA_DIR: folder, PORT: '0', WEB_CONCURRENCY: String(workers), LOG_LEVEL: 'silent', ...urls };
  const server = spawn(process.execPath, program, { env: { ...env, METRICS_TOKEN: token }, stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await addressOf(server);
  while ((await servingAt(url, token)) < workers) await setTimeout(50);
  return {
    url,
    async stop() {
      server.kill('SIGTERM');
      await ended(server);
    },
  };
}

async function addressOf(server: ChildProcess): Promise<string> {
  if (!server.stdout) throw new Error('the server has no output');
  for await (const line of createInterface(server.stdout)) {
    const address = /^Candour is at (\S+)/.exec(line)?.[1];
    if (address) return address;
  }
  throw new Error('the server did not start');
}

async function servingAt(url: string, token: string): Promise<number> {
  const metrics = await (await fetch(new URL('/metrics', url), { headers: { Authorization: `Bearer ${token}` } })).text();
  return Number(/^candour_processes (\d+)/m.exec(metrics)?.[1] ?? 0);
}

/** Loads a server from a process of its own. */
export async function load(folder: string, given: Load): Promise<LoadFigures> {
  const file = join(folder, `load-${randomBytes(4).toString('hex')}.json`);
  await writeFile(file, JSON.stringify(given));
  const { stdout } = await promisify(execFile)(process.execPath, ['--enable-source-maps', HTTP_LOAD, file]);
  return JSON.parse(stdout) as LoadFigures;
}
