// Of the server as it was built, for a process that translated each of its files would take too long to start; what belongs to tests and scripts is
// translated here, and `.js` in an import of theirs stands for a `.ts` file, as in jest.config.mjs.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transform } from '@swc/core';

const ROOT = new URL('../../', import.meta.url);
const jsc = { target: 'es2022', parser: { syntax: 'typescript' } };

export function resolve(specifier, context, next) {
  const ours = /^#(shared|server)\/(.*)\.js$/.exec(specifier);
  const relative = /^(\.{1,2}\/.*)\.js$/.exec(specifier);
  if (ours) return { url: new URL(`dist/${ours[1]}/src/${ours[2]}.js`, ROOT).href, shortCircuit: true };
  const url = relative ? new URL(`${relative[1]}.ts`, context.parentURL) : undefined;
  return url && existsSync(url) ? { url: url.href, shortCircuit: true } : next(specifier, context);
}

export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  const filename = fileURLToPath(url);
  const { code } = await transform(await readFile(filename, 'utf8'), { filename, jsc, module: { type: 'es6' }, sourceMaps: 'inline' });
  return { format: 'module', source: code, shortCircuit: true };
}
