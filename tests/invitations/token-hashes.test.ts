import { randomBytes } from 'node:crypto';
import { tokenHashesOf } from '#server/invitations/token-hashes.js';
import { tokenHashOf } from '#server/invitations/tokens.js';

test('the thread makes the hashes that the roll is asked for, in the order of the invitations', async () => {
  const mailKey = randomBytes(32);
  const invitations = Array.from({ length: 4321 }, () => randomBytes(32).toString('base64url'));
  const hashes = await tokenHashesOf(mailKey, invitations);
  expect(hashes.map((hash) => Buffer.from(hash).toString('hex'))).toEqual(
    invitations.map((invitation) => Buffer.from(tokenHashOf(mailKey, invitation)).toString('hex')),
  );
});

test('a launch without invitations makes none', async () => {
  expect(await tokenHashesOf(randomBytes(32), [])).toEqual([]);
});
