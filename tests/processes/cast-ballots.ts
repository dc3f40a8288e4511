import { readFileSync } from 'node:fs';
import { openBallotBox } from '#server/storage/open-store.js';
import { ballotFromLine } from './ballot-lines.js';
import { say } from './say.js';

/** Casts ballots, `atOnce` at a time, and prints the id of each as soon as it is acknowledged. */
const { url, round, lines, atOnce } = JSON.parse(readFileSync(0, 'utf8'));
const box = openBallotBox(url);
for (let from = 0; from < lines.length; from += atOnce) {
  const group = lines.slice(from, from + atOnce).map(ballotFromLine);
  await Promise.all(
    group.map(async (ballot: ReturnType<typeof ballotFromLine>) => {
      const outcome = await box.castOnce(round, ballot);
      if (outcome === 'counted' || outcome === 'counted-before') say(ballot.id);
    }),
  );
}
await box.close();
