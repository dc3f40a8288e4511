import type { EN } from './en.js';
import { HE_PEOPLE } from './he/people.js';
import { HE_ROUNDS } from './he/rounds.js';
import { HE_SHELL } from './he/shell.js';
import { HE_STEWARDSHIP } from './he/stewardship.js';
import type { Translated } from './translated.js';

/** Everything the office says, in Hebrew. */
export const HE: Translated<typeof EN> = { ...HE_SHELL, ...HE_PEOPLE, ...HE_ROUNDS, ...HE_STEWARDSHIP };
