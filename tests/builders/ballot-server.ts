import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { type BindNeeds, bind } from '#server/http/bind.js';
import { ballotHandlers } from '#server/http/handlers/ballots.js';
import { castHandlers } from '#server/http/handlers/casts.js';
import { ballotHeaders } from '#server/http/headers.js';
import { openRounds } from '#server/open-rounds.js';
import { PublishedRounds } from '#server/results/published-rounds.js';
import { ballots } from '#shared/contract/ballots.js';
import { type Place, signDirectly } from './launched-round.js';

/** The ballot routes of a place over HTTP, as a process that has just begun serves them, and every fault that it would log. */
export async function aBallotServer(
  place: Pick<Place, 'registrar' | 'roll' | 'ballotBox' | 'keys' | 'secrets' | 'clock'>,
  needs: Partial<BindNeeds> = {},
) {
  const { registrar, roll, ballotBox, keys, secrets, clock } = place;
  const { rounds, results } = registrar;
  const open = openRounds({ ...secrets, keys, rounds, results, sign: signDirectly });
  const published = new PublishedRounds({ rounds, results });
  const faults: unknown[] = [];
  const handlers = {
    ...ballotHandlers({ rounds, results, published, openRounds: open, roll, clock }),
    ...castHandlers({ openRounds: open, ballotBox, clock }),
  };
  const log = { fault: (_row: string, fault: unknown) => void faults.push(fault) };
  const app = express();
  app.use('/ballot', ballotHeaders);
  app.use(bind(ballots, handlers, { origin: 'http://localhost', readCaller: async () => undefined, log, ...needs }));
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { port, url: `http://127.0.0.1:${port}`, faults, close };
}
