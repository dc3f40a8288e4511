import { readFileSync } from 'node:fs';
import { loadConfig } from '#server/config.js';
import { startServer } from '#server/start-server.js';
import { stockedKey } from '../builders/signing-keys.js';

/** The whole server on a folder, with its clock put to `now`; prints its address once it listens, and serves until it is killed. */
const { folder, now, sessionSecret } = JSON.parse(readFileSync(0, 'utf8'));
const config = await loadConfig({ DATA_DIR: folder, PORT: '0', SESSION_SECRET: sessionSecret });
const clock = { now: () => new Date(now) };
const server = await startServer(config, { clock, allowInsecureBaseUrl: true, makeSigningKey: stockedKey });
console.log(server.localUrl);
