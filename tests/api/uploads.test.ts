import { Readable } from 'node:stream';
import express from 'express';
import supertest from 'supertest';
import { z } from 'zod';
import { bind } from '#server/http/bind.js';
import type { Handlers } from '#server/http/handler.js';
import { listenOn } from '#server/http/listen.js';
import type { Contract } from '#shared/contract/contract.js';
import { Refusal } from '#shared/contract/refusal.js';

const LIMIT = 64 * 1024;
const contract = {
  count: {
    method: 'POST',
    path: '/api/count',
    may: ['anyone'],
    query: z.object({ stopAfter: z.coerce.number().default(Number.POSITIVE_INFINITY) }),
    body: { upload: 'text/csv', limitBytes: LIMIT },
    reply: z.object({ bytes: z.int() }),
    refuses: ['input-too-large'],
  },
  download: {
    method: 'GET',
    path: '/api/download',
    may: ['anyone'],
    query: z.object({ fail: z.string() }),
    reply: { download: 'text/plain' },
    refuses: [],
  },
} as const satisfies Contract;

const stopped: string[] = [];
const handlers: Handlers<typeof contract> = {
  count: async ({ request: { body, query } }) => {
    let bytes = 0;
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes > query.stopAfter) throw new Refusal('roster-unreadable', { remedy: 'Send another file.' });
    }
    return { bytes, internal: 'not in the contract' };
  },
  download: async ({ request: { query } }) => ({ name: 'a b.txt', content: pieces(query.fail) }),
};

async function* pieces(fail: string) {
  try {
    if (fail === 'before') throw new Refusal('not-found', { remedy: 'Choose another.' });
    yield 'first ';
    if (fail === 'within') throw new Error('broken half-way');
    yield 'second';
  } finally {
    stopped.push(fail);
  }
}

const faults: string[] = [];
const app = express().use(
  bind(contract, handlers, {
    origin: 'http://candour.test',
    readCaller: async () => undefined,
    log: { fault: (row) => void faults.push(row) },
  }),
);
let url: string;
let stop: (patienceMs: number) => Promise<void>;
let request: ReturnType<typeof supertest>;
beforeAll(async () => {
  ({ url, stop } = await listenOn(0, '127.0.0.1')((serve) => serve(app)));
  request = supertest(url);
});
afterAll(() => stop(0));

const chunked = (bytes: number, query = '') => {
  const body = Readable.toWeb(Readable.from(Array.from({ length: bytes / 1024 }, () => Buffer.alloc(1024))));
  const init = { method: 'POST', body, duplex: 'half' } as unknown as RequestInit;
  return fetch(`${url}/api/count${query}`, init);
};

describe('an upload', () => {
  test('within its limit arrives whole, however it is sent', async () => {
    expect((await request.post('/api/count').set('Content-Type', 'text/csv').send(Buffer.alloc(LIMIT))).body).toEqual({ bytes: LIMIT });
    expect(await (await chunked(LIMIT)).json()).toEqual({ bytes: LIMIT });
  });

  test('over its limit is refused, whether its size was told before or not', async () => {
    const told = await request
      .post('/api/count')
      .set('Content-Type', 'text/csv')
      .send(Buffer.alloc(LIMIT + 1));
    expect([told.status, told.body.code]).toEqual([413, 'input-too-large']);
    const untold = await chunked(LIMIT * 4);
    expect([untold.status, (await untold.json()).code]).toEqual([413, 'input-too-large']);
  });

  test('that is refused half-way is read to its end, so that the refusal arrives', async () => {
    const reply = await chunked(LIMIT, '?stopAfter=1024');
    expect([reply.status, (await reply.json()).code]).toEqual([400, 'roster-unreadable']);
  });
});

describe('a download', () => {
  test('is saved under its name', async () => {
    const reply = await request.get('/api/download?fail=no');
    expect(reply.text).toBe('first second');
    expect(reply.headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': 'attachment; filename="a b.txt"',
    });
  });

  test('that is refused before its first piece is a refusal like any other', async () => {
    const reply = await request.get('/api/download?fail=before');
    expect([reply.status, reply.body.code]).toEqual([404, 'not-found']);
  });

  test('that breaks half-way ends the connection: nobody takes the half for the whole', async () => {
    await expect(request.get('/api/download?fail=within')).rejects.toThrow();
    expect(faults).toEqual(['download']);
    expect(stopped).toEqual(['no', 'before', 'within']);
  });
});
