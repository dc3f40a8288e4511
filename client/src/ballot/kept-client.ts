import { fromHex } from '#shared/ballot/encoding.js';
import type { Manifest } from '#shared/ballot/manifest.js';

type File = Manifest['client']['files'][number];

/** A file of the ballot page as a round froze it, at an address where it is served until the round closes. */
export interface KeptFile {
  href: string;
  integrity: string;
}

/** The page of a round: the scripts that its document names, the one to run first, and its styles. */
export interface KeptPage {
  run: KeptFile;
  scripts: KeptFile[];
  styles: KeptFile[];
}

/** Whether the round was launched with another build than the one running, and this is not already its kept copy. */
export function needsKeptPage({ client }: Manifest, running: string): boolean {
  const { pathname } = new URL(running);
  const listsPage = client.files.some(({ path }) => path === client.entry);
  return listsPage && !pathname.startsWith('/b/v/') && !client.files.some(({ path }) => pathname.endsWith(`/${path}`));
}

/** Reads the document that was kept. Rejects where it is not there, differs from its hash, or names a file that the manifest does not list. */
export async function readKeptPage({ client }: Manifest, send: typeof fetch): Promise<KeptPage> {
  const base = `/b/v/${client.version}/`;
  const listed = (path: string): KeptFile => {
    const file = client.files.find((one) => one.path === path.replace(/^\//, ''));
    if (!file) throw new Error(`not listed in the manifest: ${path}`);
    return keptFile(file, base);
  };
  const { href, integrity } = listed(client.entry);
  const reply = await send(href, { integrity, credentials: 'omit', referrerPolicy: 'no-referrer' });
  if (!reply.ok) throw new Error(`${href}: ${reply.status}`);
  const page = new DOMParser().parseFromString(await reply.text(), 'text/html');
  const named = (selector: string, attribute: string) =>
    [...page.querySelectorAll(selector)].map((element) => listed(element.getAttribute(attribute) ?? ''));
  const [run] = named('script[type=module]', 'src');
  if (!run) throw new Error(`${href} runs nothing`);
  return { run, scripts: [run, ...named('link[rel=modulepreload]', 'href')], styles: named('link[rel=stylesheet]', 'href') };
}

/** The scripts of this build that the round's manifest lists, with their hashes, beside the running one. */
export function listedScripts({ client }: Manifest, running: string): KeptFile[] {
  const base = new URL('..', running).pathname;
  return client.files.filter(({ path }) => path.startsWith('assets/') && path.endsWith('.js')).map((file) => keptFile(file, base));
}

function keptFile({ path, sha256 }: File, base: string): KeptFile {
  return { href: `${base}${path}`, integrity: `sha256-${btoa(String.fromCharCode(...fromHex(sha256)))}` };
}

/** Loads a file under its hash. The browser refuses other bytes; a module asked for later is then this one. Rejects when it did not load. */
export function loadUnderHash(page: Document, rel: 'modulepreload' | 'stylesheet', file: KeptFile): Promise<void> {
  const link = page.createElement('link');
  // Old browsers know no modulepreload and would never answer: the import itself still comes from our own origin alone.
  if (rel === 'modulepreload' && !link.relList?.supports?.(rel)) return Promise.resolve();
  return new Promise((loaded, failed) => {
    link.onload = () => loaded();
    link.onerror = () => failed(new Error(`not loaded under its hash: ${file.href}`));
    Object.assign(link, { rel, integrity: file.integrity, href: file.href, crossOrigin: 'anonymous' });
    page.head.append(link);
  });
}
