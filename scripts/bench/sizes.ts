export interface Sealed {
  ballots: number;
  turns: number;
}

/** How much of everything a run does. */
export interface Sizes {
  /** Collects, and casts, of each figure. */
  collects: number;
  casts: number;
  /** Documents in each measurement of the driver's own inserts. */
  singleInserts: number;
  /** Milliseconds in each measurement of raw signatures and raw inserts. */
  limit: number;
  /** Sealed ballots, and how often they are published in turn with the limit. */
  sealed: { small: Sealed; middle: Sealed; large: Sealed };
  sealedOnMongo: Sealed;
  launch: { people: number; units: number };
  roster: { people: number; units: number };
  /** People of whom half collect and cast over HTTP from one server process, half from two. */
  http: number;
  /** Seconds of reading beside casting, and of the same before anything is timed. */
  dashboard: { warmSeconds: number; seconds: number };
  /** Hours of an open round in fast motion, and votes in each. */
  longRound: { hours: number; votes: number };
  firstScreen: { units: number };
}

/** What the figures in docs/scaling.md are taken at, and the goals are set for. */
export const FULL: Sizes = {
  ...{ collects: 12_000, casts: 36_000, singleInserts: 12_000, limit: 3000 },
  sealed: {
    small: { ballots: 10_000, turns: 25 },
    middle: { ballots: 100_000, turns: 25 },
    large: { ballots: 1_000_000, turns: 7 },
  },
  sealedOnMongo: { ballots: 100_000, turns: 5 },
  launch: { people: 100_000, units: 300 },
  roster: { people: 10_000, units: 110 },
  ...{ http: 4000, dashboard: { warmSeconds: 4, seconds: 12 } },
  longRound: { hours: 8, votes: 1000 },
  firstScreen: { units: 300 },
};

/** Enough to see that each part works, in about two minutes; the figures say nothing. */
export const SMALL: Sizes = {
  ...{ collects: 800, casts: 800, singleInserts: 400, limit: 200 },
  sealed: {
    small: { ballots: 2000, turns: 3 },
    middle: { ballots: 4000, turns: 3 },
    large: { ballots: 8000, turns: 3 },
  },
  sealedOnMongo: { ballots: 4000, turns: 3 },
  launch: { people: 1000, units: 12 },
  roster: { people: 1000, units: 12 },
  ...{ http: 400, dashboard: { warmSeconds: 1, seconds: 1 } },
  longRound: { hours: 3, votes: 60 },
  firstScreen: { units: 20 },
};
