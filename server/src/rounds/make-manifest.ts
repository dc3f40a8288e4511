import { canonicalBytes } from '#shared/ballot/canonical.js';
import { type Hash, Manifest, type RoundId, sparesFor, type Terms, type UnitId } from '#shared/ballot/manifest.js';
import type { RoundDraft } from '#shared/contract/rounds.js';
import { formContent } from '#shared/instrument/content.js';
import { COMPLETE_LANGUAGES } from '#shared/instrument/language/languages.js';
import { hashOf } from '../hash-of.js';
import { fingerprintOf, type RoundSecrets } from '../keys/keys.js';
import type { ReportingUnits } from './reporting-units.js';
import type { CurrentClient } from './round-needs.js';

export interface ManifestParts {
  round: RoundId;
  draft: RoundDraft;
  formed: ReportingUnits;
  secrets: Pick<RoundSecrets, 'signing' | 'box'>;
  client: CurrentClient;
}

/** The terms, the units, the keys and the page of a round, as every browser checks them. */
export function makeManifest({ round, draft, formed, secrets, client }: ManifestParts): { manifest: Manifest; hash: Hash } {
  const manifest = Manifest.parse({
    format: 'candour-manifest-1',
    organisation: formed.organisation.name,
    round,
    title: draft.title,
    timeZone: formed.organisation.timeZone,
    form: draft.form,
    formHash: hashOf(canonicalBytes(formContent(draft.form))),
    languages: COMPLETE_LANGUAGES,
    kinds: ['scored'],
    units: manifestUnits(formed, secrets),
    boxKey: secrets.box.publicKey,
    client: { version: client.version, entry: client.entry, files: client.files.map(({ path, sha256 }) => ({ path, sha256 })) },
    terms: termsOf(draft),
  });
  return { manifest, hash: hashOf(canonicalBytes(manifest)) };
}

function manifestUnits({ units }: ReportingUnits, { signing }: ManifestParts['secrets']) {
  return units.map(({ id, name, parent, roll }) => {
    const key = signing.get(id as UnitId)?.scored;
    return { id, name, parent, roll, spares: key ? sparesFor(roll) : 0, keys: key ? { scored: fingerprintOf(key.publicKey) } : {} };
  });
}

/** One window: ballots may be sent as soon as they are collected. Collecting ends with the round, which may be as late as `mayExtendTo`. */
function termsOf({ k, audience, opens, mayCloseFrom, closes, mayExtendTo, ...rest }: RoundDraft): Terms {
  const { graceMinutes, readers, employeesSeeResultsFrom, retentionDays } = rest;
  const times = { opens, collectUntil: mayExtendTo, castFrom: opens, mayCloseFrom, closes, mayExtendTo, employeesSeeResultsFrom };
  return { ...times, k, audience, graceMinutes, windows: 1, readers: [...new Set(readers)].sort(), retentionDays };
}
