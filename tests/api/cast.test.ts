import { constants, createHash, createPrivateKey, createPublicKey, sign, verify, webcrypto } from 'node:crypto';
import { RSABSSA } from '@cloudflare/blindrsa-ts';
import { openRound } from '#server/ballots/open-round.js';
import { clearCancelledRounds } from '#server/closing/close-due-rounds.js';
import { closeRound } from '#server/closing/close-round.js';
import { collectBallots } from '#server/invitations/collect-ballots.js';
import { readInvitation } from '#server/invitations/read-invitation.js';
import { type Ballot, type BallotId, ballotMessage } from '#shared/ballot/ballot.js';
import { fromBase64Url, toBase64Url, toHex } from '#shared/ballot/encoding.js';
import type { BallotKind } from '#shared/ballot/manifest.js';
import { type Receipt, receiptMessage } from '#shared/ballot/receipt.js';
import type { RefusalCode } from '#shared/contract/refusal.js';
import { cast, collect, type SignedBallot } from '../../scripts/demo/voter.js';
import { aUnit } from '../builders/ballots.js';
import { aLaunchedRound, aPlace, type PersonInvited, type Place, someAnswers } from '../builders/launched-round.js';
import { toArray } from '../store-contract/engines.js';

type Launched = Awaited<ReturnType<typeof aLaunchedRound>>;

describe('casting a ballot', () => {
  let place: Place & { remove(): Promise<void> };
  let launched: Launched;
  let ballot: SignedBallot;
  beforeEach(async () => {
    place = await aPlace();
    launched = await aLaunchedRound(place);
    ballot = await collect(place.polling, launched.people[0] as PersonInvited);
  });
  afterEach(() => place.remove());

  const answers = someAnswers('core');
  const castIt = (parts: Partial<Ballot> = {}) => {
    const { answers: its = answers, ...signed } = { ...ballot, ...parts };
    return cast(place.polling, signed, its);
  };
  const refusal = async (act: Promise<unknown>) =>
    act.then(
      () => 'counted',
      (fault: { code: RefusalCode }) => fault.code,
    );
  const inTheBox = () => toArray(place.ballotBox.stream(launched.round));

  test('the receipt is signed by the key that the manifest names', async () => {
    const receipt = await castIt();
    expect(signedByBoxKey(launched, receipt)).toBe(true);
    expect(signedByBoxKey(launched, { ...receipt, ballot: launched.hash })).toBe(false);
    expect((await inTheBox()).map(({ id }) => id)).toEqual([ballot.id]);
  });

  test('a ballot made by the library that browsers use is counted', async () => {
    const made = await collectWithLibrary(place, launched, launched.people[1] as PersonInvited);
    expect(signedByBoxKey(launched, await cast(place.polling, made, answers))).toBe(true);
  });

  test('before the time from which the terms let ballots be sent nothing is stored', async () => {
    launched = await aLaunchedRound(place, { terms: { castFrom: '2026-03-04T08:00:00Z' } });
    ballot = await collect(place.polling, launched.people[0] as PersonInvited);
    place.clock.set('2026-03-04T07:59:59Z');
    expect(await refusal(castIt())).toBe('round-not-yet-open');
    expect(await inTheBox()).toEqual([]);
    place.clock.set('2026-03-04T08:00:00Z');
    expect(await refusal(castIt())).toBe('counted');
  });

  test('a round is not opened with keys that are not those of its manifest', async () => {
    const { manifest, hash, signing } = launched;
    const withKeys = (keys: Launched['signing']) =>
      openRound({
        ...{ manifest, hash, boxKey: undefined },
        publicKeys: new Map([...keys].map(([unit, { scored }]) => [unit, scored ? { scored: scored.publicKey } : {}])),
      });
    expect(withKeys(signing).id).toBe(launched.round);
    const { signing: others } = await aLaunchedRound(place);
    expect(() => withKeys(others)).toThrow("is not the manifest's");
    expect(() => withKeys(new Map())).toThrow("is not the manifest's");
  });

  test('64 parallel casts of one ballot leave one row and give one receipt', async () => {
    const receipts = await Promise.all(Array.from({ length: 64 }, () => castIt()));
    expect(new Set(receipts.map((receipt) => JSON.stringify(receipt))).size).toBe(1);
    expect(await inTheBox()).toHaveLength(1);
  });

  test('cast again with other answers: the identical reply, and the first answers stay', async () => {
    const receipt = await castIt();
    const [stored] = await inTheBox();
    expect(await castIt({ answers: someAnswers('core', 3) })).toEqual(receipt);
    expect(await inTheBox()).toEqual([stored]);
  });

  test('a signature that is tampered with, or of a foreign unit, kind or round, is refused', async () => {
    const tampered = fromBase64Url(ballot.signature);
    tampered[17] = (tampered[17] ?? 0) ^ 1;
    expect(await refusal(castIt({ signature: toBase64Url(tampered) }))).toBe('signature-refused');
    expect(await refusal(castIt({ id: `${'0'.repeat(63)}1` as BallotId }))).toBe('signature-refused');
    // By the right key, but not as RFC 9474 has it: the steward's tool would call such a ballot forged.
    expect(await refusal(castIt({ signature: withSaltOf(32, launched, ballot) }))).toBe('signature-refused');
    const foreign = launched.manifest.units.find(({ id, parent }) => parent !== null && id !== ballot.unit);
    expect(await refusal(castIt({ unit: foreign?.id ?? aUnit('none') }))).toBe('signature-refused');
    expect(await refusal(castIt({ unit: aUnit('company') }))).toBe('signature-refused');
    expect(await refusal(castIt({ unit: aUnit('nowhere') }))).toBe('signature-refused');
    for (const kind of ['comment', 'own-questions'] as BallotKind[]) expect(await refusal(castIt({ kind }))).toBe('signature-refused');
    const other = await aLaunchedRound(place);
    expect(await refusal(castIt({ round: other.round }))).toBe('signature-refused');
    expect(await inTheBox()).toEqual([]);
  });

  test('answers outside the form are refused, with the item named', async () => {
    const { 'silence-1': _, ...absent } = answers;
    await expect(castIt({ answers: absent })).rejects.toMatchObject({ code: 'answers-unknown', parts: { field: 'answers.silence-1' } });
    expect(await refusal(castIt({ answers: { ...answers, strange: 1 } }))).toBe('answers-unknown');
    expect(await refusal(castIt({ answers: { ...answers, 'cc-storm-1': 9 } }))).toBe('answers-unknown'); // did not happen is not offered there
    expect(await inTheBox()).toEqual([]);
  });

  test('a round that nobody launched, and one that was cancelled, store nothing', async () => {
    expect(await refusal(castIt({ round: '0'.repeat(32) as Ballot['round'] }))).toBe('round-unknown');
    const event = { at: '2026-03-03T12:00:00.000Z', what: 'cancelled' as const, reason: 'wrong list' };
    await place.registrar.rounds.become(launched.round, 'open', 'cancelled', event);
    expect(await refusal(castIt())).toBe('round-cancelled');
    await clearCancelledRounds(place.closing);
    expect(await refusal(castIt())).toBe('round-cancelled');
  });

  test('in the grace a collected ballot is still counted; after sealing only a counted one gets its receipt, as long as there is a key', async () => {
    const late = await collect(place.polling, launched.people[1] as PersonInvited);
    const tooLate = await collect(place.polling, launched.people[2] as PersonInvited);
    const receipt = await castIt();
    const close = async (now: string) => {
      place.clock.set(now);
      const round = await place.registrar.rounds.byId(launched.round);
      return round && closeRound(place.closing, round);
    };
    expect(await close('2026-03-13T16:00:00Z')).toBe('in-grace');
    await cast(place.polling, late, answers);
    expect(await close('2026-03-13T17:00:00Z')).toBe('closed');
    expect(await castIt({ answers: someAnswers('core', 2) })).toEqual(receipt);
    expect(await refusal(cast(place.polling, tooLate, answers))).toBe('round-closed');
    await place.keys.destroy(launched.round, 'box');
    expect(await refusal(castIt())).toBe('round-closed');
  });
});

