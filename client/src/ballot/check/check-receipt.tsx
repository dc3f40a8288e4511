import { type FormEvent, useCallback, useEffect, useId, useRef, useState } from 'react';
import type { Hash } from '#shared/ballot/manifest.js';
import { parseReceiptLine } from '#shared/ballot/receipt.js';
import type { Wire } from '../protocol/wire.js';
import styles from '../screens/ballot.module.css';
import { Note, ScreenFrame } from '../screens/parts.js';
import { useReading } from '../screens/reading.js';
import { type Finding, faultOf, findReceipt, type PublicRound, readPublicRound } from './look-up.js';
import { PublishedIndex, Totals } from './published.js';

type Outcome =
  | { at: 'nothing' | 'working' | 'not-receipt' | 'differs' | 'unknown' | 'lost' }
  | { at: 'read'; round: PublicRound; finding?: Finding };

/** Paste a receipt; the round's public list is fetched by the manifest alone and searched here. */
export function CheckReceipt({ wire, round }: { wire: Wire; round: Hash | undefined }) {
  const { words } = useReading();
  const [line, setLine] = useState('');
  const told = useId();
  const [outcome, tell] = useNewest<Outcome>({ at: 'nothing' });
  useEffect(() => {
    if (round) tell(look(wire, round));
  }, [wire, round, tell]);
  const check = (event: FormEvent) => {
    event.preventDefault();
    tell(lookFor(wire, line), { at: 'working' });
  };
  return (
    <ScreenFrame title={words.check.title}>
      <p>{words.check.intro}</p>
      <ReceiptForm line={line} onLine={setLine} onCheck={check} wrong={outcome.at === 'not-receipt' ? told : undefined} />
      <div role="status" id={told} className={styles.field}>
        <Told outcome={outcome} />
      </div>
      {outcome.at === 'read' && <PublishedIndex round={outcome.round} />}
      {outcome.at === 'read' && outcome.round.bulletin && <Totals totals={outcome.round.bulletin.totals} />}
    </ScreenFrame>
  );
}

/** What the newest of several acts came to: a late one of before does not overwrite it. */
function useNewest<T>(first: T): [T, (act: Promise<T>, meanwhile?: T) => void] {
  const [told, setTold] = useState(first);
  const newest = useRef<Promise<T>>(undefined);
  const tell = useCallback((act: Promise<T>, meanwhile?: T) => {
    newest.current = act;
    if (meanwhile !== undefined) setTold(meanwhile);
    act.then((outcome) => {
      if (newest.current === act) setTold(outcome);
    });
  }, []);
  return [told, tell];
}

async function look(wire: Wire, hash: Hash): Promise<Outcome> {
  try {
    return { at: 'read', round: await readPublicRound(wire, hash) };
  } catch (fault) {
    return { at: faultOf(fault) };
  }
}

async function lookFor(wire: Wire, line: string): Promise<Outcome> {
  const receipt = parseReceiptLine(line);
  if (!receipt) return { at: 'not-receipt' };
  const outcome = await look(wire, receipt.manifest);
  return outcome.at === 'read' ? { ...outcome, finding: await findReceipt(outcome.round, receipt) } : outcome;
}

interface ReceiptFormProps {
  line: string;
  onLine: (line: string) => void;
  onCheck: (event: FormEvent) => void;
  /** The id of what says that this is no receipt. */
  wrong: string | undefined;
}

function ReceiptForm({ line, onLine, onCheck, wrong }: ReceiptFormProps) {
  const { words } = useReading();
  const id = useId();
  return (
    <form className={styles.field} onSubmit={onCheck}>
      <label htmlFor={id}>{words.check.label}</label>
      <textarea
        id={id}
        className={styles.text}
        value={line}
        onChange={(event) => onLine(event.target.value)}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={wrong !== undefined || undefined}
        aria-describedby={wrong}
      />
      <button type="submit" className={`${styles.button} ${styles.primary}`}>
        {words.check.button}
      </button>
    </form>
  );
}

function Told({ outcome }: { outcome: Outcome }) {
  const { words } = useReading();
  switch (outcome.at) {
    case 'nothing':
      return null;
    case 'working':
      return <p>{words.check.checking}</p>;
    case 'not-receipt':
      return <Note>{words.check.notReceipt}</Note>;
    case 'differs':
    case 'unknown':
      return <Note kind="danger">{words.check[outcome.at]}</Note>;
    case 'lost':
      return <Note>{words.lost.opening}</Note>;
    case 'read':
      return outcome.finding ? <Found finding={outcome.finding} /> : null;
  }
}

/** The worst that was found has the box; what else was found stands below it. */
export function Found({ finding: { counted, signature } }: { finding: Finding }) {
  const { words } = useReading();
  const { found, notFound, notPublished, signed, notSigned, cannotTell } = words.check;
  const listed = counted === undefined ? notPublished : counted ? found : notFound;
  if (signature === 'not-signed')
    return (
      <>
        <Note kind="danger">{notSigned}</Note>
        <p>{listed}</p>
      </>
    );
  return (
    <>
      <Note kind={counted === undefined ? 'warn' : counted ? 'good' : 'danger'}>{listed}</Note>
      <p>{signature === 'signed' ? signed : cannotTell}</p>
    </>
  );
}
