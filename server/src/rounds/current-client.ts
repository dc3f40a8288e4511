import { readdir, readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { canonicalBytes } from '#shared/ballot/canonical.js';
import { hashOf } from '../hash-of.js';
import type { CurrentClient, CurrentFile } from './round-needs.js';

const ENTRY = 'b.html';

/** The ballot page as it lies in the built client: its entry and every file that it or one of these names. The version is the hash of them all. */
export async function readCurrentClient(folder: string): Promise<CurrentClient> {
  const assets = (await readdir(folder, { recursive: true })).map((path) => path.replaceAll('\\', '/'));
  const files = new Map<string, CurrentFile>();
  const waiting = [ENTRY];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (files.has(path)) continue;
    const content = await readFile(join(folder, path));
    files.set(path, { path, sha256: hashOf(content), content });
    if (/\.(?:html|js|css)$/.test(path)) waiting.push(...namedIn(content.toString('utf8'), assets));
  }
  const sorted = [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  const version = hashOf(canonicalBytes(sorted.map(({ path, sha256 }) => ({ path, sha256 }))));
  return { version, entry: ENTRY, files: sorted };
}

/** Built names hold a hash of their content, so that a name found in a text is that file and no other. */
function namedIn(text: string, assets: readonly string[]): string[] {
  return assets.filter((path) => /\.[a-z0-9]+$/.test(path) && path !== 'index.html' && text.includes(posix.basename(path)));
}
