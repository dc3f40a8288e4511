import { createContext, useContext, useLayoutEffect } from 'react';
import type { Problem } from '#shared/contract/refusal.js';
import { CallRefused } from '../api/refused.js';

/** Where a refusal is told: at the fields that are on the page, and in a note what none of them takes. */
export interface RefusalPlaces {
  /** Messages by the name of the form's field. */
  atFields: Readonly<Record<string, readonly string[]>>;
  /** What is left for the note; null for nothing. */
  inNote: CallRefused | null;
}

export const NO_REFUSAL: RefusalPlaces = { atFields: {}, inNote: null };

/** Shares a refusal out among the fields that are there. The contract names a field by its path in the body. */
export function placesOf(refused: CallRefused, there: ReadonlySet<string>): RefusalPlaces {
  const { field, reason, remedy, problems = [] } = refused.parts;
  const others = problems.filter((problem) => problem.field !== field || problem.reason !== reason);
  const place = (problem: { field?: string | undefined }) => fieldOf(problem.field, there);
  const atFields: Record<string, string[]> = {};
  for (const problem of [{ field, reason, remedy }, ...others]) {
    const name = place(problem);
    if (name !== undefined) atFields[name] = [...(atFields[name] ?? []), [problem.reason, problem.remedy].filter(Boolean).join(' ')];
  }
  const rest = others.filter((problem) => place(problem) === undefined);
  return { atFields, inNote: noteOf(refused, rest, place({ field }) !== undefined) };
}

/** The field that takes a path: the one of that name, or else the one that holds it ("roles" for "roles.0"). */
function fieldOf(path: string | undefined, there: ReadonlySet<string>): string | undefined {
  let name = path?.replace(/^body\./, '') ?? '';
  while (name !== '' && !there.has(name)) name = name.slice(0, Math.max(0, name.lastIndexOf('.')));
  return name === '' ? undefined : name;
}

function noteOf(refused: CallRefused, rest: readonly Problem[], told: boolean): CallRefused | null {
  const { code, status, parts, retryAfter } = refused;
  if (told && rest.length === 0) return null;
  const { row, reason, remedy } = told ? {} : parts;
  return new CallRefused(code, status, { row, reason, remedy, problems: [...rest] }, retryAfter);
}

interface FormRefusal {
  atFields: RefusalPlaces['atFields'];
  /** A field comes onto the page that tells what is refused of it; returns how it leaves. */
  enter: (name: string) => () => void;
  /** Somebody writes in a field, and what was refused of it is no longer told. */
  amend: (name: string) => void;
}

export const FormRefusal = createContext<FormRefusal>({ atFields: NO_REFUSAL.atFields, enter: () => () => {}, amend: () => {} });

const NOTHING: readonly string[] = [];

/** What the form's last refusal says of this field, which thereby promises to tell it, and how to say that it was written in since. */
export function useRefusalOf(name: string): { refusal: readonly string[]; amend: () => void } {
  const { atFields, enter, amend } = useContext(FormRefusal);
  useLayoutEffect(() => enter(name), [enter, name]);
  return { refusal: atFields[name] ?? NOTHING, amend: () => amend(name) };
}
