import type { ViewRecord } from '../../port/registrar/ledger.js';
import { askedTogether } from '../asked-together.js';
import { insertAtOnce, thrown } from '../commands.js';
import type { ViewDocument } from './accounts-documents.js';
import type { Collections } from './collections.js';
import { NumbersAhead } from './running-numbers.js';

/** Many who look at results at once are entered by one change, and each is on disk before anything is shown. */
export function enteringViews({ views, counters }: Collections): (views: readonly ViewRecord[]) => Promise<void> {
  const numbers = new NumbersAhead(counters);
  const enter = askedTogether(async (together: readonly (readonly ViewRecord[])[]) => {
    const group = together.flat();
    const documents: ViewDocument[] = [];
    for (const organisation of new Set(group.map((view) => view.organisation))) {
      const its = group.filter((view) => view.organisation === organisation);
      const first = await numbers.take(`views/${organisation}`, its.length);
      documents.push(...its.map((view, at) => documentOf(view, first + at)));
    }
    const [refused] = await insertAtOnce(views.db, views.collection.name, documents);
    if (refused) throw thrown(refused);
    return new Map<readonly ViewRecord[], undefined>();
  });
  return async (its) => {
    if (its.length > 0) await enter(its);
  };
}

function documentOf({ organisation, at, who, roles, round, title }: ViewRecord, number: number): ViewDocument {
  return { _id: `${organisation}/${number}`, organisation, number, at, who, roles: [...roles], round, title };
}
