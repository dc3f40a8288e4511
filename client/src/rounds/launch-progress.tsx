import { ProgressBar } from 'react-aria-components';
import { LAUNCH_STEPS, type Launch } from '#shared/contract/rounds.js';
import { useWords } from '../office/language/words.js';
import styles from './round-page.module.css';

/** How far a launch is: the step in words, and one bar over all steps. */
export function LaunchProgress({ launch: { step, done, of } }: { launch: Launch }) {
  const t = useWords();
  const text = t('round.launchStep', { step: t(`round.launchSteps.${step}`, { done, of }) });
  return (
    <ProgressBar
      aria-label={t('round.launching')}
      value={LAUNCH_STEPS.indexOf(step) + done / of}
      maxValue={LAUNCH_STEPS.length}
      valueLabel={text}
      className={styles.launch ?? ''}
    >
      {({ percentage, valueText }) => (
        <>
          <p>{valueText}</p>
          <div className={styles.track}>
            <div className={styles.fill} style={{ inlineSize: `${percentage}%` }} />
          </div>
        </>
      )}
    </ProgressBar>
  );
}
