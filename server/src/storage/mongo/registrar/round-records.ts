import { canonicalJson } from '#shared/ballot/canonical.js';
import type { Hash, Manifest, RoundId, UnitId } from '#shared/ballot/manifest.js';
import type { RoundDraft } from '#shared/contract/rounds.js';
import type { RoundState } from '#shared/round/states.js';
import type { Freeze, Home, Invitation, Invitee, RoundRecord, Rounds } from '../../port/registrar/rounds.js';
import type { Addition, InvitationDocument, RoundDocument } from './rounds-documents.js';

/** What stands in a record: neither the events nor what the engine needs for itself. */
export const IN_RECORD = { events: 0, participation: 0, attempt: 0, attempts: 0, invited: 0, invitedCounts: 0, mails: 0 } as const;

type InRecord = Omit<RoundDocument, keyof typeof IN_RECORD>;

export function newRound({ organisation, id, draft, event }: Parameters<Rounds['create']>[0]): RoundDocument {
  return {
    ...{ _id: id, organisation, state: 'draft', draft: JSON.stringify(draft), revision: 1, createdAt: event.at },
    ...{ manifest: null, manifestHash: null, homes: '{}', launchedAt: null, closes: draft.closes, closeAskedAt: null },
    ...{ cancelledBecause: null, publishedAt: null, cleared: false, attempt: null, attempts: [], invited: 0, mails: false },
    invitedCounts: null,
    ...{ events: [{ ...event }], participation: [] },
  };
}

export function recordOf(round: InRecord): RoundRecord {
  const { _id, organisation, revision, createdAt, launchedAt, closes, closeAskedAt, cancelledBecause, publishedAt, cleared } = round;
  return {
    ...{ organisation, id: _id as RoundId, state: round.state as RoundState, draft: draftOf(round), revision, createdAt },
    manifest: round.manifest === null ? null : (JSON.parse(round.manifest) as Manifest),
    manifestHash: round.manifestHash as Hash | null,
    homes: JSON.parse(round.homes) as Record<string, Home>,
    ...{ launchedAt, closes, closeAskedAt, cancelledBecause, publishedAt, cleared },
  };
}

export function draftOf({ draft }: Pick<RoundDocument, 'draft'>): RoundDraft {
  return JSON.parse(draft) as RoundDraft;
}

/** What a freezing puts into the round's document. */
export function frozen(attempt: string, { manifest, manifestHash, homes, invitations, event }: Freeze) {
  const invited = invitations.filter(({ invitee }) => invitee !== null).length;
  const texts = { manifest: canonicalJson(manifest), manifestHash, homes: JSON.stringify(homes) };
  return { state: 'scheduled', ...texts, launchedAt: event.at, attempt, attempts: [], invited, mails: true };
}

export const idWithin = (attempt: string, id: string): string => `${attempt}/${id}`;

/** Ids of an attempt's documents after `last`, in their order. `0` comes next to `/`. */
export const idsWithin = (attempt: string, last = '') => ({ $gt: `${attempt}/${last}`, $lt: `${attempt}0` });

export function invitationDocument(organisation: string, round: string, attempt: string, one: Invitation): InvitationDocument {
  const { id: invitation, unit, spare, invitee } = one;
  const { person, name, email, language } = invitee ?? { person: null, name: null, email: null, language: null };
  const within = { _id: idWithin(attempt, invitation), organisation, round, attempt };
  return { ...within, invitation, unit, spare, free: invitee === null, person, name, email, language };
}

/** `given`: to whom it was given since, if it was nobody's. */
export function invitationOf(document: InvitationDocument, given?: Addition): Invitation {
  const { invitation: id, unit, spare } = document;
  return { id, unit: unit as UnitId, spare, invitee: inviteeOf(given ?? document) };
}

function inviteeOf({ person, name, email, language }: Pick<InvitationDocument, 'person' | 'name' | 'email' | 'language'>): Invitee | null {
  return person === null ? null : { person, name: name ?? '', email, language: language ?? '' };
}
