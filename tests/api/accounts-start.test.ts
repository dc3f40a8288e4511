import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { loadConfig } from '#server/config.js';
import { startServer } from '#server/start-server.js';
import { openSqlite } from '#server/storage/sqlite/sqlite.js';
import { aFolder, type Folder } from '../builders/folder.js';
import { aLog, aServer, setUpAcme } from '../builders/running-server.js';

let place: Folder;
beforeEach(async () => {
  place = await aFolder();
});
afterEach(() => place.remove());

describe('options', () => {
  test('left out have their defaults, and so have empty ones', async () => {
    const config = await loadConfig({ DATA_DIR: place.folder, PORT: '', BASE_URL: '' });
    expect(config).toMatchObject({
      port: 8080,
      host: '127.0.0.1',
      trustProxy: 0,
      registrarUrl: `sqlite:${place.in('registrar.sqlite')}`,
    });
    expect(config.baseUrl).toBeUndefined();
  });

  test.each([
    ['PORT', 'eighty', /^PORT must be a whole number, 0 to 65535 \(it is "eighty"\)$/],
    ['PORT', '70000', /^PORT must be a whole number, 0 to 65535/],
    ['TRUST_PROXY', 'yes', /^TRUST_PROXY must be the number of proxies in front, 0 to 10/],
    ['BASE_URL', 'candour.example.com', /^BASE_URL must be scheme and host/],
    ['BASE_URL', 'https://example.com/candour', /^BASE_URL must be scheme and host without a path/],
    ['REGISTRAR_URL', 'postgres://a:geheim@b/c', /^REGISTRAR_URL must begin with sqlite:/],
    ['SMTP_URL', 'mail.example.com', /^SMTP_URL must be smtp:/],
    ['SMTP_URL', 'smtp://u:geheim/x@mail.example.com', /^SMTP_URL must be smtp:.+ # %23/],
    ['SMTP_URL', 'smtp://u:p@geheim#x@mail.example.com', /^SMTP_URL must be smtp:/],
    ['SMTP_URL', 'smtp://u:25?geheim@mail.example.com', /^SMTP_URL must be smtp:/],
    ['SMTP_URL', 'smtp://u:geheim@', /^SMTP_URL must be smtp:/],
    ['SMTP_URL', 'smtp://mail.example.com', /^MAIL_FROM is missing/],
    ['MAIL_FROM', 'Candour', /^MAIL_FROM must hold an e-mail address/],
    ['MAIL_FROM', '"Candour <candour@example.com>"', /^MAIL_FROM must hold an e-mail address, without quotes/],
    ['MAIL_REPLY_TO', 'hr', /^MAIL_REPLY_TO must hold an e-mail address/],
    ['OIDC_ISSUER', 'login.example.com', /^OIDC_ISSUER must be an https address/],
    ['OIDC_ISSUER', 'http://login.example.com', /^OIDC_ISSUER must be an https address/],
    ['OIDC_ISSUER', 'https://login.example.com/?geheim', /^OIDC_ISSUER must be an https address, [^(]*$/],
    ['OIDC_ISSUER', 'https://login.example.com', /^OIDC_CLIENT_ID is missing: set OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET/],
    ['OIDC_CLIENT_SECRET', 'geheim', /^OIDC_ISSUER is missing/],
    ['OIDC_NAME', 'Acme login', /^OIDC_ISSUER is missing/],
    ['SESSION_SECRET', 'geheim', /^SESSION_SECRET must have 32 characters/],
  ])('%s=%s is one line that says what to do', async (name, value, line) => {
    const refused = loadConfig({ DATA_DIR: place.folder, [name]: value }).catch((fault: Error) => fault);
    const fault = (await refused) as Error;
    expect(fault.name).toBe('ConfigError');
    expect(fault.message).toMatch(line);
    expect(fault.message).not.toMatch(/\n|geheim/);
  });

  test('mail addresses and servers are taken as mailers write them', async () => {
    for (const MAIL_FROM of ['hr@example.com', 'Acme, Inc. <hr@example.com>', '"Acme, Inc." <hr@example.com>', "o'neil@example.com"])
      for (const SMTP_URL of ['smtp://localhost:25', 'smtps://u%40x:p%2F%23@mail.example.com/', 'smtp://[::1]:25?pool=false'])
        expect((await loadConfig({ DATA_DIR: place.folder, SMTP_URL, MAIL_FROM })).mail).toEqual({ smtpUrl: SMTP_URL, from: MAIL_FROM });
  });

  test('an identity provider is called by its host where no name is given', async () => {
    const oidc = { OIDC_ISSUER: 'https://login.example.com/realms/acme', OIDC_CLIENT_ID: 'candour', OIDC_CLIENT_SECRET: 's' };
    const { issuer, name } = (await loadConfig({ DATA_DIR: place.folder, ...oidc })).oidc ?? {};
    expect([issuer, name]).toEqual([oidc.OIDC_ISSUER, 'login.example.com']);
    expect((await loadConfig({ DATA_DIR: place.folder, ...oidc, OIDC_NAME: 'Acme login' })).oidc?.name).toBe('Acme login');
    expect((await loadConfig({ DATA_DIR: place.folder, OIDC_ISSUER: '', OIDC_CLIENT_ID: '' })).oidc).toBeUndefined();
  });

  test('a data folder that cannot be is one line', async () => {
    const refused = loadConfig({ DATA_DIR: join(import.meta.filename, 'below-a-file') });
    await expect(refused).rejects.toThrow(/^DATA_DIR .* cannot be written: /);
  });

  test('the secret is made once, for this user alone', async () => {
    const first = await loadConfig({ DATA_DIR: place.in('new') });
    const path = join(place.folder, 'new', 'session-secret');
    expect((await readFile(path, 'utf8')).trim()).toBe(first.sessionSecret);
    expect(((await stat(path)).mode & 0o777).toString(8)).toBe('600');
    expect(((await stat(place.in('new'))).mode & 0o777).toString(8)).toBe('700');
    expect((await loadConfig({ DATA_DIR: place.in('new') })).sessionSecret).toBe(first.sessionSecret);
    expect(await readdir(place.in('new'))).toEqual(['session-secret']);
  });

  test('processes that start together have one secret, also where an earlier start was cut off while it made one', async () => {
    const together = () => Promise.all(Array.from({ length: 8 }, () => loadConfig({ DATA_DIR: place.in('new') })));
    expect(new Set((await together()).map(({ sessionSecret }) => sessionSecret)).size).toBe(1);
    await writeFile(place.in('new/session-secret'), '');
    const { sessionSecret } = await loadConfig({ DATA_DIR: place.in('new') });
    expect([sessionSecret.length, (await loadConfig({ DATA_DIR: place.in('new') })).sessionSecret]).toEqual([43, sessionSecret]);
  });

  test('a secret that is not whole is one line that does not look for it in a backup', async () => {
    await writeFile(place.in('session-secret'), 'half of it');
    const refused = loadConfig({ DATA_DIR: place.folder });
    await expect(refused).rejects.toThrow(/session-secret is incomplete: put back the copy that you keep apart\. .+$/);
  });
});

describe('starting', () => {
  test('on a port that is taken is one line, and leaves the stores closed', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as { port: number };
    const config = await loadConfig({ DATA_DIR: place.folder, PORT: String(port) });
    await expect(startServer(config, { log: aLog() })).rejects.toThrow(
      `port ${port} is taken: stop the program that uses it, or set PORT to another one`,
    );
    taken.close();
  });

  test('with a schema from a newer program is one line, and changes nothing', async () => {
    const path = place.in('registrar.sqlite');
    const database = await openSqlite(path);
    database.exec('PRAGMA user_version = 99');
    database.close();
    const config = await loadConfig({ DATA_DIR: place.folder, PORT: '0' });
    await expect(startServer(config, { log: aLog() })).rejects.toThrow(/^The registrar has schema 99, this program knows \d+: /);
  });

  test('again replaces the set-up link, and prints none once it was used', async () => {
    const first = await aServer({ environment: { DATA_DIR: place.folder } });
    await first.close();
    const second = await aServer({ environment: { DATA_DIR: place.folder } });
    expect(second.setupLink).not.toBe(first.setupLink);
    await setUpAcme(second);
    await second.close();
    const third = await aServer({ environment: { DATA_DIR: place.folder } });
    expect(third.setupLink).toBeUndefined();
    await third.close();
  });
});
