import { fromHex } from '#shared/ballot/encoding.js';
import type { InvitationCode } from '#shared/ballot/link.js';
import type { Hash } from '#shared/ballot/manifest.js';
import { checkManifest, ManifestRefused } from '../protocol/check-manifest.js';
import { deviceOf } from '../protocol/device.js';
import { sha256Hex } from '../protocol/digest.js';
import { KeyRefused, unitIn, unitKeys } from '../protocol/unit-keys.js';
import { Refused, Unreachable, type Wire } from '../protocol/wire.js';
import type { RoundFacts, Screen } from './screen.js';

export interface OpenNeeds {
  wire: Wire;
  /** The browser's own, or one that lasts as long as the page. */
  storage: Storage;
}

/**
 * The first screen of an invitation: manifest, its check against the hash in the link, what has become of the round, the unit and its keys.
 * It changes nothing anywhere, so that a mail scanner may run it.
 */
export async function openInvitation(needs: OpenNeeds, code: InvitationCode): Promise<Screen> {
  try {
    return await firstScreen(needs, code);
  } catch (fault) {
    return screenOfFault(fault, code);
  }
}

/** Reloaded after sending, when nothing of the invitation is left but its round: what was sent from this device. */
export async function openSent(needs: OpenNeeds, manifest: Hash): Promise<Screen> {
  const code = { token: '', manifest };
  try {
    const facts = await roundFacts(needs, code);
    const receipts = facts.device.receipts();
    return receipts.length > 0 ? { at: 'sent', facts, receipts } : { at: 'link-incomplete' };
  } catch (fault) {
    return screenOfFault(fault, code);
  }
}

async function roundFacts({ wire, storage }: OpenNeeds, code: InvitationCode): Promise<RoundFacts> {
  const hash = { params: { manifest: code.manifest } };
  const [received, now] = await Promise.all([wire.manifest(code.manifest), wire.call('readRoundNow', hash)]);
  return { code, manifest: await checkManifest(code.manifest, received), now, device: await deviceOf(storage, code) };
}

async function firstScreen(needs: OpenNeeds, code: InvitationCode): Promise<Screen> {
  const facts = await roundFacts(needs, code);
  const { now } = facts;
  if (now.state === 'cancelled') return { at: 'cancelled', facts };
  if (now.state === 'not-open') return { at: 'not-open', facts };
  if (now.state !== 'closed') return withInvitation(needs.wire, facts);
  const closed: Screen = { at: 'closed', facts, receipts: facts.device.receipts(), ...(await fateOf(needs.wire, facts)) };
  if (now.bulletin || !facts.device.pending()?.signatures) return closed;
  // In the grace a ballot that was collected can still be sent; once the round is sealed it knows no invitation, which is not the link's fault.
  return withInvitation(needs.wire, facts).catch((fault) => {
    if (fault instanceof Refused) return closed;
    throw fault;
  });
}

/**
 * What became of a ballot that was sent and got no receipt, once the list of counted ballots is public: it comes whole, the ballot goes nowhere.
 * Refuses Unreachable.
 */
export async function fateOf(wire: Wire, { code, now, device }: RoundFacts): Promise<{ counted?: true; late?: 'sending' }> {
  const pending = device.pending();
  if (!now.bulletin || !pending?.sendTried) return {};
  const { ballots } = await wire.call('readBulletin', { params: { manifest: code.manifest } });
  const hashes = await Promise.all(pending.blanks.map(({ id }) => sha256Hex(fromHex(id))));
  const counted = Object.values(ballots).some((list) => hashes.some((hash) => list.includes(hash)));
  return counted ? { counted } : { late: 'sending' };
}

async function withInvitation(wire: Wire, round: RoundFacts): Promise<Screen> {
  const reply = await wire.call('readInvitation', { body: round.code });
  const { manifest, device } = round;
  const facts = { ...round, unit: unitIn(manifest, reply.unit), keys: await unitKeys(manifest, reply.unit, reply.keys) };
  const pending = device.pending();
  if (pending && pending.unit === reply.unit) return { at: 'waiting', facts, pending };
  const receipts = device.receipts();
  return receipts.length > 0 ? { at: 'sent', facts, receipts } : { at: 'start', facts };
}

/** What stands between the reader and the ballot, as a screen. Anything unforeseen is thrown on. */
export function screenOfFault(fault: unknown, { manifest: hash }: InvitationCode): Screen {
  if (fault instanceof ManifestRefused) return { at: 'mistrusted', why: fault.fault, hash };
  if (fault instanceof KeyRefused) return { at: 'mistrusted', why: 'key-differs', hash };
  if (fault instanceof Unreachable) return { at: 'lost', during: 'opening' };
  if (!(fault instanceof Refused)) throw fault;
  if (fault.code === 'round-unknown' || fault.code === 'invitation-unknown') return { at: 'link-unknown' };
  return { at: 'refused', code: fault.code };
}
