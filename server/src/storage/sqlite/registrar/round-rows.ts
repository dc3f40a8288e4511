import type { Selectable } from 'kysely';
import type { Hash, Manifest, RoundId, UnitId } from '#shared/ballot/manifest.js';
import type { RoundDraft } from '#shared/contract/rounds.js';
import type { RoundState } from '#shared/round/states.js';
import type { Home, Invitation, RoundRecord } from '../../port/registrar/rounds.js';
import type { InvitedCountsTables as RoundsTables } from './migrations/0010-invited-counts.js';

export function recordOf(row: Selectable<RoundsTables['rounds']>): RoundRecord {
  return {
    organisation: row.organisation,
    id: row.id as RoundId,
    state: row.state as RoundState,
    draft: JSON.parse(row.draft) as RoundDraft,
    revision: row.revision,
    createdAt: row.created_at,
    manifest: row.manifest === null ? null : (JSON.parse(row.manifest) as Manifest),
    manifestHash: row.manifest_hash as Hash | null,
    homes: JSON.parse(row.homes) as Record<string, Home>,
    launchedAt: row.launched_at,
    closes: row.closes,
    closeAskedAt: row.close_asked_at,
    cancelledBecause: row.cancelled_because,
    publishedAt: row.published_at,
    cleared: row.cleared === 1,
  };
}

export function invitationOf(row: Selectable<RoundsTables['invitations']>): Invitation {
  const { id, person, name, email, language } = row;
  const invitee = person === null ? null : { person, name: name ?? '', email, language: language ?? '' };
  return { id, unit: row.unit as UnitId, spare: row.spare === 1, invitee };
}
