import { createHash } from 'node:crypto';
import { canonicalBytes } from '#shared/ballot/canonical.js';
import { Refusal } from '#shared/contract/refusal.js';
import type { ColumnMapping, RosterPreview } from '#shared/contract/roster.js';
import { recordActing } from '../audit/audit.js';
import type { Clock } from '../clock.js';
import { newRowId, type Random } from '../random.js';
import type { Ledger } from '../storage/port/registrar/ledger.js';
import type { Organisations } from '../storage/port/registrar/organisations.js';
import type { Roster } from '../storage/port/registrar/roster.js';
import type { Rounds } from '../storage/port/registrar/rounds.js';
import { type ImportPlan, planImport } from './plan-import.js';
import { type RosterFile, readRosterFile } from './read-roster-file.js';

export interface RosterNeeds {
  registrar: { organisations: Organisations; roster: Roster; rounds: Pick<Rounds, 'read' | 'invitedAmong'>; ledger: Ledger };
  clock: Clock;
  random: Random;
}

/** A file as it came and the columns somebody chose. */
export interface RosterUpload {
  organisation: string;
  file: AsyncIterable<Uint8Array>;
  mapping: ColumnMapping;
}

export interface RosterImport extends RosterUpload {
  fingerprint: string;
  leaveOutProblems: boolean;
  /** The name of whoever imports, for the ledger. */
  by: string;
}

const MOST_PROBLEMS = 100;
const EXAMPLES = 5;

/** What importing the file would do, with everything that is wrong in it. Stores nothing. Refuses (`roster-unreadable`) what is no CSV. */
export async function previewRoster(needs: RosterNeeds, upload: RosterUpload): Promise<RosterPreview> {
  const { file, plan, fingerprint } = await planOf(needs, upload);
  return {
    columns: file.columns,
    mapping: file.mapping,
    rows: file.rows,
    people: file.people.length,
    withoutEmail: file.people.filter(({ email }) => email === null).length,
    units: plan.units,
    problems: file.problems.slice(0, MOST_PROBLEMS),
    problemCount: file.problems.length,
    warnings: file.warnings.slice(0, MOST_PROBLEMS),
    warningCount: file.warnings.length,
    joined: plan.joined.length,
    left: plan.left.length,
    moved: plan.moved.length,
    unchanged: plan.unchanged,
    examples: {
      joined: plan.joined.slice(0, EXAMPLES).map(({ name }) => name),
      left: plan.left.slice(0, EXAMPLES).map(({ name }) => name),
      moved: plan.moved.slice(0, EXAMPLES),
    },
    fingerprint,
  };
}

/**
 * Puts the people of the file in the place of the roster, in one act. Refuses, and stores nothing: a file or a roster that is not the one
 * previewed (`roster-changed`); rows that cannot be read, unless they are to be left out (`roster-rows-refused`).
 */
export async function importRoster(needs: RosterNeeds, input: RosterImport) {
  const { file, plan, fingerprint, revision } = await planOf(needs, input);
  const leftOut = new Set(file.problems.map(({ row }) => row)).size;
  if (file.missing.length > 0 || file.people.length === 0 || (leftOut > 0 && !input.leaveOutProblems)) throw rowsRefused(file);
  if (fingerprint !== input.fingerprint) throw rosterChanged();
  const at = needs.clock.now().toISOString();
  const counts = { people: file.people.length, joined: plan.joined.length, left: plan.left.length, moved: plan.moved.length, leftOut };
  const subject = `${counts.people} people: ${counts.joined} joined, ${counts.left} left, ${counts.moved} moved`;
  await recordActing(needs, { organisation: input.organisation, who: input.by, act: 'roster-imported', subject }, async () => {
    const outcome = await needs.registrar.roster.replace(input.organisation, revision, plan.content, at);
    if (outcome === 'changed') throw rosterChanged();
  });
  return counts;
}

async function planOf(needs: RosterNeeds, { organisation, file: bytes, mapping }: RosterUpload) {
  const { roster, organisations } = needs.registrar;
  const record = await organisations.read(organisation);
  if (!record) throw new Refusal('not-found', { remedy: 'Sign in again.' });
  const { revision } = await roster.state(organisation);
  const current = { units: await roster.units(organisation), people: await roster.people(organisation) };
  const file = await readRosterFile(bytes, mapping, record.language);
  const plan: ImportPlan = planImport(current, file.people, record.name, () => newRowId(needs.random));
  const identity = canonicalBytes({ file: file.hash, mapping: file.mapping, revision });
  return { file, plan, revision, fingerprint: createHash('sha256').update(identity).digest('hex') };
}

function rowsRefused({ problems, people }: RosterFile): Refusal {
  const empty = { reason: 'The file names nobody.', remedy: 'Add a row for each person.' };
  return new Refusal('roster-rows-refused', {
    reason: `${problems.length} things are wrong in the file. Nothing was imported.`,
    remedy: 'Correct them and upload the file again, or say that these rows are to be left out.',
    problems: people.length === 0 && problems.length === 0 ? [empty] : problems.slice(0, MOST_PROBLEMS),
  });
}

function rosterChanged(): Refusal {
  return new Refusal('roster-changed', {
    reason: 'The file, its columns or the roster are not those that were previewed. Nothing was imported.',
    remedy: 'Preview the file again and confirm what you then see.',
  });
}
