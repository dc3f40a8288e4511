import { type IncomingMessage, request } from 'node:http';
import { collect, type SignedBallot } from '../../scripts/demo/voter.js';
import { aLaunchedRound, aPlace, openPlace, SESSION_SECRET, SetClock, someAnswers } from '../builders/launched-round.js';
import { killPrograms } from '../builders/program.js';
import { aProgram, aProgramFolder } from './program.js';

const OPEN = '2026-03-03T12:00:00Z';
const BALLOTS = 200;

afterEach(killPrograms);

test('SIGTERM in the middle of 200 casts to two processes: every connection is answered, and every ballot that was acknowledged is in the box', async () => {
  const place = await aPlace();
  const { round, people } = await aLaunchedRound(place, { units: { sales: 80, works: 70, office: 50 } });
  const ballots = await Promise.all(people.map((invited) => collect(place.polling, invited)));
  await place.close();
  const program = await aProgramFolder();
  await program.setAhead(Date.parse(OPEN) - Date.now());
  const options = { WEB_CONCURRENCY: '2', DATA_DIR: place.folder, SESSION_SECRET };
  const { url, child, ended } = await aProgram(program.folder, options);

  const acknowledged: string[] = [];
  let underWay = 0;
  const outcomes = await Promise.all(
    ballots.map(async (ballot) => {
      const outcome = await castAlone(url, ballot);
      if (outcome === 200) acknowledged.push(ballot.id);
      if (acknowledged.length === BALLOTS / 4 && child.kill('SIGTERM')) underWay = BALLOTS - acknowledged.length;
      return outcome;
    }),
  );
  expect(underWay).toBeGreaterThan(0);
  expect(outcomes).toEqual(ballots.map(() => 200));
  expect(await ended()).toMatchObject({ code: 0, err: '' });
  expect(await castAlone(url, ballots[0] as SignedBallot)).toBe('refused');

  const after = await openPlace(place.folder, new SetClock(OPEN));
  const counted: string[] = [];
  for await (const { id } of after.ballotBox.stream(round)) counted.push(id);
  expect(counted.sort()).toEqual(acknowledged.sort());
  await after.close();
  await Promise.all([place.remove(), program.remove()]);
}, 120_000);

/** A status; or `refused`: there was no connection; or `cut`: there was one, and no answer came over it. */
type Outcome = number | 'refused' | 'cut';

function castAlone(url: string, ballot: SignedBallot): Promise<Outcome> {
  return new Promise((resolve) => {
    let connected = false;
    const headers = { 'Content-Type': 'application/json' };
    const sent = request(`${url}/ballot/cast`, { method: 'POST', agent: false, headers }, (reply: IncomingMessage) => {
      reply.once('end', () => resolve(reply.statusCode ?? 0)).once('error', () => resolve('cut'));
      reply.resume();
    });
    sent.once('socket', (socket) =>
      socket.once('connect', () => {
        connected = true;
      }),
    );
    sent.once('error', () => resolve(connected ? 'cut' : 'refused'));
    sent.end(JSON.stringify({ ...ballot, answers: someAnswers('core') }));
  });
}
