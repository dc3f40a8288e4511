import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Form as AriaForm } from 'react-aria-components';
import type { CallRefused } from '../api/refused.js';
import styles from './page.module.css';
import { RefusalNote } from './refusal-note.js';
import { FormRefusal, NO_REFUSAL, placesOf, type RefusalPlaces } from './refusal-places.js';

interface FormProps {
  onSubmit: (fields: FormData) => void;
  /** What the server refused last, told once: at its field where that is on the page, above the end of the form otherwise. */
  refused?: CallRefused | null | undefined;
  children: ReactNode;
}

export function Form({ onSubmit, refused, children }: FormProps) {
  const { there, enter } = useFieldsThere();
  const places = useMemo(() => (refused ? placesOf(refused, there) : NO_REFUSAL), [refused, there]);
  const { atFields, amend } = useNotAmended(places);
  const form = useTryAgain();
  const once = useOnce(refused);
  const refusal = useMemo(() => ({ atFields, enter, amend }), [atFields, enter, amend]);
  return (
    <FormRefusal value={refusal}>
      <AriaForm
        ref={form}
        className={styles.form ?? ''}
        validationErrors={useMemo(() => errorsOf(atFields), [atFields])}
        onSubmit={(event) => {
          event.preventDefault();
          once(new FormData(event.currentTarget), onSubmit);
        }}
      >
        {children}
        {places.inNote && !places.inNote.away ? <RefusalNote refused={places.inNote} /> : null}
      </AriaForm>
    </FormRefusal>
  );
}

/** The names of the fields on the page. */
function useFieldsThere() {
  const [there, setThere] = useState<ReadonlySet<string>>(new Set());
  const enter = useCallback((name: string) => {
    setThere((before) => new Set(before).add(name));
    return () => setThere((before) => new Set([...before].filter((other) => other !== name)));
  }, []);
  return { there, enter };
}

/** What is told at the fields, but for those written in since. Were it to go only with the press of a button, that would move away from under the press. */
function useNotAmended(places: RefusalPlaces) {
  const [{ of, names }, setAmended] = useState<{ of: RefusalPlaces; names: readonly string[] }>({ of: NO_REFUSAL, names: [] });
  const amend = useCallback(
    (name: string) => {
      if (name in places.atFields) setAmended((before) => ({ of: places, names: before.of === places ? [...before.names, name] : [name] }));
    },
    [places],
  );
  const atFields = useMemo(() => {
    const told = Object.entries(places.atFields).filter(([name]) => of !== places || !names.includes(name));
    return Object.fromEntries(told);
  }, [places, of, names]);
  return { atFields, amend };
}

/** What was sent is not sent again, unless it was refused since or something else is filled in: a double click would do everything twice. */
function useOnce(refused: FormProps['refused']) {
  const sent = useRef<{ entries: string; refused: FormProps['refused'] }>(null);
  return (fields: FormData, send: FormProps['onSubmit']) => {
    const entries = JSON.stringify([...fields]);
    const refusedSince = refused && refused !== sent.current?.refused;
    if (sent.current?.entries === entries && !refusedSince) return;
    sent.current = { entries, refused };
    send(fields);
  };
}

/** What was refused of one field may have been put right at another: then the server is to say so, and nothing here stops the next try. */
function useTryAgain() {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const heard = form.current;
    const tryAgain = ({ target }: Event) => {
      if (!(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) || !target.validity.customError) return;
      target.setCustomValidity('');
      if (heard?.matches(':valid')) queueMicrotask(() => heard.requestSubmit());
    };
    heard?.addEventListener('invalid', tryAgain, true);
    return () => heard?.removeEventListener('invalid', tryAgain, true);
  }, []);
  return form;
}

function errorsOf(atFields: RefusalPlaces['atFields']): Record<string, string[]> {
  return Object.fromEntries(Object.entries(atFields).map(([name, messages]) => [name, [...messages]]));
}

export function text(fields: FormData, name: string): string {
  return String(fields.get(name) ?? '').trim();
}
