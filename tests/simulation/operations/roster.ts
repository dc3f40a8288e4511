import { call } from '../call.js';
import type { Person } from '../model.js';
import { must } from '../promise.js';
import type { World } from '../world.js';
import type { Operation } from './operation.js';

const UNITS = ['Sales / North', 'Sales / South', 'Works', 'Works / Paint', 'Office'] as const;
const FEWEST = 8;
const MOST = 46;

/** A new roster: some joined, some left, some moved. */
export const importRoster: Operation = {
  name: 'import a roster',
  weight: 4,
  async act(world, process) {
    const people = nextRoster(world);
    const body = rosterFile(people);
    const preview = await call(world, process, 'previewRoster', { body }, 'hr');
    if (preview.came !== 'done') return `preview: ${preview.came}`;
    must(preview.reply.people === people.length && preview.reply.problemCount === 0, 'a roster without faults is read whole');
    const query = { fingerprint: preview.reply.fingerprint };
    const outcome = await call(world, process, 'importRoster', { query, body }, 'hr');
    must(outcome.came !== 'refused', 'what was previewed is imported');
    const now = await rosterOf(world);
    const isNew = now === keyOf(people);
    must(isNew || (outcome.came === 'fault' && now === keyOf(world.model.people)), 'a roster is replaced whole or not at all');
    if (isNew) world.model.people = people;
    return `${people.length} people, ${outcome.came}`;
  },
};

function nextRoster({ chance, model }: World): Person[] {
  const first = model.people.length === 0;
  const leaving = new Set(chance.some(model.people, chance.below(4)));
  const moving = new Set(chance.some(model.people, chance.below(3)));
  const unit = () => chance.one(UNITS) ?? UNITS[0];
  const stayed = model.people
    .filter((person) => model.people.length <= FEWEST || !leaving.has(person))
    .map((person) => (moving.has(person) ? { ...person, unit: unit() } : person));
  const joining = Math.min(first ? 24 + chance.below(16) : chance.below(6), MOST - stayed.length);
  const joined = Array.from({ length: joining }, () => ({
    employeeId: `e${model.nextPerson++}`,
    unit: unit(),
    leads: chance.perhaps(0.1),
  }));
  return [...stayed, ...joined];
}

function rosterFile(people: readonly Person[]): string {
  const rows = people.map(({ employeeId, unit, leads }, at) => {
    const email = at % 5 === 0 ? '' : `${employeeId}@acme.test`;
    return `${employeeId},Person ${employeeId},${email},${unit},${leads ? 'yes' : 'no'},${at % 3 === 0 ? 'he' : 'en'}`;
  });
  return ['id,name,email,unit,leads,language', ...rows].join('\n');
}

function keyOf(people: readonly Person[]): string {
  return people
    .map(({ employeeId, unit, leads }) => `${employeeId} ${unit} ${leads}`)
    .sort()
    .join('\n');
}

async function rosterOf({ truth, organisation }: World): Promise<string> {
  const { roster } = truth.registrar;
  const units = new Map((await roster.units(organisation)).map((unit) => [unit.id, unit]));
  const path = (id: string): string => {
    const unit = units.get(id);
    const above = unit?.parent && units.get(unit.parent)?.parent !== null ? `${path(unit.parent)} / ` : '';
    return `${above}${unit?.name}`;
  };
  return keyOf((await roster.people(organisation)).map(({ employeeId, unit, leads }) => ({ employeeId, unit: path(unit), leads })));
}
