import { useState } from 'react';
import { DropZone, FileTrigger } from 'react-aria-components';
import type { ColumnMapping } from '#shared/contract/roster.js';
import { addressOf, type Reply } from '../api/call.js';
import { useAct } from '../api/queries.js';
import { useWords } from '../office/language/words.js';
import { Button, ButtonLink, DownloadLink } from '../ui/button.js';
import { Buttons, Callout, Muted, Page } from '../ui/page.js';
import { RefusalNote } from '../ui/refusal-note.js';
import styles from './import.module.css';
import { ImportPreview } from './import-preview.js';

/** Three states of one page: choose a file; look at what it would do; imported. */
export default function ImportPeople() {
  const t = useWords();
  const [file, setFile] = useState<File | null>(null);
  const preview = useAct('previewRoster', { refreshes: [], lastCounts: true });
  const [done, setDone] = useState<Reply<'importRoster'> | null>(null);

  function look(chosen: File, mapping?: ColumnMapping): void {
    setFile(chosen);
    preview.mutate({ body: chosen, ...(mapping ? { query: { mapping: JSON.stringify(mapping) } } : {}) });
  }

  return (
    <Page title={t('import.title')} lead={t('import.lead')}>
      {done ? <Done done={done} /> : null}
      {!done && !(file && preview.data) ? <ChooseFile onFile={look} /> : null}
      {preview.isPending && !preview.data ? <p role="status">{t('import.reading')}</p> : null}
      {preview.error ? <RefusalNote refused={preview.error} /> : null}
      {!done && file && preview.data ? (
        <ImportPreview
          file={file}
          preview={preview.data}
          onMapping={(mapping) => look(file, mapping)}
          onOther={() => {
            preview.reset();
            setFile(null);
          }}
          onDone={setDone}
        />
      ) : null}
    </Page>
  );
}

function ChooseFile({ onFile }: { onFile: (file: File) => void }) {
  const t = useWords();
  return (
    <>
      <DropZone
        className={styles.drop ?? ''}
        onDrop={async ({ items }) => {
          const first = items.find((item) => item.kind === 'file');
          if (first) onFile(await first.getFile());
        }}
      >
        <FileTrigger
          acceptedFileTypes={['text/csv', '.csv', '.txt']}
          onSelect={(files) => {
            const first = files?.item(0);
            if (first) onFile(first);
          }}
        >
          <Button look="primary">{t('import.choose')}</Button>
        </FileTrigger>
        <span>{t('import.drop')}</span>
      </DropZone>
      <Muted>{t('import.limit')}</Muted>
      <div>
        <DownloadLink href={addressOf('readSampleRoster', {})} look="quiet" name="candour-sample.csv">
          {t('people.sample')}
        </DownloadLink>
      </div>
    </>
  );
}

function Done({ done }: { done: Reply<'importRoster'> }) {
  const t = useWords();
  const { people, leftOut, ...moves } = done;
  const counted = { people: t('people.count', { count: people }), rowsLeftOut: t('import.rowsLeftOut', { count: leftOut }) };
  return (
    <Callout tone="good" title={t('import.done')}>
      <p role="status">{t('import.doneText', { ...moves, ...counted })}</p>
      <Buttons>
        <ButtonLink to="/rounds/new" look="primary">
          {t('import.toRound')}
        </ButtonLink>
        <ButtonLink to="/people">{t('import.toPeople')}</ButtonLink>
      </Buttons>
    </Callout>
  );
}
