import { mongo } from 'mongoose';
import { canonicalJson } from '#shared/ballot/canonical.js';
import type { RoundId } from '#shared/ballot/manifest.js';
import type { ReleasedTuples } from '#shared/results/released-tuples.js';
import type { Snapshot } from '#shared/results/snapshot.js';
import type { ClosingRecord, Publication, PublishedSnapshot, Results } from '../../port/registrar/results.js';
import type { Attempts } from './attempts.js';
import { bytesOf } from './client-files.js';
import type { Collections } from './collections.js';
import { inOrder, insertOnce } from './inserting.js';
import type { ClosingDocument, PublicationDocument, PublicationPartDocument } from './results-documents.js';

type What = PublicationPartDocument['what'];

/** Bytes of a part: a document may have 16 MB. */
const PART_BYTES = 4_000_000;

export function mongoResults(all: Collections, attempts: Attempts): Results {
  const { closings, publications } = all;
  const snapshotOf = async (found: PublicationDocument | null): Promise<PublishedSnapshot | undefined> =>
    found ? { publishedAt: found.publishedAt, snapshot: JSON.parse(await textOf(all, found, 'snapshot')) as Snapshot } : undefined;
  return {
    async readClosing(round) {
      const found = await closings.findById(round).lean();
      return found ? closingOf(found) : undefined;
    },
    async keepClosing(record, after) {
      const document = closingDocument(record);
      if (after === null) return insertOnce(closings, document);
      return (await closings.replaceOne({ _id: record.round, step: after }, document)).matchedCount === 1;
    },
    publishOnce: (publication) => publishOnce(all, attempts, publication),
    snapshot: async (organisation, round) => snapshotOf(await publications.findOne({ _id: round, organisation }).lean()),
    async published(organisation) {
      const found = await publications.find({ organisation }, { publishedAt: 1 }).lean();
      const sorted = found.sort((a, b) => inOrder(a.publishedAt, b.publishedAt) || inOrder(a._id, b._id));
      return sorted.map(({ _id }) => _id as RoundId);
    },
    async latestTuples(organisation, among) {
      const found = await publications.find({ organisation, withResults: true, _id: { $in: [...among] } }).lean();
      const [latest] = found.sort((a, b) => inOrder(b.publishedAt, a.publishedAt) || inOrder(a._id, b._id));
      return latest ? (JSON.parse(await textOf(all, latest, 'tuples')) as ReleasedTuples) : undefined;
    },
    async bulletin(manifest) {
      const found = await publications.findOne({ manifest }).lean();
      return found ? textOf(all, found, 'bulletin') : undefined;
    },
    async answersDue(now) {
      const found = await publications.find({ answersDestroyed: false, answersUntil: { $lte: now } }, { _id: 1 }).lean();
      return found.map(({ _id }) => _id as RoundId).sort(inOrder);
    },
    markAnswersDestroyed: async (round) => void (await publications.updateOne({ _id: round }, { $set: { answersDestroyed: true } })),
  };
}

/** Snapshot, tuples and bulletin are written first; the insertion of the publication that names them is the act. */
async function publishOnce(all: Collections, attempts: Attempts, publication: Publication): Promise<'published' | 'published-before'> {
  const { organisation, round, manifest, publishedAt, snapshot, tuples, bulletin, answersUntil } = publication;
  const done = await attempts.carry(
    { organisation, kind: 'publication', of: round },
    {
      enter: async () => (await all.publications.findById(round, { _id: 1 }).lean()) === null,
      async write(attempt) {
        const put = (what: What, text: string) => writeText(all, organisation, attempt, what, text);
        await put('snapshot', JSON.stringify(snapshot));
        if (tuples) await put('tuples', JSON.stringify(tuples));
        await put('bulletin', canonicalJson(bulletin));
      },
      name: (attempt) => {
        const rest = { withResults: tuples !== null, publishedAt, answersUntil, answersDestroyed: false };
        return insertOnce(all.publications, { _id: round, organisation, manifest, attempt, ...rest });
      },
    },
  );
  return done ? 'published' : 'published-before';
}

async function writeText(
  { publicationParts }: Collections,
  organisation: string,
  attempt: string,
  what: What,
  text: string,
): Promise<void> {
  const bytes = Buffer.from(text);
  for (let number = 0; number * PART_BYTES < bytes.length; number++) {
    const content = new mongo.Binary(bytes.subarray(number * PART_BYTES, (number + 1) * PART_BYTES)) as never;
    await insertOnce(publicationParts, { _id: `${attempt}/${what}/${number}`, organisation, attempt, what, number, content });
  }
}

async function textOf({ publicationParts }: Collections, { attempt }: PublicationDocument, what: What): Promise<string> {
  const parts = await publicationParts.find({ attempt, what }).sort({ number: 1 }).lean();
  return Buffer.concat(parts.map(({ content }) => bytesOf(content))).toString();
}

function closingDocument({ round, organisation, stoppedAt, step, totals, units }: ClosingRecord): ClosingDocument {
  return { _id: round, organisation, stoppedAt, step, totals: totals && JSON.stringify(totals), units: JSON.stringify(units) };
}

function closingOf({ _id, organisation, stoppedAt, step, totals, units }: ClosingDocument): ClosingRecord {
  return {
    round: _id as RoundId,
    organisation,
    stoppedAt,
    step,
    totals: totals === null ? null : JSON.parse(totals),
    units: JSON.parse(units),
  };
}
