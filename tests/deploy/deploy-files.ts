import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export interface ComposeService {
  build?: string;
  image?: string;
  user?: string;
  profiles?: string[];
  ports?: string[];
  volumes?: string[];
  networks?: string[];
  environment?: Record<string, string>;
  cap_drop?: string[];
  security_opt?: string[];
  command?: string[];
  healthcheck?: { test?: string[]; disable?: boolean };
  depends_on?: string[] | Record<string, { condition: string; required?: boolean }>;
}

export interface Compose {
  services: Record<string, ComposeService>;
  networks: Record<string, { internal?: boolean } | null>;
  volumes: Record<string, unknown>;
}

export function readCompose(): Compose {
  return parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true });
}

/** NAME=VALUE lines. */
export function readEnvironmentFile(path: string): Record<string, string> {
  const lines = readFileSync(path, 'utf8').split('\n');
  const pairs = lines.filter((line) => /^[A-Z]/.test(line)).map((line) => /^(\w+)=(.*)$/.exec(line) ?? []);
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, value]));
}

/** The options that the server reads, by the one place that reads them. */
export function optionNames(): string[] {
  const config = readFileSync('server/src/config.ts', 'utf8');
  const options = config.slice(config.indexOf('z.object({'), config.indexOf('\n});'));
  return [...options.matchAll(/^ {2}([A-Z_]+): option\(/gm)].map(([, name = '']) => name);
}

export interface DockerLine {
  stage: number;
  instruction: string;
  rest: string;
}

/** A Dockerfile's instructions; no line of ours is continued. */
export function readDockerfile(): DockerLine[] {
  let stage = -1;
  return readFileSync('Dockerfile', 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, instruction = '', rest = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
      if (instruction === 'FROM') stage += 1;
      return { stage, instruction, rest };
    });
}

/** A directive of nginx: its words, and what stands in its braces. */
export interface Directive {
  words: string[];
  block: Directive[];
}

/** Reads an nginx configuration; quotes and escapes are as far understood as our file uses them. */
export function readNginx(path = 'deploy/nginx.conf'): Directive[] {
  const text = readFileSync(path, 'utf8').replace(/^\s*#.*$/gm, '');
  const tokens = text.match(/"[^"]*"|'[^']*'|[{};]|[^\s{};]+/g) ?? [];
  return blockOf(tokens.values());
}

function blockOf(tokens: Iterator<string>): Directive[] {
  const found: Directive[] = [];
  let words: string[] = [];
  for (let next = tokens.next(); !next.done; next = tokens.next()) {
    if (next.value === '}') return found;
    if (next.value !== ';' && next.value !== '{') words.push(next.value);
    else {
      found.push({ words, block: next.value === '{' ? blockOf(tokens) : [] });
      words = [];
    }
  }
  return found;
}

/** The blocks or values of a directive's name. */
export function named(block: readonly Directive[], name: string): Directive[] {
  return block.filter(({ words }) => words[0] === name);
}

/** The location nginx chooses for a path as it is asked for: the first pattern that matches, else the longest beginning. */
export function locationOf(server: Directive, path: string): Directive {
  const decoded = decodeURIComponent(path.split('?')[0] ?? '');
  const locations = named(server.block, 'location');
  const pattern = locations.find(({ words }) => words[1] === '~' && new RegExp(words[2] ?? '').test(decoded));
  const beginnings = locations.filter(({ words }) => words.length === 2 && decoded.startsWith(words[1] ?? ''));
  const longest = beginnings.sort((a, b) => (b.words[1]?.length ?? 0) - (a.words[1]?.length ?? 0))[0];
  const chosen = pattern ?? longest;
  if (!chosen) throw new Error(`no location for ${path}`);
  return chosen;
}

/** What a directive says in a location: its own line, else the server's, else that of http. */
export function inForce(http: Directive, server: Directive, location: Directive, name: string): string | undefined {
  const [line] = [location, server, http].flatMap(({ block }) => named(block, name).slice(0, 1));
  return line?.words.slice(1).join(' ');
}
