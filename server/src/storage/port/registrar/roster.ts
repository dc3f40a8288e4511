/** A unit of the organisation as its roster names it. The organisation itself is the one without a parent. */
export interface RosterUnit {
  id: string;
  name: string;
  parent: string | null;
}

export interface RosterRow {
  id: string;
  employeeId: string;
  name: string;
  email: string | null;
  unit: string;
  leads: boolean;
  language: string;
}

/** A roster whole. `units` in tree order: every parent before its children. */
export interface RosterContent {
  units: readonly RosterUnit[];
  people: readonly RosterRow[];
}

/** `revision` is 0 before the first import and grows with each. */
export interface RosterState {
  revision: number;
  importedAt: string | null;
}

/** People and units of each organisation, as last imported. Nothing here says who was asked or took part. */
export interface Roster {
  state(organisation: string): Promise<RosterState>;
  /** In tree order. */
  units(organisation: string): Promise<RosterUnit[]>;
  people(organisation: string): Promise<RosterRow[]>;
  /** People directly in each unit; units without any are left out. */
  countByUnit(organisation: string): Promise<Map<string, number>>;
  person(organisation: string, id: string): Promise<RosterRow | undefined>;
  /** By a part of name, e-mail or employee id, in any case; sorted by name; at most `limit`. `units`: these only. */
  find(organisation: string, search: { text: string; units?: readonly string[]; limit: number }): Promise<RosterRow[]>;
  /** Puts `content` in the place of the roster, whole or not at all. `changed`: its revision is no longer `revision`. */
  replace(organisation: string, revision: number, content: RosterContent, importedAt: string): Promise<'replaced' | 'changed'>;
}
