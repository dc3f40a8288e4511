import { join } from 'node:path';
import { root, runTogether } from './run.mjs';

/** Where Vite serves the pages, and passes on what is asked of the server. */
const PAGES_PORT = 5173;

/** Rebuilds and restarts on every change; the pages come from Vite with hot reloading. */
export function dev() {
  // The address that people open is that of the pages: the server answers to no other origin.
  const BASE_URL = process.env.BASE_URL || `http://localhost:${PAGES_PORT}`;
  return runTogether(
    [
      [join(root, 'node_modules/typescript/bin/tsc'), '-b', '--watch', '--preserveWatchOutput', 'shared', 'server', 'scripts'],
      ['--watch', '--enable-source-maps', join(root, 'dist/server/src/main.js')],
      [join(root, 'node_modules/vite/bin/vite.js'), '--config', 'client/vite.config.ts', '--port', String(PAGES_PORT), '--strictPort'],
    ],
    { ...process.env, BASE_URL },
  );
}
