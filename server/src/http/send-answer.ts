import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { isDownload, isRedirect, type Row } from '#shared/contract/contract.js';
import type { DownloadStream } from './handler.js';

/** Answers with what the row's schema names, and nothing else: a field that a handler gives by mistake does not leave. */
export async function sendAnswer(row: Row, response: Response, answer: unknown): Promise<void> {
  if (row.reply === 'nothing') response.status(204).end();
  else if (isDownload(row.reply)) await stream(response, row.reply.download, answer as DownloadStream);
  else if (isRedirect(row.reply)) response.redirect(303, (answer as { to: string }).to);
  else sendJson(response, row.reply.parse(answer), row.path);
}

function sendJson(response: Response, reply: unknown, path: string): void {
  response.type('application/json');
  // express adds an ETag to what `send` is given; on ballot routes there is to be none.
  if (path.startsWith('/ballot/')) response.end(JSON.stringify(reply));
  else response.send(JSON.stringify(reply));
}

/** The first piece is awaited before the head goes out, so that a refusal can still be told as one. */
async function stream(response: Response, type: string, { name, content }: DownloadStream): Promise<void> {
  const pieces = content[Symbol.asyncIterator]();
  const first = await pieces.next();
  response.status(200).type(type);
  if (name !== undefined) response.attachment(name).type(type);
  const rest = async function* () {
    try {
      for (let piece = first; !piece.done; piece = await pieces.next()) yield piece.value;
    } finally {
      await pieces.return?.();
    }
  };
  await pipeline(Readable.from(rest(), { objectMode: false }), response);
}
