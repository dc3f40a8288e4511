import { type Hash, type Manifest, roundCode } from '#shared/ballot/manifest.js';
import { unitInWords } from '#shared/round/direct-name.js';
import { moment } from '#shared/round/moment.js';
import type { InvitationFacts } from '../journey/screen.js';
import { list } from '../language/numbers.js';
import styles from './ballot.module.css';
import { Act, Actions, Note, RoundCode, ScreenFrame } from './parts.js';
import { useReading } from './reading.js';

/** What an employee reads first: the round code, the promises in full, the closing time. Nothing has been changed by opening it. */
export function Start({ facts, onContinue }: { facts: InvitationFacts; onContinue: () => void }) {
  const { words } = useReading();
  const { manifest, code, now } = facts;
  const write = useMoment(manifest);
  const closes = write(now.closes);
  const mayEnd = mayEndEarlier(facts) ? write(manifest.terms.mayCloseFrom) : undefined;
  return (
    <ScreenFrame title={manifest.title}>
      <p>{words.start.invited(manifest.organisation)}</p>
      <Code hash={code.manifest} />
      <p>{mayEnd ? words.start.closesOrEarlier(closes, mayEnd) : words.start.closes(closes)}</p>
      {now.changed && <Note>{words.start.changed(now.changed.reason)}</Note>}
      <Promises facts={facts} read={mayEnd ? words.start.afterEarliest(mayEnd) : words.start.after(closes)} />
      <Actions>
        <Act primary act={onContinue}>
          {words.start.continue}
        </Act>
      </Actions>
    </ScreenFrame>
  );
}

function Code({ hash }: { hash: Hash }) {
  const { words } = useReading();
  return <RoundCode code={roundCode(hash)} label={words.start.code} note={words.start.codeNote} />;
}

/** Whoever reads results may read them as soon as it has closed: an end before the time above it is told with it. */
function mayEndEarlier({ manifest, now }: InvitationFacts): boolean {
  return new Date(manifest.terms.mayCloseFrom) < new Date(now.closes);
}

/** Word for word the promises of the design: nothing about it may say more than the protocol keeps. */
function Promises({ facts: { manifest, unit }, read }: { facts: InvitationFacts; read: string }) {
  const { words, language } = useReading();
  const { terms } = manifest;
  const readers = useReaders(manifest);
  const employees = useMoment(manifest)(terms.employeesSeeResultsFrom);
  return (
    <div className={styles.qa}>
      <Answer question={words.start.whyLink} answer={words.start.whyLinkAnswer} />
      <Answer
        question={words.start.whoSees}
        answer={`${words.start.whoSeesAnswer(readers, terms.k, read, unitInWords(unit.name, language), unit.roll)} ${words.start.employeesSee(employees)}`}
      />
      <Answer question={words.start.whatPoints} answer={words.start.whatPointsAnswer} />
    </div>
  );
}

function Answer({ question, answer }: { question: string; answer: string }) {
  return (
    <div>
      <h2>{question}</h2>
      <p>{answer}</p>
    </div>
  );
}

function useReaders({ terms }: Manifest): string {
  const { words, language } = useReading();
  const named = list(
    terms.readers.map((reader) => words.readers[reader]),
    language,
  );
  return named.charAt(0).toLocaleUpperCase(language) + named.slice(1);
}

/** Writes moments of a round in its own time zone. */
export function useMoment({ timeZone }: Manifest): (instant: string) => string {
  const { language } = useReading();
  return (instant) => moment(instant, timeZone, language);
}
