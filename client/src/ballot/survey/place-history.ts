/** Where somebody is in the ballot, as the browser's Back key sees it: one entry a place, under one address. */
export interface PlaceHistory {
  /** The place of the entry shown now; undefined where the ballot has set none. Survives a reload. */
  here(): string | undefined;
  /** Goes on to a place; Back returns to the one before. Does nothing when already there, so that rendering twice is harmless. */
  enter(place: string): void;
  /** Puts a place where this one was; Back does not return to it: for a step that must not be taken twice. */
  become(place: string): void;
  /** The Back key. */
  back(): void;
  /** Tells of each arrival by Back or Forward, until the returned function is called. */
  onArrive(arrived: (place: string | undefined) => void): () => void;
}

/** Keeps only the place in the entry: no answer, no token; the address stays as it is. */
export function placeHistory({ history, addEventListener, removeEventListener }: Window): PlaceHistory {
  history.scrollRestoration = 'manual'; // each place is read from its top
  const here = () => placeIn(history.state);
  return {
    here,
    enter: (place) => {
      if (here() !== place) history.pushState({ place }, '');
    },
    become: (place) => history.replaceState({ place }, ''),
    back: () => history.back(),
    onArrive: (arrived) => {
      const listen = (event: PopStateEvent) => arrived(placeIn(event.state));
      addEventListener('popstate', listen);
      return () => removeEventListener('popstate', listen);
    },
  };
}

function placeIn(state: unknown): string | undefined {
  if (typeof state !== 'object' || state === null || !('place' in state)) return undefined;
  return typeof state.place === 'string' ? state.place : undefined;
}

/** The place of a question page, counted from 0. */
export const questionPage = (page: number): string => `page-${page}`;

/** The question page that a place stands for, if it is one of `pages`; undefined for every other place. */
export function questionPageAt(place: string | undefined, pages: number): number | undefined {
  const page = place?.match(/^page-(\d{1,3})$/)?.[1];
  return page !== undefined && Number(page) < pages ? Number(page) : undefined;
}
