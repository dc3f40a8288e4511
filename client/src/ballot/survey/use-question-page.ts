import { useCallback, useEffect, useState } from 'react';
import { type PlaceHistory, questionPage, questionPageAt } from './place-history.js';

/**
 * The page shown, one history entry each, so that the Back key goes back a page. Where the browser already stands on a page (after a reload,
 * or back from the summary) that one wins; otherwise entries for all pages up to the first one shown are laid below it.
 */
export function useQuestionPage(history: PlaceHistory, pages: number, first: number) {
  const [page, setPage] = useState(() => questionPageAt(history.here(), pages) ?? Math.min(Math.max(first, 0), pages - 1));

  useEffect(() => {
    if (questionPageAt(history.here(), pages) === undefined) {
      for (let below = 0; below <= page; below++) history.enter(questionPage(below));
    }
    return history.onArrive((place) => {
      const arrived = questionPageAt(place, pages);
      if (arrived !== undefined) setPage(arrived);
    });
  }, [history, pages, page]);

  const forward = useCallback(() => {
    history.enter(questionPage(page + 1));
    setPage(page + 1);
  }, [history, page]);

  return { page, forward, back: history.back };
}
