import { accounts } from './accounts.js';
import { signOn } from './accounts-sign-on.js';
import { ballots } from './ballots.js';
import type { Contract } from './contract.js';
import { results } from './results.js';
import { roster } from './roster.js';
import { rounds } from './rounds.js';
import { stewardship } from './stewardship.js';

/** Every endpoint there is. */
export const table = { ...accounts, ...signOn, ...roster, ...rounds, ...results, ...stewardship, ...ballots } as const satisfies Contract;
export type Table = typeof table;
export type RowName = keyof Table;
