import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import supertest from 'supertest';
import type { Clock } from '#server/clock.js';
import { loadConfig } from '#server/config.js';
import { type StartOptions, startServer } from '#server/start-server.js';
import type { Role } from '#shared/contract/roles.js';
import { stockedKey } from './signing-keys.js';

export const PASSWORD = 'seven quiet herons wading';
/** As a browser asks. Supertest by itself asks for a connection that is closed, and so would be told of one whatever the server thinks. */
export const KEPT_OPEN = { Connection: 'keep-alive' };
/** scrypt is meant to be slow; tests are not. */
const CHEAP = { logN: 4, r: 8, p: 1 };

/** A clock that stands still until it is moved. */
export function aClock(start = '2026-03-02T08:00:00Z'): Clock & { move(seconds: number): void } {
  let now = Date.parse(start);
  return {
    now: () => new Date(now),
    move: (seconds) => {
      now += seconds * 1000;
    },
  };
}

/** Collects what a server logs. */
export function aLog() {
  const lines: string[] = [];
  return { lines, write: (line: string) => void lines.push(line) };
}

export interface ServerParts {
  environment?: Record<string, string>;
  clock?: ReturnType<typeof aClock>;
  /** From the stock otherwise. */
  makeSigningKey?: StartOptions['makeSigningKey'];
}

/** The whole server on a fresh data folder, as `npm start` runs it, on a free port. */
export async function aServer(options: ServerParts = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'candour-server-'));
  const clientFolder = join(folder, 'client');
  await mkdir(join(clientFolder, 'assets'), { recursive: true });
  await writeFile(join(clientFolder, 'index.html'), '<!doctype html><title>office</title>');
  await writeFile(join(clientFolder, 'b.html'), '<!doctype html><title>ballot</title>');
  await writeFile(join(clientFolder, 'assets', 'main-1a2b.js'), `export const text = '${'candour '.repeat(500)}';`);
  const config = await loadConfig({ DATA_DIR: join(folder, 'data'), PORT: '0', ...options.environment });
  const { clock = aClock(), makeSigningKey = stockedKey } = options;
  const log = aLog();
  const server = await startServer(config, { clock, scryptCost: CHEAP, log, clientFolder, makeSigningKey });
  const close = async () => {
    await server.close();
    await rm(folder, { recursive: true });
  };
  return { ...server, config, clock, log, request: supertest(server.localUrl), close };
}
export type TestServer = Awaited<ReturnType<typeof aServer>>;

/** Sets the installation up as its first user would; returns HR's session cookie. */
export async function setUpAcme({ request, setupLink }: TestServer): Promise<string> {
  const reply = await request.post('/api/setup').send({
    token: tokenOf(setupLink),
    organisation: { name: 'Acme', timeZone: 'Europe/Berlin', language: 'en' },
    account: { name: 'Hana', email: 'hana@acme.test', password: PASSWORD },
  });
  if (reply.status !== 200) throw new Error(reply.text);
  return cookieOf(reply);
}

/** Invites a colleague and lets them join; returns their session cookie. */
export async function joined({ request }: TestServer, hr: string, name: string, roles: readonly Role[]): Promise<string> {
  const email = `${name.toLowerCase()}@acme.test`;
  const invited = await request.post('/api/colleagues').set('Cookie', hr).send({ name, email, roles });
  const reply = await request.post('/api/one-time-links').send({ token: tokenOf(invited.body.link), password: PASSWORD });
  if (reply.status !== 200) throw new Error(reply.text);
  return cookieOf(reply);
}

/** The secret behind `#`. */
export function tokenOf(link: string | undefined): string {
  return new URL(link ?? '').hash.slice(1);
}

/** The session cookie as a browser sends it back. */
export function cookieOf(reply: { headers: Record<string, unknown> }): string {
  const [cookie = ''] = reply.headers['set-cookie'] as string[];
  return cookie.split(';')[0] ?? '';
}
