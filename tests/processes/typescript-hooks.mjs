// The same mapping as in jest.config.mjs: `.js` in an import of ours stands for a `.ts` file.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transform } from '@swc/core';

const ROOT = new URL('../../', import.meta.url);
const jsc = { target: 'es2022', parser: { syntax: 'typescript' } };

export function resolve(specifier, context, next) {
  const ours = /^#(shared|server)\/(.*)\.js$/.exec(specifier);
  const relative = /^(\.{1,2}\/.*)\.js$/.exec(specifier);
  const url = ours ? new URL(`${ours[1]}/src/${ours[2]}.ts`, ROOT) : relative ? new URL(`${relative[1]}.ts`, context.parentURL) : undefined;
  return url && existsSync(url) ? { url: url.href, shortCircuit: true } : next(specifier, context);
}

export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  const filename = fileURLToPath(url);
  const { code } = await transform(await readFile(filename, 'utf8'), { filename, jsc, module: { type: 'es6' }, sourceMaps: 'inline' });
  return { format: 'module', source: code, shortCircuit: true };
}
