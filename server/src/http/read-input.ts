import express, { type Request, type Response } from 'express';
import type { z } from 'zod';
import { isUpload, type Row } from '#shared/contract/contract.js';
import { Refusal } from '#shared/contract/refusal.js';
import { malformed } from './problem.js';

const json = express.json({ limit: '256kb' });

/** Params, query and body as the row's schemas read them; a file as a stream that refuses what is over its limit. */
export async function readInput(row: Row, request: Request, response: Response) {
  const params = row.params ? parse('params', row.params, request.params) : {};
  const query = row.query ? parse('query', row.query, request.query) : {};
  return { params, query, body: await readBody(row.body, request, response) };
}

async function readBody(body: Row['body'], request: Request, response: Response): Promise<unknown> {
  if (body === undefined) return undefined;
  if (isUpload(body)) return limited(request, body.limitBytes);
  await new Promise<void>((resolve, reject) => json(request, response, (fault?: unknown) => (fault ? reject(fault) : resolve())));
  return parse('body', body, request.body);
}

function parse(part: 'params' | 'query' | 'body', schema: z.ZodType, input: unknown): unknown {
  const read = schema.safeParse(input);
  if (!read.success) throw malformed(part, read.error);
  return read.data;
}

function limited(request: Request, limitBytes: number): AsyncIterable<Uint8Array> {
  const tooLarge = () =>
    new Refusal('input-too-large', {
      field: 'body',
      remedy: `Send a file of at most ${Math.floor(limitBytes / 1024 / 1024)} MB, or split it.`,
    });
  if (Number(request.get('content-length') ?? 0) > limitBytes) throw tooLarge();
  return (async function* () {
    let bytes = 0;
    // Left undestroyed when it is refused: the refusal goes out over the same connection.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > limitBytes) throw tooLarge();
      yield chunk;
    }
  })();
}
