import { readFileSync } from 'node:fs';
import { closeDueRounds } from '#server/closing/close-due-rounds.js';
import { openPlace, SetClock } from '../builders/launched-round.js';

/** Closes what is due in a place, and is killed before the step it is given, with no chance to tidy up. */
const { folder, now, killBefore } = JSON.parse(readFileSync(0, 'utf8'));
const place = await openPlace(folder, new SetClock(now));
const before = (step: string) => {
  if (step === killBefore) process.kill(process.pid, 'SIGKILL');
};
await closeDueRounds({ ...place.closing, before }, place.clock.now());
await place.close();
