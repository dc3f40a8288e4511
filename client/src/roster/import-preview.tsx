import { useState } from 'react';
import type { Problem } from '#shared/contract/refusal.js';
import { type ColumnMapping, ROSTER_FIELDS, type RosterField, type RosterPreview } from '#shared/contract/roster.js';
import type { Reply } from '../api/call.js';
import { useAct } from '../api/queries.js';
import { useServerWords } from '../office/language/server-words.js';
import { useWords, type Words } from '../office/language/words.js';
import { Button } from '../ui/button.js';
import { Check, Select } from '../ui/field.js';
import { Buttons, Callout, Card, Muted, Table } from '../ui/page.js';
import { RefusalNote } from '../ui/refusal-note.js';
import { takeFocus } from '../ui/take-focus.js';
import styles from './import.module.css';

interface PreviewProps {
  file: File;
  preview: RosterPreview;
  /** The file is being read again, by another mapping: what is shown is no longer what would be imported. */
  reading: boolean;
  onMapping: (mapping: ColumnMapping) => void;
  onOther: () => void;
  onDone: (done: Reply<'importRoster'>) => void;
}

export function ImportPreview({ file, preview, reading, onMapping, onOther, onDone }: PreviewProps) {
  const t = useWords();
  // What is of no row is a column that is not there: nothing can be read, and nothing can be left out.
  const missing = preview.problems.filter(({ row }) => row === undefined);
  const fields = missing.map(({ field }) => fieldLabel(field, t)).join(', ');
  return (
    <>
      <Buttons>
        <span ref={takeFocus} tabIndex={-1}>
          {t('import.file')}: <strong>{file.name}</strong>
        </span>
        <Button small look="quiet" onPress={onOther}>
          {t('import.other')}
        </Button>
      </Buttons>
      <Columns preview={preview} onMapping={onMapping} />
      {missing.length > 0 ? (
        <Callout tone="danger" title={t('import.missing', { count: missing.length, fields })}>
          <p>{t('import.missingHint')}</p>
        </Callout>
      ) : (
        <>
          <Counts preview={preview} />
          <RowProblems preview={preview} />
          <UnitsInFile preview={preview} />
          <Confirm key={preview.fingerprint} {...{ file, preview, reading, onDone }} />
        </>
      )}
    </>
  );
}

function Columns({ preview, onMapping }: Pick<PreviewProps, 'preview' | 'onMapping'>) {
  const t = useWords();
  const headed = preview.columns.filter((column) => column !== '');
  const choices = [{ id: '', label: t('import.notThere') }, ...headed.map((column) => ({ id: column, label: column }))];
  /** A column is read for one field: the one it was chosen for last. */
  function choose(field: RosterField, column: string): void {
    const mapping: ColumnMapping = { ...preview.mapping, [field]: column };
    for (const other of ROSTER_FIELDS) if (other !== field && mapping[other] === column) mapping[other] = '';
    onMapping(mapping);
  }
  return (
    <Card title={t('import.columns')}>
      <Muted>{t('import.columnsHint')}</Muted>
      <div className={styles.mapping}>
        {ROSTER_FIELDS.map((field) => (
          <Select
            key={field}
            name={field}
            label={t(`import.fields.${field}`)}
            choices={choices}
            value={preview.mapping[field] ?? ''}
            onChange={(column) => choose(field, column)}
          />
        ))}
      </div>
    </Card>
  );
}

function Counts({ preview }: Pick<PreviewProps, 'preview'>) {
  const t = useWords();
  const { examples } = preview;
  const counts = ['people', 'joined', 'left', 'moved', 'unchanged', 'withoutEmail'] as const;
  return (
    <Card title={t('import.preview')}>
      <dl className={styles.counts}>
        {counts.map((count) => (
          <div key={count}>
            <dt>{t(`import.${count}`)}</dt>
            <dd>{t('number', { count: preview[count] })}</dd>
          </div>
        ))}
      </dl>
      {examples.joined.length > 0 ? <Muted>{t('import.examplesJoined', { names: examples.joined.join(', ') })}</Muted> : null}
      {examples.left.length > 0 ? <Muted>{t('import.examplesLeft', { names: examples.left.join(', ') })}</Muted> : null}
      {examples.moved.map((move) => (
        <Muted key={`${move.name}|${move.from}|${move.to}`}>{t('import.movedFromTo', move)}</Muted>
      ))}
    </Card>
  );
}

