import type { Reliability } from '#shared/results/snapshot.js';
import styles from './dashboard.module.css';
import { coefficientInWords, scoreInWords, shareInWords, whole } from './in-words.js';
import { useDashboardWords, type Words } from './language/words.js';
import { useOpenInPrint } from './open-in-print.js';
import { PlainTable } from './plain-table.js';
import type { Reading } from './reading.js';

/** How far the numbers can be trusted: there for whoever asks, out of the way of who does not. */
export function Quality({ reading }: { reading: Reading }) {
  const t = useDashboardWords();
  const details = useOpenInPrint();
  return (
    <details ref={details} className={styles.quality}>
      <summary>
        <h2>{t('quality.title')}</h2>
        <span className={styles.muted}>{t('quality.summary')}</span>
      </summary>
      <div className={styles.qualityBody}>
        <Silence reading={reading} t={t} />
        <ReliabilityTable reading={reading} t={t} />
        <Unsaid reading={reading} t={t} />
        <p className={styles.muted}>{t('quality.verify')}</p>
      </div>
    </details>
  );
}

interface Part {
  reading: Reading;
  t: Words;
}

function Silence({ reading: { results }, t }: Part) {
  const { nonResponse, weighted, careless } = results.company;
  return (
    <section>
      <h3>{t('quality.silence')}</h3>
      {nonResponse ? (
        <p>
          {t('quality.silenceBounds', { low: whole(nonResponse.allNone, t), high: whole(nonResponse.allAlways, t) })}{' '}
          {nonResponse.sdLower !== null && nonResponse.sdHigher !== null
            ? t('quality.silenceSd', { low: whole(nonResponse.sdLower, t), high: whole(nonResponse.sdHigher, t) })
            : null}
        </p>
      ) : (
        <p>{t('quality.silenceNone')}</p>
      )}
      {weighted ? (
        <p>{t(weighted.differs ? 'quality.weightedDiffers' : 'quality.weightedSame', { index: whole(weighted.index, t) })}</p>
      ) : null}
      {careless ? (
        <p>
          {t('quality.careless', {
            percent: t('value.percent', { value: whole(careless.percent, t) }),
            index: scoreInWords(careless.indexWithout, t),
          })}
        </p>
      ) : null}
    </section>
  );
}

function ReliabilityTable({ reading: { results, labels }, t }: Part) {
  const reliability = results.company.reliability;
  if (!reliability) return <p>{t('quality.reliabilityNone')}</p>;
  const row = (name: string, { alpha, omega, icc1, icc2, rwgMean }: Reliability) => [
    name,
    ...[alpha, omega, icc1, icc2, rwgMean].map((coefficient) => coefficientInWords(coefficient, t)),
  ];
  return (
    <section>
      <h3>{t('quality.reliability')}</h3>
      <PlainTable
        caption={t('quality.reliability')}
        head={[t('quality.what'), t('quality.alpha'), t('quality.omega'), t('quality.icc1'), t('quality.icc2'), t('quality.rwg')]}
        rows={[
          row(t('quality.indexRow'), reliability.index),
          ...Object.entries(reliability.signals).map(([id, signal]) => row(labels[id] ?? id, signal)),
        ]}
      />
    </section>
  );
}

function Unsaid({ reading: { results, company, labels }, t }: Part) {
  const signals = Object.entries(results.cells[company.id]?.signals ?? {});
  return (
    <section>
      <h3>{t('quality.unsaid')}</h3>
      <PlainTable
        caption={t('quality.unsaid')}
        head={[t('signals.signal'), t('quality.cantSay'), t('quality.didNotHappen'), t('quality.skipped')]}
        rows={signals.map(([id, signal]) => [
          labels[id] ?? id,
          shareInWords(signal.cantSay, t),
          shareInWords(signal.didNotHappen, t),
          shareInWords(signal.skipped, t),
        ])}
      />
    </section>
  );
}
