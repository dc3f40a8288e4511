import type { Draft, InvitationFacts, Screen } from './screen.js';

/** What the Back key or Forward leads to from a screen; undefined where the screen stays, or turns its own pages. */
export function screenAtPlace(screen: Screen, place: string | undefined, draft: Draft | undefined, keeps: boolean): Screen | undefined {
  switch (screen.at) {
    case 'start':
      return place === 'unit' ? { at: 'unit', facts: screen.facts, keeps } : undefined;
    case 'unit':
    case 'not-your-unit':
      return place === undefined ? { at: 'start', facts: screen.facts } : undefined;
    case 'summary':
      return place?.startsWith('page-')
        ? { at: 'questions', facts: screen.facts, draft: screen.draft }
        : beforeQuestions(screen.facts, place);
    case 'questions':
      if (place === 'summary' && draft) return { at: 'summary', facts: screen.facts, draft };
      return beforeQuestions(screen.facts, place);
    default:
      return undefined;
  }
}

/** Back before the first page: the ballot waits on this device. */
function beforeQuestions(facts: InvitationFacts, place: string | undefined): Screen | undefined {
  if (place !== undefined && place !== 'unit') return undefined;
  const pending = facts.device.pending();
  return pending ? { at: 'waiting', facts, pending } : { at: 'start', facts };
}
