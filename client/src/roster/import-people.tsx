import { useState } from 'react';
import { DropZone, FileTrigger } from 'react-aria-components';
import type { ColumnMapping, RosterPreview } from '#shared/contract/roster.js';
import { addressOf, type Reply } from '../api/call.js';
import { useAct } from '../api/queries.js';
import { useWords } from '../office/language/words.js';
import { Button, ButtonLink, DownloadLink } from '../ui/button.js';
import { Buttons, Callout, Muted, Page } from '../ui/page.js';
import { RefusalNote } from '../ui/refusal-note.js';
import { takeFocus } from '../ui/take-focus.js';
import styles from './import.module.css';
import { ImportPreview } from './import-preview.js';

/** Three states of one page: choose a file; look at what it would do; imported. */
export default function ImportPeople() {
  const t = useWords();
  const [file, setFile] = useState<File | null>(null);
  const preview = useAct('previewRoster', { refreshes: [], lastCounts: true });
  // Stays while it is read anew: whoever goes through the columns by keyboard stands in one of them.
  const [shown, setShown] = useState<RosterPreview | null>(null);
  const [done, setDone] = useState<Reply<'importRoster'> | null>(null);

  function look(chosen: File, mapping?: ColumnMapping): void {
    setFile(chosen);
    setShown(shown && mapping ? { ...shown, mapping } : null);
    const query = mapping ? { query: { mapping: JSON.stringify(mapping) } } : {};
    preview.mutate({ body: chosen, ...query }, { onSuccess: setShown, onError: () => setShown(null) });
  }

  return (
    <Page title={t('import.title')} lead={t('import.lead')}>
      {done ? <Done done={done} /> : null}
      {!done && !(file && shown) ? <ChooseFile onFile={look} /> : null}
      {preview.isPending && !shown ? <p role="status">{t('import.reading')}</p> : null}
      {preview.error ? <RefusalNote refused={preview.error} /> : null}
      {!done && file && shown ? (
        <ImportPreview
          file={file}
          preview={shown}
          reading={shown !== preview.data}
          onMapping={(mapping) => look(file, mapping)}
          onOther={() => {
            preview.reset();
            setShown(null);
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
        aria-label={t('import.drop')}
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
        <DownloadLink href={addressOf('readSampleRoster', {})} look="quiet" name="roster-sample.csv">
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
      <p role="status" ref={takeFocus} tabIndex={-1}>
        {t('import.doneText', { ...moves, ...counted })}
      </p>
      <Buttons>
        <ButtonLink to="/rounds/new" look="primary">
          {t('import.toRound')}
        </ButtonLink>
        <ButtonLink to="/people">{t('import.toPeople')}</ButtonLink>
      </Buttons>
    </Callout>
  );
}
