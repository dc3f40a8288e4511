import { useState } from 'react';
import { ROLES } from '#shared/contract/roles.js';
import type { LedgerEntry } from '#shared/contract/stewardship.js';
import { useRow } from '../api/queries.js';
import { STEWARDSHIP } from '../office/language/en/stewardship.js';
import { useServerWords } from '../office/language/server-words.js';
import { useWords, type Words } from '../office/language/words.js';
import { useMoments } from '../office/moments.js';
import { EmptyState, Muted, Page, Table } from '../ui/page.js';
import { Wait } from '../ui/wait.js';
import { Older } from './older.js';

export default function Ledger() {
  const t = useWords();
  const moments = useMoments();
  const [before, setBefore] = useState<string>();
  const ledger = useRow('readLedger', before ? { query: { before } } : {});
  return (
    <Page title={t('ledger.title')} lead={t('ledger.lead')}>
      <Wait for={ledger}>
        {({ entries, more }) => {
          if (entries.length === 0 && !before) return <EmptyState title={t('ledger.emptyTitle')}>{t('ledger.empty')}</EmptyState>;
          return (
            <>
              <Table
                stacks
                caption={t('ledger.title')}
                head={[t('ledger.at'), t('ledger.who'), t('ledger.act'), t('ledger.subject'), t('ledger.reason')]}
              >
                {entries.map((entry) => (
                  <tr key={`${entry.at}|${entry.act}|${entry.subject}`}>
                    <td>{moments.full(entry.at)}</td>
                    <td data-label={t('ledger.who')}>
                      <bdi>{entry.who === OPERATOR ? t('ledger.operator') : entry.who}</bdi>
                    </td>
                    <td>
                      {actInWords(entry.act, t)}
                      {entry.done ? null : <Muted>{t('ledger.begun')}</Muted>}
                    </td>
                    <td data-label={t('ledger.subject')}>
                      <Subject of={entry} />
                    </td>
                    <td data-label={t('ledger.reason')}>{entry.reason ? <bdi>{entry.reason}</bdi> : null}</td>
                  </tr>
                ))}
              </Table>
              <Older last={entries.at(-1)?.at} more={more} before={before} onBefore={setBefore} />
            </>
          );
        }}
      </Wait>
    </Page>
  );
}

/** Whoever runs the server acts on its command line, without an account. */
const OPERATOR = 'operator';

/** Acts whose subject is more than a name: what is counted, and an address with the roles given to it. */
const COUNTING: ReadonlySet<string> = new Set(['roster-imported', 'sheet-printed']);
const GIVING_ROLES: ReadonlySet<string> = new Set(['colleague-invited', 'roles-changed']);

function Subject({ of: { act, subject } }: { of: LedgerEntry }) {
  const t = useWords();
  const say = useServerWords();
  const [, address, codes = ''] = (GIVING_ROLES.has(act) && /^(.+): ([a-z, ]+)$/.exec(subject)) || [];
  const roles = codes.split(', ').map((code) => ROLES.find((role) => role === code));
  if (address && roles.every((role) => role !== undefined)) {
    return (
      <>
        <bdi>{address}</bdi>: {roles.map((role) => t(`roles.${role}`)).join(', ')}
      </>
    );
  }
  return <bdi>{COUNTING.has(act) ? say(subject) : subject}</bdi>;
}

/** An act in words; one that this version has no words for as it stands. */
function actInWords(act: string, t: Words): string {
  return isKnown(act) ? t(`acts.${act}`) : act.replaceAll('-', ' ');
}

function isKnown(act: string): act is keyof typeof STEWARDSHIP.acts {
  return act in STEWARDSHIP.acts;
}
