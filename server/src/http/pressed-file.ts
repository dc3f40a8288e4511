import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip, constants as zlib } from 'node:zlib';
import type { Request, Response } from 'express';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};
/** Beyond this size brotli's best setting takes seconds. Below it, it takes half a second once, and the ballot's first screen needs its 7 percent. */
const SLOW_BYTES = 256 * 1024;

/** Bytes with their compressed forms, each made when it is first asked for. */
export class Pressed {
  #brotli: Promise<Buffer> | undefined;
  #gzip: Promise<Buffer> | undefined;

  constructor(
    readonly type: string,
    private readonly content: Buffer,
    /** Its brotli form, where that was made before. */
    brotli?: Buffer,
  ) {
    this.#brotli = brotli && Promise.resolve(brotli);
  }

  /** Of the content, uncompressed. */
  get size(): number {
    return this.content.length;
  }

  /** As the request accepts it. What else is to stand in the head is set before. */
  async send(request: Request, response: Response): Promise<void> {
    const { encoding, bytes } = await this.#for(request.get('accept-encoding') ?? '');
    if (encoding) response.set('Content-Encoding', encoding);
    response.set({ 'Content-Type': this.type, Vary: 'Accept-Encoding', 'Content-Length': String(bytes.length) });
    response.end(request.method === 'HEAD' ? undefined : bytes);
  }

  async #for(accepted: string): Promise<{ encoding?: string; bytes: Buffer }> {
    if (!/^(text|application\/(json|manifest)|image\/svg)/.test(this.type)) return { bytes: this.content };
    if (accepts(accepted, 'br')) {
      this.#brotli ??= brotli(this.content);
      return { encoding: 'br', bytes: await this.#brotli };
    }
    if (!accepts(accepted, 'gzip')) return { bytes: this.content };
    this.#gzip ??= promisify(gzip)(this.content, { level: 9 });
    return { encoding: 'gzip', bytes: await this.#gzip };
  }
}

/** A file of the client. */
export class PressedFile {
  readonly #pressed: Pressed;
  readonly #tag: string;

  constructor(path: string, content: Buffer, brotli?: Buffer) {
    this.#pressed = new Pressed(TYPES[extname(path)] ?? 'application/octet-stream', content, brotli);
    this.#tag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
  }

  async send(request: Request, response: Response, cacheControl: string): Promise<void> {
    response.set({ 'Content-Type': this.#pressed.type, 'Cache-Control': cacheControl, ETag: this.#tag, Vary: 'Accept-Encoding' });
    if (request.get('if-none-match') === this.#tag) response.status(304).end();
    else await this.#pressed.send(request, response);
  }
}

function brotli(content: Buffer): Promise<Buffer> {
  const quality = content.length > SLOW_BYTES ? 9 : zlib.BROTLI_MAX_QUALITY;
  const params = { [zlib.BROTLI_PARAM_QUALITY]: quality, [zlib.BROTLI_PARAM_SIZE_HINT]: content.length };
  return promisify(brotliCompress)(content, { params });
}

function accepts(header: string, encoding: string): boolean {
  return header.split(',').some((part) => {
    const [name, quality] = part.trim().split(/\s*;\s*/);
    return name === encoding && !/^q=0(\.0*)?$/.test(quality ?? '');
  });
}
