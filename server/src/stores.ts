import {
  openBallotBox,
  openRegistrar,
  openRoll,
  openRoundKeys,
  prepareStore,
  refuseLostRegistrar,
  refuseRegistrarAt,
  refuseSharedPlace,
  type StoreUrls,
} from './storage/open-store.js';
import type { BallotBox } from './storage/port/ballot-box.js';
import type { Registrar } from './storage/port/registrar.js';
import type { Roll } from './storage/port/roll.js';
import type { RoundKeys } from './storage/port/round-keys.js';

/** The stores of an installation. */
export interface Stores {
  registrar: Registrar;
  roll: Roll;
  ballotBox: BallotBox;
  keys: RoundKeys;
  close(): Promise<void>;
}

/** Refuses (`StoreUrlRefused`, `StoreCannotOpen`, `NewerSchema`) places that cannot be used, where people and ballots would meet, or where a registrar was lost. */
export async function openStores(urls: StoreUrls): Promise<Stores> {
  const { registrarUrl, rollUrl, ballotBoxUrl } = urls;
  refuseSharedPlace(urls);
  for (const url of [rollUrl, ballotBoxUrl]) await prepareStore(url);
  await refuseRegistrarAt(ballotBoxUrl);
  await refuseLostRegistrar(urls);
  const roll = openRoll(rollUrl);
  const ballotBox = openBallotBox(ballotBoxUrl);
  const keys = openRoundKeys(rollUrl);
  const closeOthers = () => Promise.all([roll.close(), ballotBox.close(), keys.close()]);
  const registrar = await openRegistrar(registrarUrl).catch(async (fault: unknown) => {
    await closeOthers();
    throw fault;
  });
  const close = async () => {
    await closeOthers();
    await registrar.close();
  };
  // Again, for the registrar has just made its own collections.
  await refuseRegistrarAt(ballotBoxUrl).catch(async (fault: unknown) => {
    await close();
    throw fault;
  });
  return { registrar, roll, ballotBox, keys, close };
}
