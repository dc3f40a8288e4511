import type { Clock } from '../clock.js';
import type { Ledger } from '../storage/port/registrar/ledger.js';
import type { Results } from '../storage/port/registrar/results.js';
import type { Rounds } from '../storage/port/registrar/rounds.js';

export interface ResultsNeeds {
  rounds: Pick<Rounds, 'read' | 'byId' | 'standing' | 'events'>;
  results: Results;
  ledger: Pick<Ledger, 'enterViews'>;
  clock: Clock;
}
