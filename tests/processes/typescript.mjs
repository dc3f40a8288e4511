// Lets plain Node run our TypeScript, for tests that need a process of their own: `node --import ./tests/processes/typescript.mjs FILE.ts`. `npm test` builds the server that they use.
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
