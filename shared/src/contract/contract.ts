import type { z } from 'zod';
import type { RefusalCode } from './refusal.js';
import type { Role } from './roles.js';

/** Who may call a row: anyone at all, anyone signed in, or holders of a role. */
export type May = 'anyone' | 'signed-in' | Role;

/** A body that is not JSON: a file, streamed to the use case. */
export interface Upload {
  readonly upload: 'text/csv';
  readonly limitBytes: number;
}

/** A reply that is not JSON: a file or a page, streamed from the use case. */
export interface Download {
  readonly download: string;
}

/** A reply that leads the browser to another page. What is refused leads to `redirect`, with the refusal's code in `?refused=`. */
export interface Redirect {
  readonly redirect: `/${string}`;
}

/** One endpoint, as plain data: the server binds it, the client calls it, a test walks every row as every role. */
export interface Row {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly path: `/${string}`;
  readonly may: readonly May[];
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType | Upload;
  readonly reply: z.ZodType | Download | Redirect | 'nothing';
  readonly refuses: readonly RefusalCode[];
  /**
   * The answer to the same parameters is the same for ever, whoever is answered: it is compressed once. Of ballot rows, which have neither query nor
   * body, the handler is asked once; of others each time, for who may read and what is entered, and it gives the very same object again.
   */
  readonly frozen?: true;
}

export type Contract = Readonly<Record<string, Row>>;

type Parsed<T, Otherwise> = T extends z.ZodType ? z.output<T> : Otherwise;
type Sent<T, Otherwise> = T extends z.ZodType ? z.input<T> : Otherwise;

/** What a handler of the row is given, after every check. */
export type RequestOf<R extends Row> = {
  params: R extends { params: infer P } ? Parsed<P, Record<string, never>> : Record<string, never>;
  query: R extends { query: infer Q } ? Parsed<Q, Record<string, never>> : Record<string, never>;
  body: R extends { body: infer B } ? Parsed<B, AsyncIterable<Uint8Array>> : undefined;
};

/** What a caller of the row gives. */
export type CallOf<R extends Row> = (R extends { params: infer P } ? { params: Sent<P, never> } : object) &
  (R extends { query: infer Q } ? { query?: Sent<Q, never> } : object) &
  (R extends { body: infer B } ? { body: Sent<B, Blob | string> } : object);

/** What comes back: parsed JSON, nothing, or a stream. */
export type ReplyOf<R extends Row> = R['reply'] extends z.ZodType ? z.output<R['reply']> : undefined;

type Blob = { readonly size: number; readonly type: string };

/** True when the row is sent a file, to be streamed to its use case. */
export function isUpload(body: Row['body']): body is Upload {
  return body !== undefined && 'upload' in body;
}

/** True when the row answers with a file or a page, to be streamed. */
export function isDownload(reply: Row['reply']): reply is Download {
  return typeof reply === 'object' && 'download' in reply;
}

/** True when the row leads the browser on, also with a refusal. */
export function isRedirect(reply: Row['reply']): reply is Redirect {
  return typeof reply === 'object' && 'redirect' in reply;
}
