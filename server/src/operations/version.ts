import { readFileSync } from 'node:fs';

/** The version in the nearest package.json above this file that has one: built files lie one folder deeper than their sources. */
export function readVersion(): string {
  for (let folder = new URL('./', import.meta.url); folder.pathname !== '/'; folder = new URL('../', folder)) {
    const version = versionIn(new URL('package.json', folder));
    if (version !== undefined) return version;
  }
  return 'unknown';
}

function versionIn(file: URL): string | undefined {
  try {
    const { version } = JSON.parse(readFileSync(file, 'utf8'));
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined; // no such file here: the next folder up may have one
  }
}
