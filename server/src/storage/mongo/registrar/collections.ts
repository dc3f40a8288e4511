import type { Connection } from 'mongoose';
import * as accounts from './accounts-documents.js';
import * as results from './results-documents.js';
import * as rounds from './rounds-documents.js';
import { modelOn } from './strict.js';

/** The registrar's collections: the only ones of this engine that know people. Rolls and round keys lie beside them in collections of their own. */
export function collectionsOn(connection: Connection) {
  return {
    organisations: modelOn(connection, 'organisations', accounts.organisationSchema),
    setup: modelOn(connection, 'setup', accounts.setupSchema),
    accounts: modelOn(connection, 'accounts', accounts.accountSchema),
    sessions: modelOn(connection, 'sessions', accounts.sessionSchema),
    tries: modelOn(connection, 'tries', accounts.triesSchema),
    counters: modelOn(connection, 'counters', accounts.counterSchema),
    ledger: modelOn(connection, 'ledger', accounts.ledgerSchema),
    views: modelOn(connection, 'views', accounts.viewSchema),
    clientFiles: modelOn(connection, 'client_files', accounts.clientFileSchema),
    attempts: modelOn(connection, 'attempts', rounds.attemptSchema),
    rosters: modelOn(connection, 'rosters', rounds.rosterSchema),
    units: modelOn(connection, 'units', rounds.unitSchema),
    people: modelOn(connection, 'people', rounds.personSchema),
    rounds: modelOn(connection, 'rounds', rounds.roundSchema),
    invitations: modelOn(connection, 'invitations', rounds.invitationSchema),
    spares: modelOn(connection, 'spare_invitations', rounds.sparesSchema),
    additions: modelOn(connection, 'additions', rounds.additionsSchema),
    outbox: modelOn(connection, 'outbox', rounds.mailSchema),
    leases: modelOn(connection, 'leases', rounds.leaseSchema),
    closings: modelOn(connection, 'closings', results.closingSchema),
    publications: modelOn(connection, 'publications', results.publicationSchema),
    publicationParts: modelOn(connection, 'publication_parts', results.publicationPartSchema),
  };
}

export type Collections = ReturnType<typeof collectionsOn>;
