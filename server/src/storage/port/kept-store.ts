import type { RoundId } from '#shared/ballot/manifest.js';
import type { RoundState } from '#shared/round/states.js';

/** What a copied registrar says of its rounds. Titles are for whoever makes the backup; nothing keeps them. */
export interface CopiedRound {
  id: RoundId;
  title: string;
  state: RoundState;
  /** The last step of its closing that is noted; null before it. */
  step: string | null;
  /** A cancelled round: its ballots, roll and keys are destroyed. */
  cleared: boolean;
}

export interface CopiedRegistrar {
  /** How many migrations its schema has behind it. */
  schema: number;
  /** Ids. */
  organisations: string[];
  rounds: CopiedRound[];
  /** When the last sealed answers go by the terms of their rounds, ISO; null where none are kept. */
  answersUntil: string | null;
}

/** A store as backup and restore see it. Neither needs it opened, and neither migrates it. */
export interface KeptStore {
  engine: 'sqlite' | 'mongodb';
  /** What stands in the way of a restore, and where; undefined: nothing is there. */
  occupied(): Promise<string | undefined>;
  /** Puts a copy in its place. Again after an interruption: completes it. */
  restore(from: string): Promise<void>;
}

export interface KeptRegistrar extends KeptStore {
  /** No server ever opened one here, or it is gone without a trace. */
  missing(): Promise<boolean>;
  /** The newest schema that this program knows. */
  knownSchema: number;
  /** A copy as of one moment into an empty folder, while servers go on. Undefined where there is no registrar. */
  copy(to: string): Promise<CopiedRegistrar | undefined>;
  /** The rounds as they are now. */
  rounds(): Promise<CopiedRound[]>;
  /** From here until `restore` is through no server opens it, also after an interruption. `backup` names what is restored. */
  claim(backup: string): Promise<void>;
  /** The backup whose restore was begun and not ended. */
  claimedBy(): Promise<string | undefined>;
}

/** Rolls with the keys of rounds, or ballot boxes. */
export interface KeptRounds extends KeptStore {
  /** Where something of a round lies; undefined: there is none. */
  found(): Promise<string | undefined>;
  /** What is there of these rounds, into an empty folder. */
  copy(to: string, rounds: ReadonlySet<RoundId>): Promise<void>;
}

export interface KeptStores {
  registrar: KeptRegistrar;
  rolls: KeptRounds;
  ballots: KeptRounds;
}