function withSaltOf(saltLength: number, { signing, hash }: Launched, { id, unit, kind }: SignedBallot): string {
  const privateKey = signing.get(unit)?.scored?.privateKey ?? new Uint8Array();
  const key = createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' });
  const digest = createHash('sha256')
    .update(ballotMessage(hash, unit, kind))
    .digest();
  const pss = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength };
  return toBase64Url(sign('sha384', Buffer.concat([Buffer.from(id, 'hex'), digest]), pss));
}

function signedByBoxKey({ manifest, hash }: Launched, receipt: Receipt): boolean {
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: manifest.boxKey }, format: 'jwk' });
  return receipt.manifest === hash && verify(null, receiptMessage(hash, receipt.ballot), key, fromBase64Url(receipt.signature));
}

/** As the ballot page does it: @cloudflare/blindrsa-ts over WebCrypto. */
async function collectWithLibrary(place: Place, { hash, round: id }: Launched, person: PersonInvited): Promise<SignedBallot> {
  const suite = RSABSSA.SHA384.PSS.Randomized();
  const round = await place.polling.openRounds.invited(hash);
  const { unit, keys } = await readInvitation({ roll: place.roll, round }, person);
  const spki = fromBase64Url(keys.scored ?? '');
  const publicKey = await webcrypto.subtle.importKey('spki', spki, { name: 'RSA-PSS', hash: 'SHA-384' }, true, ['verify']);
  const digest = new Uint8Array(await webcrypto.subtle.digest('SHA-256', Uint8Array.from(ballotMessage(hash, unit, 'scored'))));
  const prepared = suite.prepare(digest);
  const { blindedMsg, inv } = await suite.blind(publicKey, prepared);
  const input = { token: person.token, blinded: { scored: toBase64Url(blindedMsg) }, replacement: false };
  const { signatures } = await collectBallots({ roll: place.roll, round, now: place.clock.now() }, input);
  const signature = await suite.finalize(publicKey, prepared, fromBase64Url(signatures.scored ?? ''), inv);
  return { round: id, id: toHex(prepared.subarray(0, 32)) as BallotId, unit, kind: 'scored', signature: toBase64Url(signature) };
}
