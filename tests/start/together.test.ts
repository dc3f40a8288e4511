import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { aFolder, type Folder } from '../builders/folder.js';
import { killPrograms, runProgram, until } from '../builders/program.js';

let place: Folder;
beforeEach(async () => {
  place = await aFolder();
});
afterEach(async () => {
  await killPrograms();
  await place.remove();
});

/** Beats until it is ended: a file, made anew each time it was removed. */
const beating = (file: string) => `setInterval(() => require('node:fs').writeFileSync(${JSON.stringify(file)}, ''), 20)`;
/** As TypeScript's compiler does it: the program that works is started by another. */
const started = (code: string) => `require('node:child_process').execFileSync(process.execPath, ['-e', ${JSON.stringify(code)}])`;

/** As `npm run dev` runs its programs. */
function together(...codes: string[]) {
  const lines = JSON.stringify(codes.map((code) => ['-e', code]));
  const script = `import { runTogether } from './scripts/setup/run.mjs'; process.exitCode = await runTogether(${lines});`;
  return runProgram(['--input-type=module', '-e', script], {});
}

async function beats(file: string): Promise<boolean> {
  await rm(file, { force: true });
  await new Promise((resolve) => setTimeout(resolve, 200));
  return existsSync(file);
}

test('of programs that run together none goes on when one ends, nor what it has started', async () => {
  const program = together(started(beating(place.in('one'))), `setTimeout(() => process.exit(3), 500)`);
  await until(() => existsSync(place.in('one')), 'a beat');
  expect((await program.ended()).code).toBe(3);
  expect(await beats(place.in('one'))).toBe(false);
});

test('none goes on when whoever runs them is told to end', async () => {
  const program = together(started(beating(place.in('one'))), beating(place.in('two')));
  await until(() => existsSync(place.in('one')) && existsSync(place.in('two')), 'beats');
  program.child.kill('SIGTERM');
  await program.ended();
  expect([await beats(place.in('one')), await beats(place.in('two'))]).toEqual([false, false]);
});
