import { readFileSync } from 'node:fs';
import { loadConfig } from '#server/config.js';
import { startServer } from '#server/main.js';
import { runServer } from '#server/operations/operations.js';

/**
 * The program as `npm start` runs it, in as many processes as the options say, with two changes: its clock is ahead by the milliseconds
 * that stand in the file CLOCK_AHEAD, and passwords are cheap. ROUND_SECRET opens rounds that a test launched by itself.
 */
const { CLOCK_AHEAD = '', CLIENT_FOLDER = '', ROUND_SECRET } = process.env;
const clock = { now: () => new Date(Date.now() + Number(readFileSync(CLOCK_AHEAD, 'utf8'))) };
const scryptCost = { logN: 4, r: 8, p: 1 };
await runServer(loadConfig, (config, place) =>
  startServer(
    { ...config, sessionSecret: ROUND_SECRET ?? config.sessionSecret },
    { clock, scryptCost, clientFolder: CLIENT_FOLDER, allowInsecureBaseUrl: true, ...(place ? { place } : {}) },
  ),
);
