import { useState } from 'react';
import { useRow } from '../api/queries.js';
import { useWords } from '../office/language/words.js';
import { useMoments } from '../office/moments.js';
import { EmptyState, Page, Table } from '../ui/page.js';
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
                caption={t('ledger.title')}
                head={[t('ledger.at'), t('ledger.who'), t('ledger.act'), t('ledger.subject'), t('ledger.reason')]}
              >
                {entries.map((entry) => (
                  <tr key={`${entry.at}|${entry.act}|${entry.subject}`}>
                    <td>{moments.full(entry.at)}</td>
                    <td>{entry.who}</td>
                    <td>{entry.act}</td>
                    <td>{entry.subject}</td>
                    <td>{entry.reason}</td>
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
