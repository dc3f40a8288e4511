import type { Round } from '#shared/contract/rounds.js';
import { useWords } from '../office/language/words.js';
import { Buttons, Card } from '../ui/page.js';
import { AddPerson } from './add-person.js';
import { CancelRound, ExtendRound } from './extend-end-cancel.js';

/** What HR may still do to a launched round, each inside the frozen limits and with a reason that people read. */
export function ManageCard({ round }: { round: Round }) {
  const t = useWords();
  const open = round.state === 'open';
  return (
    <Card title={t('round.manage')}>
      <Buttons>
        {open ? <AddPerson round={round.id} /> : null}
        {open ? <ExtendRound round={round} /> : null}
        <CancelRound round={round} />
      </Buttons>
    </Card>
  );
}
