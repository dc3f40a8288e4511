import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { loadConfig, readPlaces } from '#server/config.js';
import { aFolder } from '../builders/folder.js';
import { optionNames, readCompose, readDockerfile, readEnvironmentFile } from './deploy-files.js';

const { services, networks, volumes } = readCompose();
const docker = readDockerfile();
const LAST = Math.max(...docker.map(({ stage }) => stage));
const inLast = (instruction: string) =>
  docker.filter((line) => line.stage === LAST && line.instruction === instruction).map(({ rest }) => rest);
/** Of one machine, named by what it is for, never by what is inside. */
const SET_BY_IMAGE = ['PORT', 'HOST', 'DATA_DIR'];

describe('the image', () => {
  test('is built in stages on Node 24, and what runs has no compiler, and nothing that could install one', () => {
    expect(docker.filter(({ instruction }) => instruction === 'FROM').map(({ rest }) => rest.split(' ')[0])).toEqual(
      Array.from({ length: LAST + 1 }, () => 'node:24-slim'),
    );
    expect(LAST).toBeGreaterThanOrEqual(1);
    expect(readFileSync('Dockerfile', 'utf8')).not.toMatch(/apt-get|apk |curl|wget|\.sh\b/);
    const removed = inLast('RUN').flatMap((rest) => (rest.startsWith('["rm"') ? JSON.parse(rest) : []));
    expect(
      inLast('RUN')
        .filter((rest) => !rest.startsWith('["rm"'))
        .join('\n'),
    ).not.toMatch(/npm|npx|yarn/);
    // What the official image of Node brings.
    for (const tool of ['npm', 'npx', 'corepack', 'yarn', 'yarnpkg']) expect(removed).toContain(`/usr/local/bin/${tool}`);
    expect(removed).toEqual(expect.arrayContaining(['/usr/local/lib/node_modules', '/opt']));
    expect(docker.find(({ rest }) => rest.includes('"ci"'))?.rest).toMatch(/"--omit=dev", "--ignore-scripts"/);
  });

  test('runs as somebody who is not root, from a volume, with a health check that asks /healthz', () => {
    expect(inLast('USER')).toEqual(['node']);
    expect(inLast('VOLUME')).toEqual(['/data']);
    expect(inLast('ENV')[0]).toContain('DATA_DIR=/data');
    expect(inLast('HEALTHCHECK')[0]).toMatch(/CMD \["node", "-e", "fetch\(`http:\/\/127\.0\.0\.1:\$\{process\.env\.PORT\}\/healthz`\)/);
    // As a list: no shell stands between the server and its signals.
    expect(JSON.parse(inLast('CMD')[0] ?? '')).toEqual(['node', '--enable-source-maps', 'dist/server/src/main.js']);
  });

  test('copies what is there: each source is in the repository, and let through to the build', () => {
    const ignored = readFileSync('.dockerignore', 'utf8')
      .split('\n')
      .filter((line) => line && !line.startsWith('#'));
    const through = ignored.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    expect(ignored[0]).toBe('*');
    for (const path of through) expect([path, existsSync(path)]).toEqual([path, true]);
    const copied = docker.filter(({ instruction, rest }) => instruction === 'COPY' && !rest.startsWith('--from'));
    const sources = copied.flatMap(({ rest }) => rest.split(' ').slice(0, -1));
    for (const source of sources.filter((each) => each !== '.')) expect(through).toContain(source);
    expect(through).toEqual(
      expect.arrayContaining(['package.json', 'package-lock.json', 'tsconfig.base.json', 'shared', 'server', 'client', 'scripts']),
    );
  });

  test('has the packages that server and commands import: none of them is for development alone', () => {
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
    const sources = [
      ...typescriptIn('server/src'),
      ...typescriptIn('shared/src'),
      ...['account', 'score', 'backup', 'restore'].map((name) => `scripts/${name}.ts`),
    ];
    const imported = new Set(sources.flatMap((file) => packagesOf(readFileSync(file, 'utf8'))));
    expect(imported).toContain('express');
    for (const name of imported) expect(Object.keys(dependencies)).toContain(name);
  });
});

describe('the compose file', () => {
  test('has one service by default, which keeps its data and is not reached from outside the machine', () => {
    const standard = Object.entries(services).filter(([, { profiles }]) => profiles === undefined);
    expect(standard.map(([name]) => name)).toEqual(['candour']);
    expect(services.candour).toMatchObject({ build: '.', volumes: ['data:/data'], ports: [`\${CANDOUR_PORTS:-127.0.0.1:8080}:8080`] });
    expect(services.candour?.depends_on).toEqual({ 'mongo-1': { condition: 'service_healthy', required: false } });
  });

  test('passes on every option of the server and no other, and sets none that was not given', () => {
    const environment = services.candour?.environment ?? {};
    expect(Object.keys(environment).sort()).toEqual(
      optionNames()
        .filter((name) => !SET_BY_IMAGE.includes(name))
        .sort(),
    );
    for (const [name, value] of Object.entries(environment)) expect(value).toBe(`\${${name}:-}`);
  });

  test('names only volumes and networks that it declares', () => {
    for (const { volumes: mounts = [], networks: joined = [] } of Object.values(services)) {
      for (const name of joined) expect(Object.keys(networks)).toContain(name);
      for (const mount of mounts) {
        const [source = ''] = mount.split(':');
        if (source.startsWith('./')) expect([source, existsSync(source) || source === './deploy/certificates']).toEqual([source, true]);
        else expect(Object.keys(volumes)).toContain(source);
      }
    }
  });

  test('gives no service root or rights that it can do without', () => {
    for (const [name, service] of Object.entries(services)) {
      expect([name, service.cap_drop, service.security_opt]).toEqual([name, ['ALL'], ['no-new-privileges:true']]);
      if (!service.build) expect([name, service.user]).toEqual([name, expect.stringMatching(/^(mongodb|101)$/)]);
    }
  });

  test('its MongoDB is a replica set of three that nobody outside reaches; the first check makes it', () => {
    const set = Object.entries(services).filter(([, { profiles }]) => profiles?.includes('mongodb'));
    expect(set.map(([name]) => name)).toEqual(['mongo-1', 'mongo-2', 'mongo-3']);
    for (const [name, { image, command, ports, networks: joined, volumes: mounts }] of set) {
      expect(image).toMatch(/^mongo:\d/);
      expect([command, ports, joined, mounts]).toEqual([
        ['--replSet', 'candour', '--bind_ip_all'],
        undefined,
        ['stores'],
        [`${name}:/data/db`],
      ]);
    }
    expect(networks.stores).toEqual({ internal: true });
    const check = services['mongo-1']?.healthcheck?.test?.join(' ') ?? '';
    // Compose reads $$ as $.
    expect(check.replaceAll('$$', '$')).toMatch(/rs\.initiate\(\{ _id: 'candour', members: \[1, 2, 3\]\.map\(.+`mongo-\$\{n\}:27017`/);
  });

  test('the file for MongoDB sets options that the server takes, and names the members of the set', async () => {
    const place = await aFolder();
    const { COMPOSE_PROFILES, CANDOUR_PORTS, ...options } = readEnvironmentFile('deploy/mongodb.env.example');
    expect([COMPOSE_PROFILES, CANDOUR_PORTS]).toEqual(['mongodb,proxy', '127.0.0.1:8080-8089']);
    for (const name of Object.keys(options)) expect(optionNames()).toContain(name);
    const config = await loadConfig({ ...options, DATA_DIR: place.in('data') });
    for (const url of [config.registrarUrl, config.ballotBoxUrl])
      expect(url).toMatch(/^mongodb:\/\/mongo-1,mongo-2,mongo-3\/\w+\?replicaSet=candour$/);
    expect((await readPlaces({ ...options, DATA_DIR: place.in('data') })).registrarUrl).toBe(config.registrarUrl);
    await place.remove();
  });

  test('no file into which secrets or keys are written is one that git keeps', () => {
    const ignored = readFileSync('.gitignore', 'utf8').split('\n');
    expect(ignored).toEqual(expect.arrayContaining(['.env', 'deploy/mongodb.env', 'deploy/certificates/']));
    expect(readEnvironmentFile('deploy/mongodb.env.example')).toMatchObject({ SESSION_SECRET: '', BASE_URL: '' });
  });

  test('is YAML without a key that comes twice', () => {
    expect(() => parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true, uniqueKeys: true, strict: true })).not.toThrow();
  });
});

function* typescriptIn(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true }))
    if (entry.isFile() && entry.name.endsWith('.ts')) yield join(entry.parentPath, entry.name);
}

/** Names of packages, by every form of import but of types. */
function packagesOf(source: string): string[] {
  const specifiers = [...source.matchAll(/(?:^import (?!type )[^'"]*?|^export [^'"]*? from |^\} from |import\()['"]([^'"]+)['"]/gm)].map(
    ([, name = '']) => name,
  );
  const outside = specifiers.filter((name) => !/^(\.|#|node:)/.test(name));
  return outside.map((name) =>
    name
      .split('/')
      .slice(0, name.startsWith('@') ? 2 : 1)
      .join('/'),
  );
}
