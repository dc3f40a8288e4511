import type { Snapshot } from '#shared/results/snapshot.js';
import { Callout, Card, Cards, Definitions } from '../ui/page.js';
import { useDashboardWords } from './language/words.js';

/** A round that shows nothing: the bulletin's totals, and what may be done now. */
export function WithoutResults({ snapshot: { totals } }: { snapshot: Snapshot }) {
  const t = useDashboardWords();
  return (
    <>
      <Callout tone="warn" title={t('without.title')}>
        <p>{t('without.text')}</p>
      </Callout>
      <Cards>
        <Card title={t('without.next')}>
          <p>{t('without.nextText')}</p>
        </Card>
        <Card title={t('without.totals')}>
          <Definitions
            rows={[
              [t('without.roll'), totals.roll],
              [t('without.collected'), totals.collected],
              [t('without.counted'), totals.counted],
              [t('without.replacements'), totals.replacements],
              [t('without.additions'), totals.additions],
            ]}
          />
        </Card>
      </Cards>
    </>
  );
}
