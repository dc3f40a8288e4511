import { useState } from 'react';
import { MOST_GRACE_MINUTES } from '#shared/ballot/manifest.js';
import type { RoundDraft } from '#shared/contract/rounds.js';
import { useWords } from '../../office/language/words.js';
import { instantOf, wallTimeOf } from '../../office/moments.js';
import { useSigned } from '../../office/organisation.js';
import { TextField } from '../../ui/field.js';
import { Form, text } from '../../ui/form.js';
import { Card, Muted } from '../../ui/page.js';
import { NextButton } from './next-button.js';
import { shiftLike } from './shift.js';
import type { StepProps } from './step.js';
import styles from './wizard.module.css';

const FOLLOWING = ['mayCloseFrom', 'mayExtendTo', 'employeesSeeResultsFrom'] as const;
type Time = 'opens' | 'closes' | (typeof FOLLOWING)[number];

/** A year is typed figure by figure: "2" and "20" are years as well, and not meant. */
const EARLIEST = '2000-01-01T00:00';
/** Without a limit the year has six figures. */
const LATEST = '9999-12-31T23:59';

/** Wall-clock times of the organisation's zone. */
export function ScheduleStep({ draft, busy, refused, onNext }: StepProps) {
  const t = useWords();
  const { timeZone } = useSigned().organisation;
  const { times, wallOf, set } = useTimes(draft, timeZone);
  const field = (time: Time, label: string, hint?: string) => (
    <TextField
      name={time}
      type="datetime-local"
      label={label}
      {...(hint ? { hint } : {})}
      value={wallOf(time)}
      onChange={(wall) => set(time, wall)}
      min={EARLIEST}
      max={LATEST}
      required
    />
  );

  return (
    <Form refused={refused} onSubmit={(fields) => onNext({ ...draft, ...times, graceMinutes: Number(text(fields, 'graceMinutes')) })}>
      <Card title={t('wizard.steps.schedule')}>
        <Muted>{t('wizard.zone', { zone: timeZone.replaceAll('_', ' ') })}</Muted>
        <div className={styles.pair}>
          {field('opens', t('wizard.opens'))}
          {field('closes', t('wizard.closes'))}
        </div>
        {field('employeesSeeResultsFrom', t('wizard.employees'), t('wizard.employeesHint'))}
      </Card>
      <Card title={t('wizard.limits')}>
        <Muted>{t('wizard.limitsHint')}</Muted>
        <div className={styles.pair}>
          {field('mayCloseFrom', t('wizard.mayCloseFrom'))}
          {field('mayExtendTo', t('wizard.mayExtendTo'))}
        </div>
        <TextField
          name="graceMinutes"
          type="number"
          label={t('wizard.grace')}
          hint={t('wizard.graceHint')}
          defaultValue={String(draft.graceMinutes)}
          min="0"
          max={String(MOST_GRACE_MINUTES)}
          required
        />
      </Card>
      <NextButton busy={busy} />
    </Form>
  );
}

/** The times as they are being set. The limits follow the close until they are set by hand. */
function useTimes(draft: RoundDraft, timeZone: string) {
  const [times, setTimes] = useState<Pick<RoundDraft, Time>>(draft);
  const [touched, setTouched] = useState<readonly Time[]>([]);
  // A field has what is typed in it, whole or not: a time written back into it would break into the typing.
  const [typed, setTyped] = useState<Readonly<Partial<Record<Time, string>>>>({});

  function set(time: Time, wall: string): void {
    setTyped({ ...typed, [time]: wall });
    setTouched([...touched, time]);
    const instant = wall < EARLIEST ? undefined : instantOf(wall, timeZone);
    if (!instant) return;
    const next = { ...times, [time]: instant };
    if (time === 'closes') {
      const move = { from: draft.closes, to: instant };
      for (const limit of FOLLOWING) if (!touched.includes(limit)) next[limit] = shiftLike(draft[limit], move, timeZone);
      // A round shorter than the way back to its first possible end is not ended early.
      if (!touched.includes('mayCloseFrom') && next.mayCloseFrom <= next.opens) next.mayCloseFrom = instant;
    }
    setTimes(next);
  }

  const wallOf = (time: Time) => typed[time] ?? wallTimeOf(times[time], timeZone);
  return { times, wallOf, set };
}
