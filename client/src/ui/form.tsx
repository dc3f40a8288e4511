import type { ReactNode } from 'react';
import { Form as AriaForm } from 'react-aria-components';
import type { CallRefused } from '../api/refused.js';
import styles from './page.module.css';
import { RefusalNote } from './refusal-note.js';

interface FormProps {
  onSubmit: (fields: FormData) => void;
  /** What the server refused last: shown at its field where it names one, above the buttons otherwise. */
  refused?: CallRefused | null | undefined;
  /** Refusals that the page itself answers, so that they are not told twice. */
  children: ReactNode;
}

export function Form({ onSubmit, refused, children }: FormProps) {
  return (
    <AriaForm
      className={styles.form ?? ''}
      validationErrors={refused ? errorsByField(refused) : {}}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(new FormData(event.currentTarget));
      }}
    >
      {children}
      {refused && !refused.away ? <RefusalNote refused={refused} /> : null}
    </AriaForm>
  );
}

/** Messages by the name of the form's field. The contract names a field by its path in the body. */
export function errorsByField(refused: CallRefused): Record<string, string> {
  const errors: Record<string, string> = {};
  const { field, reason, remedy, problems = [] } = refused.parts;
  for (const problem of [{ field, reason, remedy }, ...problems]) {
    if (problem.field) errors[problem.field.replace(/^body\./, '')] ??= [problem.reason, problem.remedy].filter(Boolean).join(' ');
  }
  return errors;
}

export function text(fields: FormData, name: string): string {
  return String(fields.get(name) ?? '').trim();
}
