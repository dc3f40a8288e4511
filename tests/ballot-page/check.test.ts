import { canonicalJson } from '#shared/ballot/canonical.js';
import { toBase64Url } from '#shared/ballot/encoding.js';
import { writeInvitationCode } from '#shared/ballot/link.js';
import type { Hash } from '#shared/ballot/manifest.js';
import { type Receipt, receiptLine, receiptMessage } from '#shared/ballot/receipt.js';
import { faultOf, findReceipt, manifestIn, readPublicRound } from '../../client/src/ballot/check/look-up.js';
import { blankAnswers } from '../../client/src/ballot/journey/blank-answers.js';
import { openInvitation } from '../../client/src/ballot/journey/open-invitation.js';
import { castBallot } from '../../client/src/ballot/protocol/cast.js';
import { collectBallots } from '../../client/src/ballot/protocol/collect.js';
import { pageStorage } from '../../client/src/ballot/protocol/device.js';
import { ballotWire, Unreachable } from '../../client/src/ballot/protocol/wire.js';
import { aManifest, FakeRound, TOKEN } from './fake-round.js';

/** A closed round in which one ballot was counted, and its receipt. */
async function aClosedRound() {
  const round = new FakeRound();
  const wire = ballotWire(round.fetch as typeof fetch);
  const code = { token: TOKEN, manifest: round.hash };
  const screen = await openInvitation({ wire, storage: pageStorage() }, code);
  if (screen.at !== 'start') throw new Error(writeInvitationCode(code));
  const { device, unit, keys, manifest } = screen.facts;
  const needs = { device, wire, alone: <T>(act: () => Promise<T>) => act() };
  const ballot = await collectBallots(needs, { code, unit: unit.id, keys, replacement: false });
  const receipt = await castBallot(needs, { manifest: round.hash, round: manifest.round, ballot, answers: blankAnswers('pulse') });
  round.now = { ...round.now, state: 'closed', bulletin: true };
  round.calls.length = 0;
  return { round, wire, receipt };
}

test('what the box key signs is the canonical JSON of manifest and ballot', () => {
  const [manifest, ballot] = ['a1'.repeat(32) as Hash, 'b2'.repeat(32) as Hash];

  expect(Buffer.from(receiptMessage(manifest, ballot)).toString()).toBe(canonicalJson({ receipt: 1, manifest, ballot }));
});

test('a counted ballot is found, its signature fits, and no request carries the receipt', async () => {
  const { round, wire, receipt } = await aClosedRound();
  const published = await readPublicRound(wire, round.hash);

  expect(await findReceipt(published, receipt)).toEqual({ counted: true, signature: 'signed' });
  const asked = JSON.stringify(round.calls);
  for (const part of [receipt.ballot, receipt.signature, receiptLine(receipt)]) {
    for (let at = 0; at + 12 <= part.length; at += 4) {
      if (!round.hash.includes(part.slice(at, at + 12))) expect(asked).not.toContain(part.slice(at, at + 12));
    }
  }
});

test('a ballot that was dropped is not found, and a forged receipt is told', async () => {
  const { round, wire, receipt } = await aClosedRound();
  const other: Receipt = { ...receipt, ballot: 'a'.repeat(64) as Hash, signature: toBase64Url(new Uint8Array(64)) };
  expect(await findReceipt(await readPublicRound(wire, round.hash), other)).toEqual({ counted: false, signature: 'not-signed' });
});

test('before the bulletin is published only the signature can be told', async () => {
  const { round, wire, receipt } = await aClosedRound();
  round.now = { ...round.now, bulletin: false };
  expect(await findReceipt(await readPublicRound(wire, round.hash), receipt)).toEqual({ counted: undefined, signature: 'signed' });
});

test('other terms than those of the receipt, an unknown round and a lost connection are told apart', async () => {
  const manifest = aManifest();
  const changed = new FakeRound(manifest, { ...manifest, title: 'Another' });
  const wire = ballotWire(changed.fetch as typeof fetch);
  expect(await readPublicRound(wire, changed.hash).catch(faultOf)).toBe('differs');
  expect(await readPublicRound(wire, 'b'.repeat(64) as Hash).catch(faultOf)).toBe('unknown');
  expect(faultOf(new Unreachable())).toBe('lost');
});

test('the round of a check link is read from behind the #', () => {
  expect(manifestIn(`#${'AB'.repeat(32)}`)).toBe('ab'.repeat(32));
  expect(manifestIn('')).toBeUndefined();
});
