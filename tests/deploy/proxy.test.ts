import { readFileSync } from 'node:fs';
import { ballots } from '#shared/contract/ballots.js';
import { table } from '#shared/contract/table.js';
import { type Directive, inForce, locationOf, named, readNginx } from './deploy-files.js';

const one = (block: readonly Directive[], name: string) => named(block, name)[0] as Directive;
const http = one(readNginx(), 'http');
const server = one(http.block, 'server');
const says = (path: string, name: string) => inForce(http, server, locationOf(server, path), name);

/** Where a ballot's pages and routes are, with a hash for a parameter. */
const BALLOT_PATHS = [
  ...Object.values(ballots).map(({ path }) => path.replace(/:\w+/g, 'a'.repeat(64))),
  ...['/b', '/b/%23TOKEN.HASH', '/b%23TOKEN.HASH', '/check', `/b/v/${'a'.repeat(64)}/assets/b-1a2b.js`, '/ballot'],
];

describe.each(BALLOT_PATHS)('at %s the proxy', (path) => {
  test('logs nothing', () => {
    expect(says(path, 'access_log')).toBe('off');
    expect(says(path, 'error_log')).toBe('/dev/null crit');
  });

  test('gives each request a connection of its own, and passes no address on', () => {
    expect(says(path, 'keepalive_timeout')).toBe('0');
    const headers = named(locationOf(server, path).block, 'proxy_set_header').length > 0 ? locationOf(server, path) : server;
    const forwarded = named(headers.block, 'proxy_set_header').filter(({ words }) =>
      /forwarded-for|real-ip|forwarded$/i.test(words[1] ?? ''),
    );
    expect(forwarded.map(({ words }) => words[2])).toEqual(['""']);
  });
});

test('what the ballot page loads besides is not logged either', () => {
  for (const path of ['/assets/b-1a2b.js', '/favicon.svg', '/']) expect(says(path, 'access_log')).toBe('off');
});

test('no connection is known again by the next one: no tickets in any version of TLS, no session cache, HTTP/1.1', () => {
  const said = (name: string) => one(server.block, name).words.slice(1).join(' ');
  expect(said('ssl_session_tickets')).toBe('off');
  expect(said('ssl_conf_command')).toBe('NumTickets 0');
  expect(said('ssl_session_cache')).toBe('off');
  expect(said('http2')).toBe('off');
  expect(named(server.block, 'listen').map(({ words }) => words.slice(1))).toEqual([['8443', 'ssl']]);
});

test('a server that is made anew, or added, is found without a restart of the proxy', () => {
  const upstream = one(http.block, 'upstream').block.map(({ words }) => words.join(' '));
  expect(upstream).toEqual([expect.stringMatching(/^zone candour /), 'server candour:8080 resolve']);
  expect(one(http.block, 'resolver').words.slice(1)).toEqual(['127.0.0.11', 'valid=5s']);
  // From this version on the free nginx resolves names of an upstream again.
  const [, version] = /nginx-unprivileged:(\d+\.\d+)/.exec(readFileSync('docker-compose.yml', 'utf8')) ?? [];
  expect(Number(version)).toBeGreaterThanOrEqual(1.28);
});

test('metrics and health are not for the internet', () => {
  for (const path of ['/metrics', '/readyz', '/healthz', '/metrics/']) expect(says(path, 'return')).toBe('404');
});

test('the office alone is logged, with the address that its sign-in limits need', () => {
  const offices = Object.values(table).filter(({ path }) => path.startsWith('/api/'));
  expect(offices.length).toBeGreaterThan(20);
  for (const { path } of offices) expect(says(path, 'access_log')).toBe('/dev/stdout office');
  const forwarded = named(locationOf(server, '/api/session').block, 'proxy_set_header').map(({ words }) => words.slice(1).join(' '));
  expect(forwarded).toContain('X-Forwarded-For $remote_addr');
});

test('no log line holds what follows a question mark', () => {
  const formats = named(http.block, 'log_format').map(({ words }) => words.slice(1).join(' '));
  expect(formats).toEqual([expect.stringMatching(/^office .*\$uri/)]);
  expect(formats.join()).not.toMatch(/\$(request|request_uri|args|query_string|http_referer)\b/);
});

test('every route of the contract is either of the office or of the ballot', () => {
  for (const { path } of Object.values(table)) expect(path).toMatch(/^\/(api|ballot)\//);
});
