import { words as ballotEn } from '../../client/src/ballot/language/en.js';
import { words as ballotHe } from '../../client/src/ballot/language/he.js';
import { EN } from '../../client/src/office/language/en.js';
import { HE } from '../../client/src/office/language/he.js';

test.each([
  ['English', ballotEn, EN, 'who leads a unit counts with the unit above it'],
  ['Hebrew', ballotHe, HE, 'ומי שעומדים בראש יחידה נספרים ביחידה שמעליה'],
])('where groups are shown it is said where those count who lead: ballot, privacy preview, terms (%s)', (_, ballot, office, rule) => {
  for (const text of [ballot.unit.formed, office.privacy.lead, office.terms.unitsHint]) expect(text).toContain(rule);
});
