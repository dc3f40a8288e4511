import { tokenHashOf, tokenOf } from '#server/invitations/tokens.js';
import { readMailKey } from '#server/keys/keys.js';
import type { Invitation } from '#server/storage/port/registrar/rounds.js';
import { type RoundId, reportingUnits } from '#shared/ballot/manifest.js';
import type { Invited, LaunchedRound } from './model.js';
import { must } from './promise.js';
import { SESSION_SECRET } from './server-process.js';
import type { World } from './world.js';

/** Takes a round that was launched into the model, and sees that roll, keys and manifest belong together. */
export async function adopt(world: World, id: RoundId): Promise<void> {
  const { model, truth } = world;
  const record = await truth.registrar.rounds.byId(id);
  must(record?.manifest != null && record.manifestHash != null, 'a launched round has its manifest');
  const { manifest, manifestHash: hash } = record;
  const round: LaunchedRound = {
    ...{
      id,
      hash,
      manifest,
      record,
      invited: [],
      additionsUnsure: new Set(),
      cancelAsked: false,
      days: [],
      collectedBefore: 0,
      events: [],
      letters: new Map(),
    },
    ...{ checked: false, destroyed: false, publicKeys: new Map() },
  };
  round.invited = await invitedOf(world, round);
  for (const { id: unit, roll } of reportingUnits(manifest)) {
    must(round.invited.filter((one) => one.unit === unit).length === roll, 'the manifest counts everybody who is invited');
    must(roll >= 2 * manifest.terms.k, 'no reporting unit has fewer than 2K people');
  }
  model.drafts.splice(model.drafts.indexOf(id), 1);
  model.rounds.push(round);
}

/** Everybody who is invited now, with the token that a letter or a sheet would bring them. */
export async function invitedOf({ truth }: World, { id }: Pick<LaunchedRound, 'id'>): Promise<Invited[]> {
  const mailKey = await readMailKey({ keys: truth.keys, sessionSecret: SESSION_SECRET }, id);
  must(mailKey !== undefined, 'a launched round has a mail key');
  const all: Invited[] = [];
  for await (const invitation of truth.registrar.rounds.invitations(id)) {
    const { unit, spare, invitee } = invitation;
    const knownIn = await truth.roll.unitOf(id, tokenHashOf(mailKey, invitation.id));
    must(knownIn === unit, 'everybody who is invited is on the roll, in their unit');
    all.push({ ...person(invitation), token: tokenOf(mailKey, invitation.id), unit, added: spare, sheets: [], notMe: 'no' });
    must(invitee !== null, 'nobody is invited without a name');
  }
  return all;
}

function person({ id, invitee }: Invitation) {
  return { invitation: id, person: invitee?.person ?? '', email: invitee?.email ?? null };
}
