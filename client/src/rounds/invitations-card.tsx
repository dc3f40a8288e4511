import type { InvitationMail, Round } from '#shared/contract/rounds.js';
import { useAct, useRow } from '../api/queries.js';
import { useServerWords } from '../office/language/server-words.js';
import { useWords } from '../office/language/words.js';
import { Button } from '../ui/button.js';
import { Callout, Card, Muted, Table } from '../ui/page.js';
import { RefusalNote } from '../ui/refusal-note.js';
import { Wait } from '../ui/wait.js';
import styles from './round-page.module.css';
import { Sheet } from './sheet.js';

export function InvitationsCard({ round }: { round: Round }) {
  const t = useWords();
  const mail = useRow('readInvitationMail', { params: { round: round.id } }, { refetchEverySeconds: 20 });
  return (
    <Card title={t('mail.title')}>
      <Wait for={mail}>
        {(read) => (
          <>
            {read.configured ? <Counts mail={read} /> : <Callout>{t('mail.notConfigured')}</Callout>}
            {read.failedCount > 0 ? <Failures mail={read} round={round.id} /> : null}
            {read.configured ? <Texts mail={read} /> : null}
            {slipsOf(read) > 0 && round.state === 'open' ? <Sheet round={round.id} unreached={slipsOf(read)} /> : null}
          </>
        )}
      </Wait>
    </Card>
  );
}

/** Where no mail is sent at all, whoever it failed for before is among the unreached. */
function slipsOf({ configured, unreached, failedCount, retrying }: InvitationMail): number {
  return configured ? unreached + failedCount - retrying : unreached;
}

function Counts({ mail }: { mail: InvitationMail }) {
  const t = useWords();
  const counts = { sent: mail.sent, waiting: mail.waiting, failed: mail.failedCount - mail.retrying, unreached: mail.unreached };
  return (
    <div className={styles.counts}>
      {(Object.keys(counts) as (keyof typeof counts)[]).map((count) => (
        <span key={count} className={styles.count}>
          <strong>{t('number', { count: counts[count] })}</strong> {t(`mail.${count}`)}
        </span>
      ))}
    </div>
  );
}

function Failures({ mail, round }: { mail: InvitationMail; round: string }) {
  const t = useWords();
  const say = useServerWords();
  const retry = useAct('retryFailedMail', { refreshes: ['readInvitationMail'] });
  return (
    <Callout tone="warn" title={t('mail.failures')}>
      <Muted>{t('mail.failuresHint')}</Muted>
      {mail.retrying > 0 ? <p>{t('mail.retrying', { count: mail.retrying })}</p> : null}
      {mail.failedCount > mail.retrying ? <p>{t('mail.failedForGood')}</p> : null}
      <Table caption={t('mail.failures')} head={[t('mail.name'), t('mail.email'), t('mail.reason')]}>
        {mail.failed.map(({ name, email, reason }) => (
          <tr key={email}>
            <th scope="row">{name}</th>
            <td>{email}</td>
            <td>
              <bdi>{say(reason)}</bdi>
            </td>
          </tr>
        ))}
      </Table>
      {mail.failed.length < mail.failedCount ? (
        <Muted>{t('mail.failuresMore', { shown: mail.failed.length, count: mail.failedCount })}</Muted>
      ) : null}
      {retry.error ? <RefusalNote refused={retry.error} /> : null}
      <div>
        <Button small busy={retry.isPending} onPress={() => retry.mutate({ params: { round } })}>
          {t('mail.retry')}
        </Button>
      </div>
    </Callout>
  );
}

function Texts({ mail }: { mail: InvitationMail }) {
  const t = useWords();
  return (
    <details>
      <summary>{t('mail.text')}</summary>
      <Muted>{t('mail.placeholder')}</Muted>
      {mail.texts.map(({ language, subject, body }) => (
        <div key={language} lang={language} dir="auto">
          <p>
            <strong>{subject}</strong>
          </p>
          <p className={styles.mail}>{body}</p>
        </div>
      ))}
    </details>
  );
}
