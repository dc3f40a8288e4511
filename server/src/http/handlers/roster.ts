import type { roster } from '#shared/contract/roster.js';
import { findPeople, importRoster, previewRoster, type RosterNeeds, readUnits, sampleRoster } from '../../roster/roster.js';
import type { Handlers } from '../handler.js';

export function rosterHandlers(needs: RosterNeeds) {
  return {
    previewRoster: ({ caller: { organisation }, request: { query, body } }) =>
      previewRoster(needs, { organisation, file: body, mapping: query.mapping }),
    importRoster: ({ caller: { organisation, account }, request: { query, body } }) => {
      const { mapping, fingerprint, leaveOutProblems } = query;
      const confirmed = { fingerprint, leaveOutProblems: leaveOutProblems === 'yes', by: account.name };
      return importRoster(needs, { organisation, file: body, mapping, ...confirmed });
    },
    readUnits: ({ caller }) => readUnits(needs, { organisation: caller.organisation }),
    findPeople: ({ caller: { organisation }, request: { query } }) => findPeople(needs, { organisation, ...query }),
    readSampleRoster: async () => ({ name: 'roster-sample.csv', content: once(sampleRoster()) }),
  } satisfies Handlers<typeof roster>;
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}
