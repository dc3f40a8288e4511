import type { RoundState } from '#shared/round/states.js';
import { useWords } from '../office/language/words.js';
import { Badge } from '../ui/page.js';

const TONE: Partial<Record<RoundState, 'good' | 'warn' | 'danger' | 'accent'>> = {
  scheduled: 'warn',
  open: 'good',
  closing: 'warn',
  published: 'accent',
  cancelled: 'danger',
};

export function StateBadge({ state }: { state: RoundState }) {
  const t = useWords();
  const tone = TONE[state];
  return <Badge {...(tone ? { tone } : {})}>{t(`states.${state}`)}</Badge>;
}
