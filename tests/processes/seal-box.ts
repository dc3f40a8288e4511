import { readFileSync } from 'node:fs';
import { openBallotBox } from '#server/storage/open-store.js';
import { say } from './say.js';

/** Takes a ballot box through all steps of sealing and prints the name of each step that is done. */
const { url, round, labels } = JSON.parse(readFileSync(0, 'utf8'));
const box = openBallotBox(url);
const steps: [string, () => Promise<void>][] = [
  ['seal', () => box.seal(round)],
  ['package', () => box.writePackage(round)],
  ['answers', () => box.writeAnswers(round, 'scored', new Map(labels))],
  ['slots', () => box.destroySlots(round)],
];
for (const [name, step] of steps) {
  await step();
  say(name);
}
await box.close();
