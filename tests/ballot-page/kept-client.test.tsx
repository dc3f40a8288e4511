import { createHash } from 'node:crypto';
import type { Hash, Manifest } from '#shared/ballot/manifest.js';
import { listedScripts, loadUnderHash, needsKeptPage, readKeptPage } from '../../client/src/ballot/kept-client.js';

const sha256 = (text: string) => createHash('sha256').update(text);
const file = (path: string) => ({ path, sha256: sha256(path).digest('hex') as Hash });
const VERSION = 'c'.repeat(64) as Hash;
const manifest = {
  client: {
    version: VERSION,
    entry: 'b.html',
    files: ['b.html', 'theme.js', 'assets/b-Old1.js', 'assets/b-Old1.css', 'assets/react-Old1.js', 'assets/questions-Old1.js'].map(file),
  },
} as unknown as Manifest;
const ORIGIN = 'https://survey.example';
const integrity = (path: string) => `sha256-${sha256(path).digest('base64')}`;

const PAGE = `<script src="/theme.js"></script><script type="module" src="/assets/b-Old1.js"></script>
<link rel="modulepreload" href="/assets/react-Old1.js"><link rel="stylesheet" href="/assets/b-Old1.css">`;
const serving = (text: string) => {
  const asked: [string, RequestInit | undefined][] = [];
  const send = async (input: unknown, init?: RequestInit) => {
    asked.push([String(input), init]);
    return { ok: true, status: 200, text: async () => text } as Response;
  };
  return { asked, send: send as typeof fetch };
};

test('a round launched with another build is handed to the page kept at its launch, each file under its hash', async () => {
  const { asked, send } = serving(PAGE);
  const at = (path: string) => ({ href: `/b/v/${VERSION}/${path}`, integrity: integrity(path) });
  expect(needsKeptPage(manifest, `${ORIGIN}/assets/b-New2.js`)).toBe(true);
  expect(await readKeptPage(manifest, send)).toEqual({
    run: at('assets/b-Old1.js'),
    scripts: [at('assets/b-Old1.js'), at('assets/react-Old1.js')],
    styles: [at('assets/b-Old1.css')],
  });
  expect(asked).toMatchObject([[`/b/v/${VERSION}/b.html`, { integrity: integrity('b.html'), credentials: 'omit' }]]);
});

test('a kept page that names a file outside the manifest is refused', async () => {
  const { send } = serving(PAGE.replace('react-Old1', 'react-Evil'));
  await expect(readKeptPage(manifest, send)).rejects.toThrow('not listed');
});

test('the build of the launch stays, and a kept page never hands over again', () => {
  expect(needsKeptPage(manifest, `${ORIGIN}/assets/b-Old1.js`)).toBe(false);
  expect(needsKeptPage(manifest, `${ORIGIN}/b/v/${'d'.repeat(64)}/assets/b-Other.js`)).toBe(false);
});

test('the other scripts of the running page are asked for beside it', () => {
  const asked = listedScripts(manifest, `${ORIGIN}/b/v/${VERSION}/assets/b-Old1.js`).map(({ href }) => href);
  expect(asked).toEqual([...['b', 'react', 'questions'].map((name) => `/b/v/${VERSION}/assets/${name}-Old1.js`)]);
  expect(listedScripts(manifest, `${ORIGIN}/assets/b-Old1.js`)[2]?.href).toBe('/assets/questions-Old1.js');
});

test('a file that did not load under its hash is a failure, not a shrug', async () => {
  const style = { href: '/b/v/x/assets/b-Old1.css', integrity: integrity('assets/b-Old1.css') };
  const loading = loadUnderHash(document, 'stylesheet', style);
  const link = document.head.querySelector<HTMLLinkElement>('link[rel=stylesheet]');
  expect(link?.getAttribute('integrity') ?? link?.integrity).toBe(style.integrity);
  link?.dispatchEvent(new Event('error'));
  await expect(loading).rejects.toThrow('under its hash');
});
