import { type FormEvent, useId, useState } from 'react';
import { parseInvitationCode } from '#shared/ballot/link.js';
import { type Hash, roundCode } from '#shared/ballot/manifest.js';
import type { Mistrust } from '../journey/screen.js';
import styles from './ballot.module.css';
import { Act, Actions, Note, RoundCode, ScreenFrame } from './parts.js';
import { useReading } from './reading.js';

/** A mail program cut the link: paste it whole. */
export function LinkIncomplete({ onPaste }: { onPaste: (text: string) => void }) {
  const { words } = useReading();
  const [wrong, setWrong] = useState(false);
  const [text, setText] = useState('');
  const id = useId();
  const open = (event: FormEvent) => {
    event.preventDefault();
    if (parseInvitationCode(text)) onPaste(text);
    else setWrong(true);
  };
  return (
    <ScreenFrame title={words.incomplete.title}>
      <p>{words.incomplete.text}</p>
      <form className={styles.field} onSubmit={open}>
        <label htmlFor={id}>{words.incomplete.label}</label>
        <textarea
          id={id}
          className={styles.text}
          value={text}
          onChange={(event) => setText(event.target.value)}
          aria-invalid={wrong || undefined}
          aria-describedby={`${id}-wrong`}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
        />
        <p id={`${id}-wrong`} role="alert">
          {wrong && words.incomplete.wrong}
        </p>
        <button type="submit" className={`${styles.button} ${styles.primary}`}>
          {words.incomplete.open}
        </button>
      </form>
    </ScreenFrame>
  );
}

export function LinkUnknown({ onPaste }: { onPaste: () => void }) {
  const { words } = useReading();
  return (
    <ScreenFrame title={words.unknown.title}>
      <p>{words.unknown.text}</p>
      <Actions>
        <Act act={onPaste}>{words.incomplete.label}</Act>
      </Actions>
    </ScreenFrame>
  );
}

export function Unsuitable() {
  const { words } = useReading();
  return (
    <ScreenFrame title={words.unsuitable.title}>
      <p>{words.unsuitable.text}</p>
    </ScreenFrame>
  );
}

/** No connection: the same act again, which is safe. */
export function Lost({ during, onRetry }: { during: 'opening' | 'collecting' | 'sending'; onRetry: () => void }) {
  const { words } = useReading();
  return (
    <ScreenFrame title={words.lost.title}>
      <p>{words.lost[during]}</p>
      <Actions>
        <Act primary act={onRetry}>
          {words.retry}
        </Act>
      </Actions>
    </ScreenFrame>
  );
}

/** What came does not fit the link: nothing is answered here. */
export function Mistrusted({ why, hash }: { why: Mistrust; hash: Hash }) {
  const { words } = useReading();
  return (
    <ScreenFrame title={words.mistrusted.title}>
      <Note kind="danger">{words.mistrusted.why[why]}</Note>
      <p>{words.mistrusted.text}</p>
      <RoundCode code={roundCode(hash)} label={words.start.code} />
    </ScreenFrame>
  );
}

export function RefusedScreen({ code }: { code: string }) {
  const { words } = useReading();
  const { storage, cookie, text } = words.refused;
  return (
    <ScreenFrame title={words.refused.title}>
      <p>{code === 'storage-refused' ? storage : code === 'cookie-refused' ? cookie : text(code)}</p>
    </ScreenFrame>
  );
}

export function Erased({ remains, onEraseAll }: { remains: 'nothing' | 'ballot' | 'receipt'; onEraseAll: () => void }) {
  const { words } = useReading();
  return (
    <ScreenFrame title={words.erased.title}>
      <p role="status">{words.erased[remains]}</p>
      {remains !== 'nothing' && (
        <Actions>
          <Act act={onEraseAll}>{remains === 'ballot' ? words.erased.eraseBallot : words.erased.eraseReceipt}</Act>
        </Actions>
      )}
    </ScreenFrame>
  );
}
