import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { Totals } from '#shared/ballot/bulletin.js';
import { type Hash, type Manifest, reportingUnits } from '#shared/ballot/manifest.js';
import type { RoundTerms } from '#shared/contract/rounds.js';
import { call } from '../api/call.js';
import { useRow } from '../api/queries.js';
import type { CallRefused } from '../api/refused.js';
import { useWords } from '../office/language/words.js';
import { Card, Definitions, Muted } from '../ui/page.js';
import { Wait } from '../ui/wait.js';

/** What is public of a round once it is published: its counts, what the check before publication came to, and where anybody checks a receipt. */
export function PublishedTotals({ round, terms: { manifest, hash } }: { round: string; terms: RoundTerms }) {
  const t = useWords();
  const state = useRow('readRound', { params: { round } }).data?.state;
  const published = state === 'published' || state === 'without-results';
  const totals = useTotals(hash, published);
  return (
    <Card title={t('terms.counted')}>
      {published ? (
        <>
          <Wait for={totals}>{(read) => <Counts totals={read} manifest={manifest} />}</Wait>
          <p>{t(state === 'published' ? 'terms.auditPassed' : 'terms.auditNothing', { k: manifest.terms.k })}</p>
          <p>
            <a href={`/check#${hash}`}>{t('terms.check')}</a>
          </p>
        </>
      ) : (
        <Muted>{t('terms.packageLater')}</Muted>
      )}
    </Card>
  );
}

/** The bulletin never changes, and holds every counted ballot: read once, and only its totals are kept. */
function useTotals(hash: string, published: boolean): UseQueryResult<Totals, CallRefused> {
  return useQuery<Totals, CallRefused>({
    queryKey: ['totals', hash],
    queryFn: async ({ signal }) => (await call('readBulletin', { params: { manifest: hash as Hash } }, signal)).totals,
    enabled: published,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

function Counts({ totals, manifest }: { totals: Totals; manifest: Manifest }) {
  const t = useWords();
  const spares = reportingUnits(manifest).reduce((sum, unit) => sum + unit.spares, 0);
  const used = totals.replacements + totals.additions;
  const { roll, collected, counted, replacements, additions, notMe } = totals;
  return (
    <Definitions
      rows={[
        [t('terms.invited'), t('terms.number', { count: roll })],
        [t('terms.collected'), t('terms.number', { count: collected })],
        [t('terms.countedBallots'), t('terms.number', { count: counted })],
        [t('terms.replacements'), t('terms.number', { count: replacements })],
        [t('terms.additions'), t('terms.number', { count: additions })],
        [t('terms.sparesUsed'), t('terms.sparesUsedOf', { used, spares })],
        [t('terms.notMe'), t('terms.number', { count: notMe })],
      ]}
    />
  );
}
