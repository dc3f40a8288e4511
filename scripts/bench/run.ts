import type { Engine } from './engines.js';
import type { Figures } from './figures.js';
import type { Sizes } from './sizes.js';

/** What each part of the bench is given. */
export interface Run {
  engines: readonly Engine[];
  sizes: Sizes;
  figures: Figures;
}

/** Processes that each figure is taken with. */
export const PROCESSES = [1, 2] as const;
