import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import locales from '@react-aria/optimize-locales-plugin';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const root = import.meta.dirname;
const shared = join(root, '../shared/src');
const outDir = join(root, '../dist/client');
const server = `http://127.0.0.1:${process.env.PORT || 8080}`;

/** The paths of the ballot page are served from b.html, every other page from index.html, as the real server does. */
const ballotPaths: Plugin = {
  name: 'ballot-paths',
  configureServer(dev) {
    dev.middlewares.use((request, _response, next) => {
      if (/^\/(?:b|check)(?:[/?#%]|$)/.test(request.url ?? '') && !/^\/b\/v\//.test(request.url ?? '')) request.url = '/b.html';
      next();
    });
  },
};

/**
 * zod carries its JSON-Schema printer in every schema; no page prints one, and it is 5 kB of the 120 that the ballot's first screen may take.
 * Each of its functions becomes one that does nothing, under the same name, so that an import which is missing still fails the build.
 */
const noJsonSchema: Plugin = {
  name: 'no-json-schema',
  apply: 'build',
  enforce: 'pre',
  transform(code, id) {
    if (!/\/zod\/v4\/core\/(?:json-schema-processors|to-json-schema)\.js$/.test(id)) return undefined;
    const names = [...code.matchAll(/^export (?:function|const) (\w+)/gm)].map((match) => match[1]);
    return { code: names.map((name) => `export const ${name} = () => () => {};`).join('\n'), map: null };
  },
};

const PRESSED = /\.(?:html|js|css|svg)$/;

/** Compresses each file once, as small as it gets: the server has it beside the file, and no first visitor waits for it. */
const pressed: Plugin = {
  name: 'pressed',
  apply: 'build',
  async closeBundle() {
    const files = (await readdir(outDir, { recursive: true })).filter((path) => PRESSED.test(path));
    await Promise.all(files.map(press));
  },
};

async function press(path: string): Promise<void> {
  const file = join(outDir, path);
  const content = await readFile(file);
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  await writeFile(`${file}.br`, await promisify(brotliCompress)(content, { params }));
}

/**
 * Two pages, each a build of its own: the office (index.html), then with `--mode ballot` beside it the ballot (b.html). Together they would share
 * chunks, and the ballot's first screen would make four requests where it makes one. No inlined assets: the content policy allows files of our own
 * origin alone.
 */
export default defineConfig(({ mode }) => ({
  root,
  base: '/',
  plugins: [{ ...locales.vite({ locales: ['en-US', 'he-IL'] }), enforce: 'pre' } as Plugin, react(), ballotPaths, noJsonSchema, pressed],
  resolve: { alias: [{ find: /^#shared\/(.*)\.js$/, replacement: `${shared}/$1.ts` }] },
  // Scripts name each other relative to themselves, so that a round's kept copy under /b/v/<version>/ loads its own files and no newer ones.
  experimental: { renderBuiltUrl: (file, { hostType }) => (hostType === 'js' ? { relative: true } : `/${file}`) },
  build: {
    outDir,
    emptyOutDir: mode !== 'ballot',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    rolldownOptions: { input: mode === 'ballot' ? { b: join(root, 'b.html') } : { index: join(root, 'index.html') } },
  },
  server: { proxy: { '/api': server, '/ballot': server } },
}));
