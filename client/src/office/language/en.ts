import { PEOPLE } from './en/people.js';
import { ROUNDS } from './en/rounds.js';
import { SHELL } from './en/shell.js';
import { STEWARDSHIP } from './en/stewardship.js';

/** Everything the office says, in English. Words in {{double braces}} are filled in. */
export const EN = { ...SHELL, ...PEOPLE, ...ROUNDS, ...STEWARDSHIP } as const;
