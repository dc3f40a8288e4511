import { Schema } from 'mongoose';
import { STRICT } from './strict.js';

export interface ClosingDocument {
  /** The round. */
  _id: string;
  organisation: string;
  stoppedAt: string;
  step: string;
  /** JSON, as `units`. */
  totals: string | null;
  units: string;
}

/** Its insertion publishes the round: the parts it names are written before. */
export interface PublicationDocument {
  /** The round: it is published once. */
  _id: string;
  organisation: string;
  manifest: string;
  publishedAt: string;
  /** The attempt that wrote the parts. */
  attempt: string;
  withResults: boolean;
  answersUntil: string;
  answersDestroyed: boolean;
}

/** A piece of a snapshot, of tuples or of a bulletin, in UTF-8: whole, that of 300,000 ballots would be too large for a document. */
export interface PublicationPartDocument {
  /** ATTEMPT/WHAT/NUMBER. */
  _id: string;
  organisation: string;
  attempt: string;
  what: 'snapshot' | 'tuples' | 'bulletin';
  number: number;
  content: Uint8Array;
}

const text = { type: String };

export const closingSchema = new Schema<ClosingDocument>(
  { _id: text, organisation: text, stoppedAt: text, step: text, totals: text, units: text },
  STRICT,
);

export const publicationSchema = new Schema<PublicationDocument>(
  {
    ...{ _id: text, organisation: text, manifest: text, publishedAt: text, attempt: text, withResults: { type: Boolean } },
    ...{ answersUntil: text, answersDestroyed: { type: Boolean } },
  },
  STRICT,
);
publicationSchema.index({ organisation: 1, publishedAt: 1 }, { name: 'of_organisation' });
publicationSchema.index({ manifest: 1 }, { name: 'by_manifest' });
publicationSchema.index({ answersDestroyed: 1, answersUntil: 1 }, { name: 'answers_due' });

export const publicationPartSchema = new Schema<PublicationPartDocument>(
  { _id: text, organisation: text, attempt: text, what: text, number: { type: Number }, content: { type: Schema.Types.Buffer } },
  STRICT,
);
publicationPartSchema.index({ attempt: 1, what: 1, number: 1 }, { name: 'in_order' });
