import type { Role } from '#shared/contract/roles.js';
import { call } from '../call.js';
import type { LaunchedRound } from '../model.js';
import { must } from '../promise.js';
import type { World } from '../world.js';
import type { Operation } from './operation.js';

/** What no screen shows of a round before it is published. */
const UNPUBLISHED = /"(?:collected|counted|replacements|additions|notMe|index|cells|signals)":/;

export const readAsOffice: Operation = {
  name: 'read as HR, steward, executive',
  weight: 5,
  standing: 'same',
  async act(world, process) {
    const round = world.chance.one([...world.model.rounds, ...world.chance.some(world.model.over, 1)]);
    const role = world.chance.one(['hr', 'steward', 'executive'] as const) ?? 'hr';
    if (!round) return undefined;
    const params = { round: round.id };
    const shown = await call(world, process, 'readRound', { params }, role);
    if (shown.came === 'done') {
      must(!UNPUBLISHED.test(JSON.stringify(shown.reply)), 'a round that is read shows no figure of its ballots');
      must(shown.reply.state === round.record.state, 'a round that is read stands as it stands');
    }
    const results = await call(world, process, 'readResults', { params }, role);
    const readers: readonly string[] = round.manifest.terms.readers;
    if (results.came !== 'fault') {
      const may = round.published !== undefined && readers.includes(role);
      must((results.came === 'done') === may, `results are read once they are published, by readers whom the terms name (${role})`);
      if (results.came === 'done') await checkView(world, round.id, role);
      if (results.came === 'done')
        must(JSON.stringify(results.reply.snapshot) === round.published?.snapshot, 'what is read is what was published');
    }
    const list = await call(world, process, 'listResults', {}, role);
    if (list.came === 'done' && !round.published)
      must(!list.reply.rounds.some((point) => point.round === round.id), 'the trend has published rounds alone');
    await readPackage(world, process, round);
    return `${role}: ${results.came}`;
  },
};

/** Entered before anything was shown. */
async function checkView({ truth, organisation, callers }: World, round: string, role: Role): Promise<void> {
  const { entries } = await truth.registrar.ledger.readViews(organisation, null, 20);
  const who = callers.get(role)?.account.name;
  must(
    entries.some((view) => view.round === round && view.who === who),
    'nobody reads results unseen',
  );
}

async function readPackage(...[world, process, round]: [...Parameters<Operation['act']>, LaunchedRound]): Promise<void> {
  const outcome = await call(world, process, 'downloadPackage', { params: { round: round.id } }, 'steward');
  if (outcome.came !== 'fault')
    must((outcome.came === 'done') === (round.published !== undefined), 'the steward has the package once it is published');
}

export const readInPublic: Operation = {
  name: 'read what is public',
  weight: 4,
  standing: 'same',
  async act(world, process) {
    const round = world.chance.one([...world.model.rounds, ...world.chance.some(world.model.over, 1)]);
    if (!round) return undefined;
    const params = { manifest: round.hash };
    const bulletin = await call(world, process, 'readBulletin', { params });
    if (bulletin.came !== 'fault')
      must((bulletin.came === 'done') === (round.published !== undefined), 'the bulletin is there once it is published');
    const index = await call(world, process, 'readCompanyIndex', { params });
    const due = round.published !== undefined && world.now >= new Date(round.manifest.terms.employeesSeeResultsFrom);
    if (index.came !== 'fault') must((index.came === 'done') === due, 'employees see the index from the day in the terms');
    const standing = await call(world, process, 'readRoundNow', { params });
    if (standing.came === 'done') must(!UNPUBLISHED.test(JSON.stringify(standing.reply)), 'how a round stands tells no figure');
    return `${bulletin.came}, ${index.came}`;
  },
};
