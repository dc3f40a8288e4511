import { type Clock, systemClock } from '../../../clock.js';
import type { Registrar } from '../../port/registrar.js';
import { databaseOf, type MongoStore, openMongo } from '../connection.js';
import { refuseClaimed } from '../keeping/claim.js';
import { LONGEST } from '../within.js';
import { mongoAccess } from './access.js';
import { mongoAccounts } from './accounts.js';
import { attemptsIn } from './attempts.js';
import { mongoClientFiles } from './client-files.js';
import { collectionsOn } from './collections.js';
import { streamInvitations } from './invitations.js';
import { mongoLedger } from './ledger.js';
import { migrate } from './migrate.js';
import { finishFounding, mongoOrganisations } from './organisations.js';
import { mongoOutbox } from './outbox.js';
import { mongoResults } from './results.js';
import { mongoRoster } from './roster.js';
import { mongoRounds } from './rounds.js';

/**
 * Opens the registrar in a MongoDB database, brings schema and indexes up to date, and clears what interrupted acts left. Refuses (NewerSchema)
 * a schema from the future and (StoreCannotOpen) one that is not restored whole; fails with `StoreUnavailable` while the server is away. `clock` is for what only this engine times: locks, leftovers.
 */
export async function openMongoRegistrar(url: string, clock: Clock = systemClock): Promise<Registrar> {
  const store = openMongo(url);
  try {
    return await registrarIn(store, clock);
  } catch (fault) {
    await store.close();
    throw fault;
  }
}

async function registrarIn(store: MongoStore, clock: Clock): Promise<Registrar> {
  const all = collectionsOn(store.connection);
  const attempts = attemptsIn(all, clock);
  await store.run(async (connection) => {
    await refuseClaimed(databaseOf(connection));
    await migrate(connection, clock);
    await finishFounding(all);
    await attempts.sweep();
  }, LONGEST.wholeRound);
  return {
    organisations: inside(store, mongoOrganisations(all)),
    accounts: inside(store, mongoAccounts(all)),
    access: inside(store, mongoAccess(all)),
    ledger: inside(store, mongoLedger(all)),
    roster: inside(store, mongoRoster(all, attempts), ['replace', 'people']),
    rounds: {
      ...inside(store, mongoRounds(all, attempts), ['freeze', 'deleteDraft', 'forgetInvited']),
      invitations: (id) => streamInvitations(store, all, id),
    },
    outbox: inside(store, mongoOutbox(all), ['giveUp', 'retryFailed']),
    results: inside(store, mongoResults(all, attempts), ['publishOnce']),
    clientFiles: inside(store, mongoClientFiles(all)),
    close: () => store.close(),
  };
}

/** The same acts, each with its connection and with faults told as the port names them. `lengthy`: those that go through a whole round or roster. */
function inside<Part extends { [Name in keyof Part]: (...input: never[]) => Promise<unknown> }>(
  store: MongoStore,
  part: Part,
  lengthy: readonly (keyof Part & string)[] = [],
): Part {
  const acts = Object.entries(part) as [string, (...input: unknown[]) => Promise<unknown>][];
  const bounded = acts.map(([name, act]) => {
    const longest = (lengthy as readonly string[]).includes(name) ? LONGEST.wholeRound : LONGEST.act;
    return [name, (...input: unknown[]) => store.run(() => act(...input), longest)];
  });
  return Object.fromEntries(bounded) as unknown as Part;
}
