import { readFile, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { type Request, type Response, Router } from 'express';
import type { ClientFiles } from '../storage/port/registrar/client-files.js';
import { PressedFile } from './pressed-file.js';

const FOR_EVER = 'public, max-age=31536000, immutable';
const ASK_AGAIN = 'no-cache';

/** The client's pages and files: the built folder, and for a round under way those that were kept at its launch. No cookie is read, nothing is logged. */
export function clientPages(folder: string, kept: ClientFiles): Router {
  const router = Router();
  const built = fileCache((path, stamp) => readBuilt(folder, path, stamp));
  const keptFiles = fileCache((path, stamp) => readKept(kept, path, stamp));
  router.get('/b/v/:version/*path', async (request, response) => {
    leaveNoReferrer(response);
    await sendFile(await keptFiles(request.path.slice('/b/v/'.length)), request, response, FOR_EVER);
  });
  // Some mail filters write the `#` of a link as `%23`: the page finds the code in either place.
  router.get(['/b', '/b/*path', /^\/b%23/i, '/check'], async (request, response) => {
    leaveNoReferrer(response);
    await sendFile(await built('b.html'), request, response, ASK_AGAIN);
  });
  router.get('/assets/*path', async (request, response) => sendFile(await built(request.path), request, response, FOR_EVER));
  router.get('/{*path}', async (request, response) => {
    const file = request.path.includes('.') ? await built(request.path) : undefined;
    await sendFile(file ?? (await built('index.html')), request, response, ASK_AGAIN);
  });
  return router;
}

function leaveNoReferrer(response: Response): void {
  response.set('Referrer-Policy', 'no-referrer');
}

async function sendFile(file: PressedFile | undefined, request: Request, response: Response, cacheControl: string): Promise<void> {
  if (file) await file.send(request, response, cacheControl);
  else response.status(404).type('text/plain').set('Cache-Control', 'no-store').end('There is no such page.');
}

interface Found {
  content: Buffer;
  /** Compressed when the client was built. */
  brotli?: Buffer;
  /** Another stamp is another content. */
  stamp: string;
}

type Read = (path: string, stamp: string | undefined) => Promise<Found | 'unchanged' | undefined>;

/** Files by their path, compressed once for each stamp. */
function fileCache(read: Read): (requested: string) => Promise<PressedFile | undefined> {
  const files = new Map<string, { file: PressedFile; stamp: string }>();
  return async (requested) => {
    const path = safePath(requested);
    if (path === undefined) return undefined;
    const cached = files.get(path);
    const found = await read(path, cached?.stamp);
    if (found === 'unchanged') return cached?.file;
    if (!found) return undefined;
    const file = new PressedFile(path, found.content, found.brotli);
    files.set(path, { file, stamp: found.stamp });
    return file;
  };
}

/** A path that stays below its folder, without a leading slash. */
function safePath(requested: string): string | undefined {
  try {
    const path = posix.normalize(decodeURIComponent(requested)).replace(/^\/+/, '');
    return path === '' || path.startsWith('..') || /[\0\\]/.test(path) ? undefined : path;
  } catch {
    return undefined; // a percent sign that encodes nothing
  }
}

/** All that an address can bring about, and what a build that is under way has taken away. Any other fault is for the operator to know of. */
const NOT_THERE: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG']);

async function readBuilt(folder: string, path: string, stamp: string | undefined): Promise<Found | 'unchanged' | undefined> {
  try {
    const { mtimeMs, size, isFile } = await describe(join(folder, path));
    const now = `${mtimeMs}-${size}`;
    if (!isFile) return undefined;
    if (now === stamp) return 'unchanged';
    const brotli = await readBrotli(join(folder, path), mtimeMs);
    return { content: await readFile(join(folder, path)), stamp: now, ...(brotli ? { brotli } : {}) };
  } catch (fault) {
    if (!NOT_THERE.has(String((fault as NodeJS.ErrnoException).code))) throw fault;
    return undefined;
  }
}

/** What the build left beside the file. One that is older was made of another file. */
async function readBrotli(file: string, madeAt: number): Promise<Buffer | undefined> {
  try {
    return (await stat(`${file}.br`)).mtimeMs >= madeAt ? await readFile(`${file}.br`) : undefined;
  } catch {
    return undefined; // not there: then it is compressed here
  }
}

async function describe(path: string): Promise<{ mtimeMs: number; size: number; isFile: boolean }> {
  const found = await stat(path);
  return { mtimeMs: found.mtimeMs, size: found.size, isFile: found.isFile() };
}

/** What was kept never changes. */
async function readKept(kept: ClientFiles, path: string, stamp: string | undefined): Promise<Found | 'unchanged' | undefined> {
  if (stamp !== undefined) return 'unchanged';
  const [version = '', ...rest] = path.split('/');
  const content = await kept.read(version, rest.join('/'));
  return content && { content: Buffer.from(content), stamp: 'kept' };
}
