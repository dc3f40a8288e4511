import { SMALLEST_K } from '#shared/ballot/manifest.js';
import type { Problem, RefusalCode } from '#shared/contract/refusal.js';
import type { PreviewUnit, PrivacyPreview, RoundDraft } from '#shared/contract/rounds.js';
import { PREVIEWED_RESPONSES, previewVisibility } from '#shared/results/preview-visibility.js';
import { isOver } from '#shared/round/states.js';
import { notDraft, wrongTimes } from './drafts.js';
import { type ReportingUnits, reportingUnitsNow } from './reporting-units.js';
import { findRound, type OneRound, type RoundNeeds } from './round-needs.js';

/** Something in the way of a launch, and the code under which the launch is refused. */
export interface Obstacle {
  code: RefusalCode;
  problem: Problem;
}

/** Which units would be visible, and what stands in the way of a launch, with the roster and the draft as they are now. */
export async function readPrivacyPreview(needs: RoundNeeds, input: OneRound): Promise<PrivacyPreview> {
  const { state, draft } = await findRound(needs, input);
  if (state !== 'draft') throw notDraft();
  const formed = await reportingUnitsNow(needs, input.organisation, draft.k);
  const obstacles = await obstaclesTo(needs, draft, formed);
  return {
    invited: formed.people.length,
    k: draft.k,
    units: previewUnits(formed, draft.k),
    obstacles: obstacles.map(({ problem }) => problem),
    warnings: [
      ...lateOpening(draft, needs.clock.now()),
      ...fewPeople(draft, formed),
      ...(await openAtOnce(needs, input.organisation, draft)),
      ...printedLinks(needs, formed),
    ],
  };
}

function previewUnits({ units, merged }: ReportingUnits, k: number): PreviewUnit[] {
  if (units.length === 0) return [];
  const [half, most, nearlyAll] = PREVIEWED_RESPONSES.map((response) => previewVisibility(units, k, response));
  return units.map(({ id, name, parent, depth, roll }, at) => ({
    ...{ id, name, parent, depth, roll },
    parts: [...(merged.get(id) ?? [])],
    visibleAt: { 50: half?.[at] ?? false, 70: most?.[at] ?? false, 90: nearlyAll?.[at] ?? false },
  }));
}

/** In the order in which they are worth removing. */
export async function obstaclesTo(needs: RoundNeeds, draft: RoundDraft, { people, organisation }: ReportingUnits): Promise<Obstacle[]> {
  const found: Obstacle[] = [];
  const add = (code: RefusalCode, problem: Problem) => void found.push({ code, problem });
  const address = unsafeAddress(needs);
  if (address) add('launch-address-unsafe', address);
  for (const problem of wrongTimes(draft)) add('launch-times-wrong', problem);
  const past = pastTime(draft, needs.clock.now());
  if (past) add('launch-times-wrong', past);
  if (people.length < 2 * draft.k) add('launch-too-small', tooFew(people.length, draft.k));
  const accounts = await needs.registrar.accounts.list(organisation.id);
  if (!accounts.some(({ roles }) => roles.some((role) => draft.readers.includes(role)))) {
    const reason = 'Nobody has a role that may read the results.';
    add('launch-nobody-reads', { field: 'readers', reason, remedy: 'Invite somebody with one of these roles, or choose other readers.' });
  }
  return found;
}

/** Whoever has set this morning's opening may launch in the afternoon; terms that say a round has been open for longer say what is not so. */
const LATE_LAUNCH_MS = 86_400_000;

function pastTime({ opens, closes }: RoundDraft, now: Date): Problem | undefined {
  if (new Date(closes) <= now) return { field: 'closes', reason: 'The end of the round is past.', remedy: 'Choose an end in the future.' };
  if (now.getTime() - Date.parse(opens) <= LATE_LAUNCH_MS) return undefined;
  return {
    field: 'opens',
    reason: 'The opening is past: the terms would say that people could answer when nobody could.',
    remedy: 'In the schedule, choose an opening from today on.',
  };
}

function tooFew(people: number, k: number): Problem {
  return {
    field: 'k',
    reason: `${people} people would be invited. Under ${2 * k} nobody could answer without risk.`,
    remedy: remedyOfFew(people),
  };
}

function remedyOfFew(people: number): string {
  if (people === 0) return 'Import a roster first.';
  return people < 2 * SMALLEST_K
    ? 'Import a roster of more people.'
    : 'Import a roster of more people, or choose a smaller K in the rules.';
}

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\]|0\.0\.0\.0)$|\.localhost$/;

/** Browsers give the ballot page its cryptography on https and localhost alone, and a loopback address leads nobody else here. */
function unsafeAddress({ baseUrl, allowInsecureBaseUrl }: RoundNeeds): Problem | undefined {
  const { protocol, hostname } = new URL(baseUrl);
  if (allowInsecureBaseUrl || (protocol === 'https:' && !LOOPBACK.test(hostname))) return undefined;
  return {
    field: 'BASE_URL',
    reason: `The links would lead to ${baseUrl}, where other people's browsers cannot answer.`,
    remedy: 'Ask whoever runs the server to put it behind TLS and to set BASE_URL to its https address.',
  };
}

function lateOpening(draft: RoundDraft, now: Date): Problem[] {
  if (new Date(draft.opens) >= now || pastTime(draft, now)) return [];
  const reason = 'The opening is past: the round opens as soon as it is launched.';
  return [{ field: 'opens', reason, remedy: 'For time to hang up the notice, choose a later opening in the schedule.' }];
}

/** The disclosure control guards each round by itself. */
async function openAtOnce({ registrar }: RoundNeeds, organisation: string, { opens, closes }: RoundDraft): Promise<Problem[]> {
  const others = (await registrar.rounds.list(organisation)).filter(({ state }) => state !== 'draft' && !isOver(state));
  return others
    .filter((other) => new Date(other.draft.opens) < new Date(closes) && new Date(opens) < new Date(other.closes))
    .map(({ draft: { title } }) => ({
      field: 'opens',
      reason: `The round "${title}" is open in the same days. Two results of the same people side by side tell more of each than one alone.`,
      remedy: 'In the schedule, choose an opening after that round has closed.',
    }));
}

/** Whoever learns it after the launch has a sheet to print and slips to hand out on the day the round opens. */
function printedLinks({ mailConfigured }: RoundNeeds, { people }: ReportingUnits): Problem[] {
  if (mailConfigured || people.length === 0) return [];
  return [
    {
      reason: 'This server sends no mail: every link has to be printed and handed out.',
      remedy: 'Ask whoever runs the server to set SMTP_URL, or print the sheet on the page of the round as soon as it is open.',
    },
  ];
}

function fewPeople({ k }: RoundDraft, { people, units }: ReportingUnits): Problem[] {
  if (people.length === 0 || people.length >= 4 * k) return [];
  return [
    {
      field: 'k',
      reason: `Only ${people.length} people would be invited: if fewer than ${k} answer, nothing is shown.`,
      remedy:
        units.length > 1 ? 'Ask the people of small units too.' : 'Wait until there are more, or tell people how many answers are needed.',
    },
  ];
}
