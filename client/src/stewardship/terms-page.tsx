import { useParams } from 'react-router';
import type { RoundTerms } from '#shared/contract/rounds.js';
import { addressOf } from '../api/call.js';
import { useRow } from '../api/queries.js';
import { useWords } from '../office/language/words.js';
import { useMoments } from '../office/moments.js';
import { useSigned } from '../office/organisation.js';
import { useTermsRows } from '../rounds/terms-rows.js';
import { ButtonLink, DownloadLink } from '../ui/button.js';
import { Card, Code, Definitions, Muted, Page } from '../ui/page.js';
import { PageWait } from '../ui/wait.js';
import { PublishedTotals } from './published-totals.js';
import styles from './terms.module.css';
import { TermsUnits } from './terms-units.js';

export default function TermsPage() {
  const { round = '' } = useParams();
  const terms = useRow('readTerms', { params: { round } });
  return <PageWait for={terms}>{(read) => <TermsOf round={round} terms={read} />}</PageWait>;
}

function TermsOf({ round, terms }: { round: string; terms: RoundTerms }) {
  const t = useWords();
  const { roles } = useSigned();
  return (
    <Page
      title={t('terms.title', { title: terms.manifest.title })}
      lead={t('terms.lead')}
      actions={
        <ButtonLink to={`/rounds/${round}/notice`} look="primary">
          {t('terms.notice')}
        </ButtonLink>
      }
    >
      <Card title={t('terms.code')}>
        <p className={styles.roundCode}>
          <Code>{terms.code}</Code>
        </p>
        <p>{t('terms.codeText')}</p>
      </Card>
      <Agreed terms={terms} />
      <Since terms={terms} />
      <PublishedTotals round={round} terms={terms} />
      {roles.includes('steward') ? <Package round={round} /> : null}
      <TermsUnits units={terms.manifest.units} />
    </Page>
  );
}

function Agreed({ terms: { manifest, hash } }: { terms: RoundTerms }) {
  const t = useWords();
  const rows = useTermsRows({ ...manifest.terms, form: manifest.form });
  return (
    <Card title={t('terms.what')}>
      <Definitions rows={[...rows, [t('terms.hash'), <Code key="hash">{hash}</Code>]]} />
    </Card>
  );
}

function Since({ terms: { events } }: { terms: RoundTerms }) {
  const t = useWords();
  const moments = useMoments();
  return (
    <Card title={t('terms.since')}>
      {events.length === 0 ? <p>{t('terms.nothingSince')}</p> : null}
      {events.map((event) => (
        <p key={`${event.at}|${event.what}`}>
          <strong>{t(`events.${event.what}`)}</strong>, {moments.full(event.at)}
          {event.reason ? `: ${event.reason}` : ''}
        </p>
      ))}
    </Card>
  );
}

function Package({ round }: { round: string }) {
  const t = useWords();
  const state = useRow('readRound', { params: { round } }).data?.state;
  const there = state === 'published' || state === 'without-results';
  return (
    <Card title={t('terms.package')}>
      <p>{t('terms.packageText')}</p>
      {there ? (
        <div>
          <DownloadLink href={addressOf('downloadPackage', { params: { round } })} name={`steward-package-${round}.json`}>
            {t('terms.packageDownload')}
          </DownloadLink>
        </div>
      ) : (
        <Muted>{t('terms.packageLater')}</Muted>
      )}
    </Card>
  );
}
