import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { StoreUrls } from './bench-office.js';
import type { Load, LoadFigures } from './http-load.js';

const MAIN = fileURLToPath(new URL('../../server/src/main.js', import.meta.url));
const HTTP_LOAD = fileURLToPath(new URL('./http-load.js', import.meta.url));

/** The server as `npm start` runs it, in processes of its own. */
export interface RealServer {
  url: string;
  /** Megabytes that its processes have in memory, together. */
  megabytes(): Promise<number>;
  stop(): Promise<void>;
}

export async function startRealServer(folder: string, workers: number, urls: StoreUrls = {}): Promise<RealServer> {
  const env = { PATH: process.env.PATH, DATA_DIR: folder, PORT: '0', WEB_CONCURRENCY: String(workers), LOG_LEVEL: 'silent', ...urls };
  const server = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await addressOf(server);
  return {
    url,
    megabytes: () => megabytesOf(server.pid ?? 0),
    async stop() {
      server.kill('SIGTERM');
      if (server.exitCode === null) await once(server, 'exit');
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

/** Of the process and its children, as Linux tells it; NaN elsewhere. */
async function megabytesOf(pid: number): Promise<number> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(' ').filter(Boolean);
    const own = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
    return (await Promise.all(children.map((child) => megabytesOf(Number(child))))).reduce((sum, one) => sum + one, own);
  } catch {
    return Number.NaN;
  }
}

/** Loads a server from a process of its own. */
export async function load(folder: string, given: Load): Promise<LoadFigures> {
  const file = join(folder, `load-${randomBytes(4).toString('hex')}.json`);
  await writeFile(file, JSON.stringify(given));
  const { stdout } = await promisify(execFile)(process.execPath, ['--enable-source-maps', HTTP_LOAD, file]);
  return JSON.parse(stdout) as LoadFigures;
}
