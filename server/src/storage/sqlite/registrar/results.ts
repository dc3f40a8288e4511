import type { Kysely } from 'kysely';
import { canonicalJson } from '#shared/ballot/canonical.js';
import type { RoundId } from '#shared/ballot/manifest.js';
import type { ReleasedTuples } from '#shared/results/released-tuples.js';
import type { Snapshot } from '#shared/results/snapshot.js';
import type { ClosingRecord, Publication, PublishedSnapshot, Results } from '../../port/registrar/results.js';
import type { ResultsTables } from './migrations/0004-results.js';

/** Closing records and publications in the registrar's database. */
export function sqliteResults(db: Kysely<ResultsTables>): Results {
  const snapshots = () => db.selectFrom('publications').select(['published_at', 'snapshot']);
  return {
    async readClosing(round) {
      const row = await db.selectFrom('closings').selectAll().where('round', '=', round).executeTakeFirst();
      return row && closingOf(row);
    },
    async keepClosing(record, after) {
      const { round, ...rest } = closingRow(record);
      if (after === null) {
        const first = db.insertInto('closings').values({ round, ...rest });
        const { numInsertedOrUpdatedRows } = await first.onConflict((conflict) => conflict.column('round').doNothing()).executeTakeFirst();
        return numInsertedOrUpdatedRows === 1n;
      }
      const next = db.updateTable('closings').set(rest).where('round', '=', round).where('step', '=', after);
      return (await next.executeTakeFirst()).numUpdatedRows === 1n;
    },
    publishOnce: (publication) => publishOnce(db, publication),
    async snapshot(organisation, round) {
      const row = await snapshots().where('organisation', '=', organisation).where('round', '=', round).executeTakeFirst();
      return row && publishedOf(row);
    },
    async published(organisation) {
      const rounds = db.selectFrom('publications').select('round').where('organisation', '=', organisation);
      return (await rounds.orderBy('published_at').orderBy('round').execute()).map(({ round }) => round as RoundId);
    },
    async latestTuples(organisation, among) {
      const row = await db
        .selectFrom('publications')
        .select('tuples')
        .where('organisation', '=', organisation)
        .where('round', 'in', among)
        .where('tuples', 'is not', null)
        .orderBy('published_at', 'desc')
        .orderBy('round')
        .limit(1)
        .executeTakeFirst();
      return row?.tuples ? (JSON.parse(row.tuples) as ReleasedTuples) : undefined;
    },
    async bulletin(manifest) {
      const row = await db.selectFrom('bulletins').select('bulletin').where('manifest', '=', manifest).executeTakeFirst();
      return row?.bulletin;
    },
    async answersDue(now) {
      const rows = await db.selectFrom('sealed_answers').select('round').where('destroy_from', '<=', now).orderBy('round').execute();
      return rows.map((row) => row.round as RoundId);
    },
    async markAnswersDestroyed(round) {
      await db.deleteFrom('sealed_answers').where('round', '=', round).execute();
    },
  };
}

/** All rows or none. The first insert decides: whoever finds the round there changes nothing. */
function publishOnce(db: Kysely<ResultsTables>, publication: Publication): Promise<'published' | 'published-before'> {
  const { organisation, round, manifest, publishedAt, snapshot, tuples, bulletin, answersUntil } = publication;
  return db.transaction().execute(async (transaction) => {
    const { numInsertedOrUpdatedRows } = await transaction
      .insertInto('publications')
      .values({
        round,
        organisation,
        manifest,
        published_at: publishedAt,
        snapshot: JSON.stringify(snapshot),
        tuples: tuples && JSON.stringify(tuples),
      })
      .onConflict((conflict) => conflict.column('round').doNothing())
      .executeTakeFirst();
    if (numInsertedOrUpdatedRows === 0n) return 'published-before';
    await transaction
      .insertInto('bulletins')
      .values({ manifest, organisation, round, bulletin: canonicalJson(bulletin) })
      .execute();
    await transaction.insertInto('sealed_answers').values({ round, organisation, destroy_from: answersUntil }).execute();
    return 'published';
  });
}

function closingRow({ round, organisation, stoppedAt, step, totals, units }: ClosingRecord): ResultsTables['closings'] {
  return { round, organisation, stopped_at: stoppedAt, step, totals: totals && JSON.stringify(totals), units: JSON.stringify(units) };
}

function closingOf(row: ResultsTables['closings']): ClosingRecord {
  return {
    round: row.round as RoundId,
    organisation: row.organisation,
    stoppedAt: row.stopped_at,
    step: row.step,
    totals: row.totals === null ? null : JSON.parse(row.totals),
    units: JSON.parse(row.units),
  };
}

function publishedOf(row: { published_at: string; snapshot: string }): PublishedSnapshot {
  return { publishedAt: row.published_at, snapshot: JSON.parse(row.snapshot) as Snapshot };
}