/** Rows that cannot be read; and, apart, rows that are read but not quite as written. */
function RowProblems({ preview }: Pick<PreviewProps, 'preview'>) {
  const t = useWords();
  const say = useServerWords();
  const { problems, problemCount, warnings, warningCount } = preview;
  return (
    <>
      {preview.rows === 0 ? (
        <Callout tone="danger" title={say('The file names nobody.')}>
          <p>{say('Add a row for each person.')}</p>
        </Callout>
      ) : null}
      {problemCount > 0 ? (
        <Callout tone="warn" title={t('import.problems', { count: rowsOf(problems, problemCount) })}>
          <p>{t('import.problemsHint')}</p>
          <RowTable caption={t('import.problems', { count: rowsOf(problems, problemCount) })} rows={problems} count={problemCount} />
        </Callout>
      ) : null}
      {warningCount > 0 ? (
        <Callout title={t('import.warnings', { count: warningCount })}>
          <RowTable caption={t('import.warnings', { count: warningCount })} rows={warnings} count={warningCount} />
        </Callout>
      ) : null}
    </>
  );
}

/** How many rows: exact while all problems are listed; one row may have several. */
function rowsOf(problems: readonly Problem[], count: number): number {
  return problems.length < count ? count : new Set(problems.map(({ row }) => row)).size;
}

function RowTable({ caption, rows, count }: { caption: string; rows: readonly Problem[]; count: number }) {
  const t = useWords();
  const say = useServerWords();
  return (
    <>
      <Table long stacks caption={caption} head={[t('import.row'), t('import.field'), t('import.reason'), t('import.remedy')]}>
        {rows.map((problem) => (
          <tr key={`${problem.row}|${problem.field}|${problem.reason}`}>
            <th scope="row" data-label={t('import.row')}>
              {problem.row}
            </th>
            <td data-label={t('import.field')}>{fieldLabel(problem.field, t)}</td>
            <td>{say(problem.reason)}</td>
            <td>{say(problem.remedy ?? '')}</td>
          </tr>
        ))}
      </Table>
      {rows.length < count ? <Muted>{t('import.problemsMore', { shown: rows.length, count })}</Muted> : null}
    </>
  );
}

function fieldLabel(field: string | undefined, t: Words): string {
  const known = ROSTER_FIELDS.find((one) => one === field);
  return known ? t(`import.fields.${known}`) : (field ?? '');
}

function UnitsInFile({ preview }: Pick<PreviewProps, 'preview'>) {
  const t = useWords();
  return (
    <details>
      <summary>
        {t('import.units')} ({preview.units.length})
      </summary>
      <Table long caption={t('import.units')} head={[t('import.unit'), t('import.people')]}>
        {preview.units.map((unit) => (
          <tr key={unit.path}>
            <th scope="row">{unit.path}</th>
            <td>{t('number', { count: unit.people })}</td>
          </tr>
        ))}
      </Table>
    </details>
  );
}

/** From this share on, a file is more likely a part of the roster than the whole of another. */
const MANY_LEAVE = 0.2;

function Confirm({ file, preview, reading, onDone }: Pick<PreviewProps, 'file' | 'preview' | 'reading' | 'onDone'>) {
  const t = useWords();
  const [leaveOut, setLeaveOut] = useState(false);
  const store = useAct('importRoster', { refreshes: ['readUnits', 'findPeople'], leadsAway: true });
  const blocked = reading || preview.people === 0 || (preview.problemCount > 0 && !leaveOut);
  const { left } = preview;
  const present = left + preview.moved + preview.unchanged;
  const manyLeave = left > 0 && left >= MANY_LEAVE * present;
  const query = {
    mapping: JSON.stringify(preview.mapping),
    fingerprint: preview.fingerprint,
    leaveOutProblems: leaveOut ? ('yes' as const) : ('no' as const),
  };
  return (
    <>
      {preview.problemCount > 0 ? (
        <Check name="leaveOut" value={leaveOut} onChange={setLeaveOut}>
          {t('import.leaveOut')}
        </Check>
      ) : null}
      {manyLeave ? (
        <Callout tone="warn" title={t('import.manyLeaveTitle', { left, present })}>
          <p>{t('import.manyLeave')}</p>
        </Callout>
      ) : null}
      {store.error ? <RefusalNote refused={store.error} /> : null}
      <div>
        <Button
          look="primary"
          isDisabled={blocked}
          busy={store.isPending}
          onPress={() => store.mutate({ query, body: file }, { onSuccess: onDone })}
        >
          {store.isPending
            ? t('import.importing')
            : t(manyLeave ? 'import.confirmRemoving' : 'import.confirm', { count: preview.people, left })}
        </Button>
      </div>
    </>
  );
}
