import { constants, createPrivateKey, type KeyObject, privateDecrypt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { passwords } from '#server/accounts/passwords.js';
import type { Background } from '#server/background.js';
import type { Post } from '#server/mail/mail.js';
import type { Random } from '#server/random.js';
import { openStores, type Stores } from '#server/stores.js';
import { wire } from '#server/wire.js';
import { stockedKey } from '../builders/signing-keys.js';
import { behind, Gate, isMade } from './faults.js';
import type { Way } from './places.js';

export const SESSION_SECRET = 'the secret of a simulated installation';
/** Milliseconds in which a store's server ends what it was asked by a process that died. */
const LATE_MS = 150;
/** scrypt is meant to be slow; simulations are not. */
const CHEAP = { logN: 4, r: 8, p: 1 };

export interface ProcessNeeds {
  way: Way;
  clock: { now(): Date };
  random: Random;
  clientFolder: string;
  post: Post;
  /** Told of every fault in work by the clock that was not made here. */
  failed(job: string, fault: unknown): void;
}

/** One server process on stores that others may use at the same time: the wired handlers and scheduler, behind a gate where faults strike. */
export interface ServerProcess {
  name: string;
  gate: Gate;
  wired: ReturnType<typeof wire>;
  accounts: Parameters<typeof wire>[0]['accounts'];
  /** Resolves when nothing goes on any more that outlasts its request. */
  idle(): Promise<void>;
  /** As when it is told to stop. */
  stop(): Promise<void>;
  /** Resolves when nothing that a dead process has asked for is done any more. */
  settled(): Promise<void>;
  /** Closes what a dead process left open, long after. */
  bury(): Promise<void>;
}

export async function startProcess(name: string, needs: ProcessNeeds): Promise<ServerProcess> {
  const { way } = needs;
  const stores = await openStores(way.urls);
  const gate = new Gate(() => way.cut?.());
  const seen = storesBehind(gate, stores);
  const accounts = {
    ...{ registrar: seen.registrar, clock: needs.clock, random: needs.random, passwords: passwords(CHEAP) },
    ...{ sessionSecret: SESSION_SECRET, baseUrl: 'https://candour.acme.test' },
  };
  const wired = wire({
    ...{ stores: seen, accounts, clientFolder: needs.clientFolder, post: needs.post, allowInsecureBaseUrl: false, sign },
    makeSigningKey: stockedKey,
    failed: (job, fault) => {
      if (!isMade(fault)) needs.failed(job, fault);
    },
  });
  const idle = watched(wired.background);
  const stop = async () => {
    await Promise.all([wired.scheduler.stop(), wired.background.stop()]);
    await stores.close();
    await way.close();
  };
  const bury = async () => {
    await stores.close().catch(() => {});
    await way.close();
  };
  /** The server still does what it was asked last; an engine in the process ends what it has begun. */
  const settled = () => (way.cut ? delay(LATE_MS) : gate.drained());
  return { name, gate, wired, accounts, idle, settled, stop, bury };
}

/** Tells when all work is done that was left to go on. */
function watched(background: Background): () => Promise<void> {
  const under = new Set<Promise<unknown>>();
  const keep = background.keep.bind(background);
  background.keep = (job, work) => {
    under.add(work);
    keep(job, work);
  };
  return async () => {
    await Promise.allSettled(under);
    under.clear();
  };
}

function storesBehind(gate: Gate, { registrar, roll, ballotBox, keys }: Stores): Stores {
  return {
    registrar: behind(gate, registrar, 'registrar'),
    roll: behind(gate, roll, 'roll'),
    ballotBox: behind(gate, ballotBox, 'ballotBox'),
    keys: behind(gate, keys, 'keys'),
    close: async () => {},
  };
}

const imported = new WeakMap<Uint8Array, KeyObject>();

/** As the signing threads do it, without threads. */
async function sign(privateKey: Uint8Array, blinded: Uint8Array): Promise<Uint8Array> {
  const key = imported.get(privateKey) ?? createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' });
  imported.set(privateKey, key);
  return privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, blinded);
}
