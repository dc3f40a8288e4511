import type { Snapshot } from '#shared/results/snapshot.js';
import { Callout, Card, Cards, Definitions } from '../ui/page.js';
import { whole } from './in-words.js';
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
              [t('without.roll'), whole(totals.roll, t)],
              [t('without.collected'), whole(totals.collected, t)],
              [t('without.counted'), whole(totals.counted, t)],
              [t('without.replacements'), whole(totals.replacements, t)],
              [t('without.additions'), whole(totals.additions, t)],
            ]}
          />
        </Card>
      </Cards>
    </>
  );
}
