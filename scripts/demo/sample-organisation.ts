import { type Seeded, seeded } from './seeded.js';

/** An invented employer of 420 people, three levels and 24 units. Nobody in it exists. */
export const SAMPLE = { name: 'Aldermoor Instruments (sample)', timeZone: 'Europe/Berlin', language: 'en' } as const;

export interface SampleUnit {
  path: string;
  people: number;
  language: 'en' | 'he';
  /** Share of people who answer, 0 to 1. */
  response: number;
  /** Steps of the answer scale above the company's usual, for a signal. */
  raised?: { signal: string; steps: number };
}

const usual = { language: 'en', response: 0.74 } as const;
const hebrew = { language: 'he', response: 0.7 } as const;

const SAMPLE_UNITS: readonly SampleUnit[] = [
  { path: 'Sales', people: 8, ...usual },
  { path: 'Sales / Sales North', people: 22, ...usual },
  { path: 'Sales / Sales South', people: 24, ...usual },
  { path: 'Sales / Key accounts, international distribution partners and public tenders', people: 18, ...usual },
  { path: 'Customer service', people: 8, ...usual },
  { path: 'Customer service / Support desk', people: 24, ...usual },
  { path: 'Customer service / Field service', people: 22, ...usual },
  { path: 'Customer service / Complaints and returns', people: 14, ...usual },
  { path: 'Operations', people: 7, ...usual },
  { path: 'Operations / Assembly line 1', people: 36, ...usual },
  { path: 'Operations / Assembly line 2', people: 34, ...usual, raised: { signal: 'scapegoating', steps: 1.3 } },
  { path: 'Operations / Quality control', people: 16, ...usual },
  { path: 'Operations / Warehouse and shipping', people: 34, ...usual, response: 0.27 },
  { path: 'Engineering', people: 8, ...usual },
  { path: 'Engineering / Mechanical design', people: 24, ...usual },
  { path: 'Engineering / Firmware', people: 20, ...usual },
  { path: 'Engineering / Test laboratory', people: 6, ...usual },
  { path: 'Finance and administration', people: 8, ...usual },
  { path: 'Finance and administration / Accounting', people: 16, ...usual },
  { path: 'Finance and administration / People and culture', people: 12, ...usual },
  { path: 'Finance and administration / Facilities', people: 12, ...usual, response: 0.25 },
  { path: 'חטיבת ישראל', people: 9, ...hebrew },
  { path: 'חטיבת ישראל / פיתוח תוכנה', people: 22, ...hebrew },
  { path: 'חטיבת ישראל / שירות לקוחות', people: 16, ...hebrew },
];

const FIRST = 'Ada Bela Carla Dana Emil Fay Gil Hana Ivo Jana Karl Lena Milo Nora Otis Paula Ravi Sara Theo Uma Vera Wim Yara Zoe'.split(
  ' ',
);
const LAST = 'Abel Brandt Castell Doyle Ekman Farrow Grau Holm Ibsen Jansen Kuhn Lindt Marsh Novak Okoye Pohl Quist Reyes Stone Tamm'.split(
  ' ',
);
const FIRST_HEBREW = 'אורי בר גל דנה הדר זיו טל יובל כרמל ליאור מור נועם'.split(' ');
const LAST_HEBREW = 'אלון ברק גולן דגן הראל כהן לוי מזרחי נגר פרץ'.split(' ');

/** The roster as HR would upload it. About one in ten has no e-mail address. */
export function sampleRoster(): string {
  const lines = ['Employee id,Name,E-mail,Unit,Leads,Language'];
  let number = 0;
  for (const unit of SAMPLE_UNITS) {
    for (let at = 0; at < unit.people; at++) {
      number += 1;
      const name = nameOf(number, unit.language);
      const email = number % 10 === 0 ? '' : `person.${String(number).padStart(3, '0')}@aldermoor.example`;
      const leads = at === 0 ? 'yes' : 'no';
      lines.push(`${employeeId(number)},${name},${email},"${unit.path}",${leads},${unit.language}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function employeeId(number: number): string {
  return `A${1000 + number}`;
}

/** The number behind an employee id, and the unit that person is in. Refuses an id that is not the sample's. */
export function sampleEmployee(id: string): { number: number; unit: SampleUnit } {
  const number = Number(id.slice(1)) - 1000;
  let before = 0;
  for (const unit of SAMPLE_UNITS) {
    before += unit.people;
    if (number >= 1 && number <= before) return { number, unit };
  }
  throw new Error(`${id} is nobody of the sample`);
}

function nameOf(number: number, language: 'en' | 'he'): string {
  const [first, last] = language === 'he' ? [FIRST_HEBREW, LAST_HEBREW] : [FIRST, LAST];
  return `${first[number % first.length]} ${last[Math.floor(number / first.length + number * 7) % last.length]}`;
}

/** How often each signal is seen, in steps of the scale above "never", before anything of a person or a unit. */
const USUAL_STEPS: Readonly<Record<string, number>> = {
  'cc-storm': 1.75,
  'public-belittling': 0.9,
  'white-anting': 1.15,
  'closed-doors': 1.45,
  'not-invented-here': 1.2,
  escalation: 1.4,
  silence: 1.5,
  'yes-people': 1.55,
  sycophancy: 1.05,
  mediocrity: 1.2,
  scapegoating: 1.3,
};

export interface SampleItem {
  id: string;
  signal: string;
  reversed: boolean;
  mayNotArise: boolean;
}

/** One invented person in one round. `outlook`: how much more or less they see than others, the same in every round. */
export interface SamplePerson extends Seeded {
  outlook: number;
}

/** One invented person's answers, as codes by item. `relief`: steps by which a signal has come down since. */
export function sampleAnswers(
  person: SamplePerson,
  unit: SampleUnit,
  items: readonly SampleItem[],
  relief: Readonly<Record<string, number>>,
): Record<string, number> {
  const bySignal = new Map<string, number>();
  const answers: Record<string, number> = {};
  for (const item of items) {
    const seen = bySignal.get(item.signal) ?? signalLevel(item.signal);
    bySignal.set(item.signal, seen);
    answers[item.id] = answer(item, seen);
  }
  return answers;

  function signalLevel(signal: string): number {
    const raised = unit.raised?.signal === signal ? unit.raised.steps : 0;
    return (USUAL_STEPS[signal] ?? 1.2) + raised - (relief[signal] ?? 0) + person.outlook + person.normal() * 0.5;
  }

  function answer(item: SampleItem, seen: number): number {
    const chance = person.uniform();
    if (chance < 0.025) return 8;
    if (chance < 0.045) return 0;
    if (item.mayNotArise && chance < 0.1) return 9;
    const steps = Math.min(4, Math.max(0, Math.round(seen + person.normal() * 0.75)));
    return 1 + (item.reversed ? 4 - steps : steps);
  }
}

/** Whether somebody of the unit answers in a round. */
export function answersAtAll(person: Seeded, unit: SampleUnit): boolean {
  return person.uniform() < unit.response;
}

/** The invented person behind a number in a round: the same every time. */
export function samplePerson(round: number, number: number): SamplePerson {
  return { ...seeded(round * 100_003 + number), outlook: seeded(number * 7919).normal() * 0.55 };
}
