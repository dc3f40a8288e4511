import { useParams } from 'react-router';
import type { RoundTerms } from '#shared/contract/rounds.js';
import { useRow } from '../api/queries.js';
import { useWords } from '../office/language/words.js';
import { useMoments } from '../office/moments.js';
import { useSigned } from '../office/organisation.js';
import { Button, ButtonLink } from '../ui/button.js';
import { Buttons, Code, useDocumentTitle } from '../ui/page.js';
import { Wait } from '../ui/wait.js';
import styles from './terms.module.css';

/** One sheet for the notice board: the code that everybody can compare, and who sees what. */
export default function Notice() {
  const { round = '' } = useParams();
  const terms = useRow('readTerms', { params: { round } });
  return (
    <main className={styles.notice}>
      <Wait for={terms}>{(read) => <NoticeOf round={round} terms={read} />}</Wait>
    </main>
  );
}

function NoticeOf({ round, terms: { manifest, code, stewards } }: { round: string; terms: RoundTerms }) {
  const t = useWords();
  const moments = useMoments();
  const { sample } = useSigned();
  const { terms } = manifest;
  useDocumentTitle(`${t('terms.notice')}: ${manifest.title}`);
  return (
    <>
      <div className={styles.screenOnly}>
        <Buttons>
          <Button look="primary" onPress={() => window.print()}>
            {t('notice.print')}
          </Button>
          <ButtonLink to={`/rounds/${round}/terms`}>{t('notice.back')}</ButtonLink>
        </Buttons>
      </div>
      <h1>
        <bdi>{manifest.organisation}</bdi>: <bdi>{manifest.title}</bdi>
      </h1>
      {sample ? <p>{t('nav.sample')}</p> : null}
      <p>
        {t(new Date(terms.mayCloseFrom) < new Date(terms.closes) ? 'notice.introEarlier' : 'notice.intro', {
          organisation: manifest.organisation,
          audience: terms.audience,
          opens: moments.full(terms.opens),
          closes: moments.full(terms.closes),
          mayCloseFrom: moments.full(terms.mayCloseFrom),
        })}
      </p>
      <section>
        <h2>{t('notice.code')}</h2>
        <p className={styles.code}>
          <Code>{code}</Code>
        </p>
        <p>{t('notice.codeText')}</p>
      </section>
      <section>
        <h2>{t('notice.who')}</h2>
        <p>{t('notice.whoText', { k: terms.k, readers: terms.readers.map((reader) => t(`roles.${reader}`)).join(', ') })}</p>
        <p>{t('notice.employees', { date: moments.full(terms.employeesSeeResultsFrom) })}</p>
        <p>{t('notice.free')}</p>
      </section>
      <section>
        <h2>{t('notice.steward')}</h2>
        {stewards.length > 0 ? (
          <p>
            <bdi>{stewards.join(', ')}</bdi>
          </p>
        ) : (
          <p className={styles.byHand}>{t('notice.stewardByHand')}</p>
        )}
        <p>{t('notice.stewardText')}</p>
      </section>
    </>
  );
}
