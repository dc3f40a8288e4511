import { readFileSync } from 'node:fs';
// As `npm test` built it just before: processes that translate every file for themselves take too long to start.
import { loadConfig } from '../../dist/server/src/config.js';
import { runServer } from '../../dist/server/src/operations/operations.js';
import { startServer } from '../../dist/server/src/start-server.js';

/**
 * The program as `npm start` runs it, in as many processes as the options say, with two changes: its clock is ahead by the milliseconds
 * that stand in the file CLOCK_AHEAD, and passwords are cheap.
 */
const { CLOCK_AHEAD = '', CLIENT_FOLDER = '' } = process.env;
const clock = { now: () => new Date(Date.now() + Number(readFileSync(CLOCK_AHEAD, 'utf8'))) };
const options = { clock, scryptCost: { logN: 4, r: 8, p: 1 }, clientFolder: CLIENT_FOLDER, allowInsecureBaseUrl: true };
await runServer(loadConfig, (config, place) => startServer(config, { ...options, ...(place ? { place } : {}) }));
