import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

test('a Node on which the pages cannot be built is refused, as package.json says', async () => {
  const { canRunOn } = await import('../../scripts/setup/node-version.mjs' as string);
  const fit = ['20.19.0', '20.20.2', '22.12.0', '22.20.0', '23.0.0', '24.1.0', '26.0.0'];
  const unfit = ['18.20.0', '20.18.3', '21.7.3', '22.0.0', '22.11.0'];
  expect([...fit, ...unfit].filter(canRunOn)).toEqual(fit);
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8'));
  const vite = JSON.parse(readFileSync('node_modules/vite/package.json', 'utf8'));
  expect(engines.node.replaceAll('.0', '')).toBe(vite.engines.node.replaceAll('.0', ''));
});

test('on such a Node every command says so in one line, with the remedy, and does nothing', () => {
  const older = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.0' } })";
  for (const command of ['start', 'demo', 'test']) {
    const line = ['--import', `data:text/javascript,${encodeURIComponent(older)}`, 'scripts/start.mjs', command];
    const { status, stdout, stderr } = spawnSync(process.execPath, line, { encoding: 'utf8' });
    const said = expect.stringMatching(/^candour: Candour cannot be built on Node 18\.20\.0: install Node 24 .+ and start again\n$/);
    expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: '', stderr: said });
  }
});
