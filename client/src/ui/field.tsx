import { type ReactNode, useContext, useLayoutEffect, useRef } from 'react';
import {
  CheckboxGroup as AriaCheckboxGroup,
  TextField as AriaTextField,
  Checkbox,
  FieldError,
  FieldErrorContext,
  Input,
  Label,
  Radio,
  RadioGroup,
  Text,
  TextArea,
} from 'react-aria-components';
import { useWords } from '../office/language/words.js';
import styles from './field.module.css';
import { useRefusalOf } from './refusal-places.js';

interface TextFieldProps {
  name: string;
  label: string;
  hint?: string;
  type?: 'text' | 'email' | 'password' | 'search' | 'datetime-local' | 'number';
  autoComplete?: string;
  required?: boolean;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  inputMode?: 'numeric';
  lines?: 'one' | 'several';
  /** For a field that appears on request: who asked for it is led there. */
  autoFocus?: boolean;
  defaultValue?: string;
  value?: string;
  onChange?: (value: string) => void;
  min?: string;
  max?: string;
}

export function TextField({ label, hint, lines = 'one', required = false, min, max, ...rest }: TextFieldProps) {
  const { refusal, amend } = useRefusalOf(rest.name);
  const change = (value: string) => {
    amend();
    rest.onChange?.(value);
  };
  return (
    <AriaTextField {...rest} onChange={change} isRequired={required} className={styles.field ?? ''}>
      <Caption label={label} hint={hint} />
      {lines === 'one' ? (
        <Input className={styles.input ?? ''} {...(min ? { min } : {})} {...(max ? { max } : {})} />
      ) : (
        <TextArea className={`${styles.input} ${styles.area}`} />
      )}
      <ErrorLine refused={refusal.length > 0} />
    </AriaTextField>
  );
}

/** What a field of react-aria is called, and what is to be known of it. */
function Caption({ label, hint }: { label: string; hint: string | undefined }) {
  return (
    <>
      <Label className={styles.label ?? ''}>{label}</Label>
      {hint ? (
        <Text slot="description" className={styles.hint ?? ''}>
          {hint}
        </Text>
      ) : null}
    </>
  );
}

/** Errors of one field. What the server refused is read out as it comes. `missing` stands for the browser's words where nothing is chosen. */
function ErrorLine({ refused, missing }: { refused: boolean; missing?: string }) {
  const error = (
    <FieldError>
      {({ validationDetails, defaultChildren }) => (missing && validationDetails.valueMissing ? missing : defaultChildren)}
    </FieldError>
  );
  return (
    <div ref={useKeptHeight()} className={missing ? styles.groupError : styles.error}>
      {refused ? <span role="alert">{error}</span> : error}
    </div>
  );
}

/** The most that the errors took stays theirs: an error goes as the field is left, which is to press a button below, and that must not move from under the press. */
function useKeptHeight() {
  const line = useRef<HTMLDivElement>(null);
  const { isInvalid } = useContext(FieldErrorContext) ?? {};
  useLayoutEffect(() => {
    if (isInvalid && line.current) line.current.style.minBlockSize = `${line.current.offsetHeight}px`;
  });
  return line;
}

export interface Choice {
  id: string;
  label: string;
  hint?: string;
  /** Shown, so that nobody looks for it, and not to be chosen. */
  disabled?: boolean;
}

interface SelectProps {
  name: string;
  label: string;
  hint?: string;
  choices: readonly Choice[];
  defaultValue?: string;
  value?: string;
  onChange?: (value: string) => void;
}

/** The browser's own list box: every device knows how to operate it. */
export function Select({ name, label, hint, choices, defaultValue, value, onChange }: SelectProps) {
  const id = `select-${name}`;
  const { refusal, amend } = useRefusalOf(name);
  const refused = refusal.length > 0;
  const describedBy = [hint ? `${id}-hint` : '', refused ? `${id}-error` : ''].filter(Boolean).join(' ');
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      {hint ? (
        <span id={`${id}-hint`} className={styles.hint}>
          {hint}
        </span>
      ) : null}
      <select
        id={id}
        name={name}
        className={styles.input}
        aria-describedby={describedBy || undefined}
        aria-invalid={refused || undefined}
        data-invalid={refused || undefined}
        {...(value === undefined ? { defaultValue } : { value })}
        onChange={(event) => {
          amend();
          onChange?.(event.target.value);
        }}
      >
        {choices.map((choice) => (
          <option key={choice.id} value={choice.id}>
            {choice.label}
          </option>
        ))}
      </select>
      {refused ? (
        <div id={`${id}-error`} role="alert" className={styles.error}>
          {refusal.join(' ')}
        </div>
      ) : null}
    </div>
  );
}

interface ChoicesProps {
  name: string;
  label: string;
  hint?: string;
  choices: readonly Choice[];
}

/** One of several, each with a line that says what it means. */
export function Radios({
  name,
  label,
  hint,
  choices,
  defaultValue,
  onChange,
  required = false,
}: ChoicesProps & { defaultValue?: string; required?: boolean; onChange?: (id: string) => void }) {
  const t = useWords();
  const { refusal, amend } = useRefusalOf(name);
  const change = (id: string) => {
    amend();
    onChange?.(id);
  };
  return (
    <RadioGroup
      name={name}
      {...(defaultValue === undefined ? {} : { defaultValue })}
      isRequired={required}
      onChange={change}
      className={styles.group ?? ''}
    >
      <Caption label={label} hint={hint} />
      <ErrorLine refused={refusal.length > 0} missing={t('refused.chooseOne')} />
      {choices.map((choice) => (
        <Radio key={choice.id} value={choice.id} isDisabled={choice.disabled ?? false} className={styles.check ?? ''}>
          <span className={`${styles.box} ${styles.round}`} />
          <ChoiceText choice={choice} />
        </Radio>
      ))}
    </RadioGroup>
  );
}

/** Any of several. */
export function Checkboxes({
  name,
  label,
  hint,
  choices,
  defaultValue,
  onChange,
  required = false,
}: ChoicesProps & { defaultValue: readonly string[]; required?: boolean; onChange?: (ids: string[]) => void }) {
  const t = useWords();
  const { refusal, amend } = useRefusalOf(name);
  const change = (ids: string[]) => {
    amend();
    onChange?.(ids);
  };
  return (
    <AriaCheckboxGroup name={name} defaultValue={[...defaultValue]} isRequired={required} onChange={change} className={styles.group ?? ''}>
      <Caption label={label} hint={hint} />
      <ErrorLine refused={refusal.length > 0} missing={t('refused.chooseSome')} />
      {choices.map((choice) => (
        <Checkbox key={choice.id} value={choice.id} className={styles.check ?? ''}>
          <span className={styles.box} />
          <ChoiceText choice={choice} />
        </Checkbox>
      ))}
    </AriaCheckboxGroup>
  );
}

/** A single yes or no. */
export function Check({
  name,
  children,
  value,
  onChange,
}: {
  name: string;
  children: ReactNode;
  value: boolean;
  onChange: (on: boolean) => void;
}) {
  return (
    <Checkbox name={name} isSelected={value} onChange={onChange} className={styles.check ?? ''}>
      <span className={styles.box} />
      <span>{children}</span>
    </Checkbox>
  );
}

function ChoiceText({ choice }: { choice: Choice }) {
  if (!choice.hint) return <span>{choice.label}</span>;
  return (
    <span>
      <strong>{choice.label}</strong>
      <span className={styles.hint}>{choice.hint}</span>
    </span>
  );
}
