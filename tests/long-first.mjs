import Sequencer from '@jest/test-sequencer';

/** What takes longest begins first, so that no process sits over it alone at the end. A fresh clone knows no durations of its own. */
const LONG = [
  'simulation/on-mongo',
  'simulation/on-sqlite',
  'browser/main-path',
  'store-contract/ballot-box-race',
  'operations/leader',
  'browser/scanner',
  'api/mongo-away',
  'store-contract/mongo-outage',
  'browser/looks',
  'browser/killed-tab',
  'operations/processes',
];

export default class LongFirst extends Sequencer {
  sort(tests) {
    const place = ({ path }) => {
      const at = LONG.findIndex((name) => path.includes(`/tests/${name}.`));
      return at === -1 ? LONG.length : at;
    };
    // Stable: of the others Jest's own order, by what it knows.
    return [...super.sort(tests)].sort((one, other) => place(one) - place(other));
  }
}
