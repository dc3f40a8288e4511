import { join } from 'node:path';
import locales from '@react-aria/optimize-locales-plugin';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const root = import.meta.dirname;
const shared = join(root, '../shared/src');
const server = 'http://127.0.0.1:8080';

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

/** Two pages: the office (index.html) and the ballot (b.html). No inlined assets: the content policy allows files of our own origin alone. */
export default defineConfig({
  root,
  base: '/',
  plugins: [{ ...locales.vite({ locales: ['en-US', 'he-IL'] }), enforce: 'pre' } as Plugin, react(), ballotPaths],
  resolve: { alias: [{ find: /^#shared\/(.*)\.js$/, replacement: `${shared}/$1.ts` }] },
  // Scripts name each other relative to themselves, so that a round's kept copy under /b/v/<version>/ loads its own files and no newer ones.
  experimental: { renderBuiltUrl: (file, { hostType }) => (hostType === 'js' ? { relative: true } : `/${file}`) },
  build: {
    outDir: join(root, '../dist/client'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    rolldownOptions: { input: { index: join(root, 'index.html'), b: join(root, 'b.html') } },
  },
  server: { proxy: { '/api': server, '/ballot': server } },
});
