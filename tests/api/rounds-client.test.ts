import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { readCurrentClient } from '#server/rounds/rounds.js';
import { aFolder, type Folder } from '../builders/folder.js';

const FILES = {
  'b.html': '<script src="/theme.js"></script><script type="module" src="/assets/b-11.js"></script>',
  'index.html': '<script type="module" src="/assets/index-22.js"></script>',
  'theme.js': 'document.documentElement.dataset.theme = "dark";',
  'assets/b-11.js': 'import "./shared-33.js"; import("./questions-44.js");',
  'assets/index-22.js': 'import "./shared-33.js";',
  'assets/shared-33.js': '',
  'assets/questions-44.js': 'const styles = ["assets/questions-55.css"];',
  'assets/questions-55.css': '@font-face { src: url(/assets/face-66.woff2); }',
  'assets/face-66.woff2': 'font',
};

describe('the ballot page that a launch keeps', () => {
  let place: Folder;
  const write = (files: Record<string, string>) =>
    Promise.all(Object.entries(files).map(([path, text]) => writeFile(place.in(path), text)));
  beforeEach(async () => {
    place = await aFolder();
    await mkdir(place.in('assets'));
    await write(FILES);
  });
  afterEach(() => place.remove());

  test('is every file that it comes to load, with its hash, and nothing of the office', async () => {
    const { entry, files } = await readCurrentClient(place.folder);
    expect([entry, files.map(({ path }) => path)]).toEqual([
      'b.html',
      [
        'assets/b-11.js',
        'assets/face-66.woff2',
        'assets/questions-44.js',
        'assets/questions-55.css',
        'assets/shared-33.js',
        'b.html',
        'theme.js',
      ],
    ]);
    for (const { content, sha256 } of files) expect(createHash('sha256').update(content).digest('hex')).toBe(sha256);
  });

  test('has another version when one of its files changes, and the same when the office does', async () => {
    const { version } = await readCurrentClient(place.folder);
    await write({ 'index.html': 'changed', 'assets/index-22.js': 'changed' });
    expect((await readCurrentClient(place.folder)).version).toBe(version);
    await write({ 'assets/questions-55.css': 'changed' });
    expect((await readCurrentClient(place.folder)).version).not.toBe(version);
  });
});
