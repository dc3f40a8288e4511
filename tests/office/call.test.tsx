import { addressOf, call } from '../../client/src/api/call.js';
import { aServer, problem } from './fake-server.js';

const round = '0123456789abcdef0123456789abcdef';

test('an address is made of the row, its parameters and its query', () => {
  expect(addressOf('readTerms', { params: { round } })).toBe(`/api/rounds/${round}/terms`);
  expect(addressOf('findPeople', { query: { search: 'Åsa & co' } })).toBe('/api/people?search=%C3%85sa+%26+co');
});

test('a refusal keeps its code, its field and its remedy', async () => {
  aServer({ 'POST /api/colleagues': problem(409, 'email-taken', { field: 'email', detail: 'Taken.', remedy: 'Use another.' }) });
  const refused = call('inviteColleague', { body: { name: 'A', email: 'a@example.com', roles: ['hr'] } });
  await expect(refused).rejects.toMatchObject({
    code: 'email-taken',
    away: false,
    parts: { field: 'email', reason: 'Taken.', remedy: 'Use another.' },
  });
});

test('a server that does not answer, and a store that is away, are told from a refusal', async () => {
  aServer({ 'GET /api/units': { ...problem(503, 'store-unavailable'), retryAfter: '7' } });
  await expect(call('readUnits', {})).rejects.toMatchObject({ code: 'store-unavailable', away: true, retryAfter: 7 });
  await expect(call('listRounds', {})).rejects.toMatchObject({ code: 'unreachable', away: true });
});

test('the page of a proxy in place of an answer is no reason to break', async () => {
  aServer({ 'GET /api/units': { status: 502, json: undefined } });
  await expect(call('readUnits', {})).rejects.toMatchObject({ code: 'unreachable', away: true });
});

test('a reply that breaks the contract is refused, not shown', async () => {
  aServer({ 'GET /api/units': { json: { units: 'none' } } });
  await expect(call('readUnits', {})).rejects.toThrow();
});
