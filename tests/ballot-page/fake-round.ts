import { constants, createHash, generateKeyPairSync, type KeyObject, privateDecrypt, sign, verify } from 'node:crypto';
import { ballotMessage } from '#shared/ballot/ballot.js';
import { canonicalBytes } from '#shared/ballot/canonical.js';
import { fromHex, toBase32, toBase64Url, toHex } from '#shared/ballot/encoding.js';
import type { BallotKind, Form, Hash, Manifest, RoundId, UnitId } from '#shared/ballot/manifest.js';
import { receiptMessage } from '#shared/ballot/receipt.js';
import type { RoundNow } from '#shared/contract/ballots.js';
import { REFUSALS, type RefusalCode } from '#shared/contract/refusal.js';
import { formContent } from '#shared/instrument/content.js';
import { rsaPair } from '../builders/key-pairs.js';

/** Two units of a company, with real keys. */
const UNITS = [
  { id: 'salesnorth00' as UnitId, name: 'Sales North', people: 14, pair: rsaPair(0) },
  { id: 'saleswest000' as UnitId, name: 'Sales West', people: 21, pair: rsaPair(1) },
];
const BOX = generateKeyPairSync('ed25519');
const COMPANY = 'company00000' as UnitId;

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();
const hashOf = (bytes: Uint8Array) => toHex(sha256(bytes)) as Hash;
const spki = (key: KeyObject) => key.export({ type: 'spki', format: 'der' });
export const TOKEN = toBase32(new Uint8Array(16).fill(7));
export const OTHER_TOKEN = toBase32(new Uint8Array(16).fill(9));

export function aManifest(change: Partial<Manifest> = {}, form: Form = 'pulse'): Manifest {
  const leaves = UNITS.map(({ id, name, people, pair }) => ({
    id,
    name,
    parent: COMPANY,
    roll: people,
    spares: 2,
    keys: { scored: hashOf(spki(pair.publicKey)) },
  }));
  return {
    format: 'candour-manifest-1',
    organisation: 'Northwind Traders',
    round: '0123456789abcdef0123456789abcdef' as RoundId,
    title: 'How we work together, spring 2030',
    timeZone: 'Europe/Berlin',
    form,
    formHash: hashOf(canonicalBytes(formContent(form))),
    languages: ['en', 'he'],
    kinds: ['scored'],
    units: [{ id: COMPANY, name: 'Northwind Traders', parent: null, roll: 35, spares: 4, keys: {} }, ...leaves],
    boxKey: toBase64Url(spki(BOX.publicKey).subarray(-32)),
    client: { version: 'a'.repeat(64) as Hash, entry: 'assets/b.js', files: [] },
    terms: {
      k: 5,
      audience: 'Everyone',
      opens: '2030-03-04T08:00:00Z',
      collectUntil: '2030-03-15T16:00:00Z',
      castFrom: '2030-03-04T08:00:00Z',
      mayCloseFrom: '2030-03-11T08:00:00Z',
      closes: '2030-03-15T16:00:00Z',
      mayExtendTo: '2030-03-22T16:00:00Z',
      graceMinutes: 60,
      windows: 1,
      readers: ['hr', 'executive'],
      employeesSeeResultsFrom: '2030-03-29T08:00:00Z',
      retentionDays: 14,
    },
    ...change,
  };
}

interface Call {
  path: string;
  init: RequestInit;
}

/** A ballot server in memory with the real cryptography: what the page meets, and everything that it asked. */
export class FakeRound {
  readonly calls: Call[] = [];
  readonly counted = new Map<string, unknown>();
  readonly hash: Hash;
  notMe = 0;
  /** Answers are lost on their way back, once for each path named: what a killed tab or a dead network leaves. */
  readonly loseReplyOf = new Set<string>();
  readonly unreachable = new Set<string>();
  readonly refuse = new Map<string, RefusalCode>();
  /** What comes in place of an answer, with status 200: half of one, or another's page. */
  readonly instead = new Map<string, string>();
  readonly #claimed = new Map<string, { blinded: string; replaced: boolean }>();
  now: RoundNow;
  signWithUnit = 0;
  tokens = new Map([
    [TOKEN, 0],
    [OTHER_TOKEN, 0],
  ]);

  constructor(
    readonly manifest: Manifest = aManifest(),
    readonly sentManifest: unknown = manifest,
  ) {
    this.hash = hashOf(canonicalBytes(manifest));
    this.now = { state: 'open', closes: manifest.terms.closes, changed: null, cancelledBecause: null, bulletin: false };
  }

  readonly fetch = async (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    const path = String(input);
    const row = path.replace(this.hash, ':hash');
    this.calls.push({ path, init });
    if (this.unreachable.has(row)) throw new TypeError('Failed to fetch');
    const reply = this.#answer(row, typeof init.body === 'string' ? JSON.parse(init.body) : undefined);
    if (this.loseReplyOf.delete(row)) throw new TypeError('Failed to fetch');
    return reply;
  };

  // biome-ignore lint/suspicious/noExplicitAny: the body of any row
  #answer(row: string, body: any): Response {
    const instead = this.instead.get(row);
    if (instead !== undefined) return new Response(instead, { status: 200 });
    const refusal = this.refuse.get(row);
    if (refusal) return refused(refusal);
    if (row === '/ballot/manifests/:hash') return json(this.sentManifest);
    if (row === '/ballot/manifests/:hash/now') return json(this.now);
    if (row === '/ballot/manifests/:hash/bulletin') return this.now.bulletin ? json(this.#bulletin()) : refused('not-published');
    if (row === '/ballot/manifests/:hash/company-index') return refused('not-yet-shown');
    if (row === '/ballot/invitation') return this.#invitation(body.token);
    if (row === '/ballot/collect') return this.#collect(body);
    if (row === '/ballot/cast') return this.#cast(body);
    if (row !== '/ballot/not-me') return refused('round-unknown');
    this.notMe++;
    return new Response(null, { status: 204 });
  }

  #unitOf(token: string) {
    return UNITS[this.tokens.get(token) ?? -1];
  }

  #invitation(token: string): Response {
    const unit = this.#unitOf(token);
    const key = UNITS[this.signWithUnit];
    return unit && key ? json({ unit: unit.id, keys: { scored: toBase64Url(spki(key.pair.publicKey)) } }) : refused('invitation-unknown');
  }

  #collect({ token, blinded, replacement }: { token: string; blinded: Record<BallotKind, string>; replacement: boolean }): Response {
    const unit = this.#unitOf(token);
    if (!unit) return refused('invitation-unknown');
    const before = this.#claimed.get(token);
    if (before && before.blinded !== blinded.scored) {
      if (!replacement) return refused('fetched-elsewhere');
      if (before.replaced) return refused('no-replacement-left');
    }
    this.#claimed.set(token, { blinded: blinded.scored, replaced: before ? replacement : false });
    const key = { key: unit.pair.privateKey, padding: constants.RSA_NO_PADDING };
    return json({ signatures: { scored: toBase64Url(privateDecrypt(key, Buffer.from(blinded.scored, 'base64url'))) } });
  }

  #cast(ballot: { id: string; unit: UnitId; kind: BallotKind; signature: string; answers: unknown }): Response {
    const unit = UNITS.find(({ id }) => id === ballot.unit);
    const signed = Buffer.concat([fromHex(ballot.id), sha256(ballotMessage(this.hash, ballot.unit, ballot.kind))]);
    const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 48 };
    const signature = Buffer.from(ballot.signature, 'base64url');
    if (!unit || !verify('sha384', signed, { key: unit.pair.publicKey, ...pss }, signature)) return refused('signature-refused');
    if (!this.counted.has(ballot.id)) this.counted.set(ballot.id, ballot.answers);
    const receipt = hashOf(fromHex(ballot.id));
    const boxSignature = toBase64Url(sign(null, receiptMessage(this.hash, receipt), BOX.privateKey));
    return json({ manifest: this.hash, ballot: receipt, signature: boxSignature });
  }

  #bulletin() {
    const ballots = { scored: [...this.counted.keys()].map((id) => hashOf(fromHex(id))).sort() };
    const counted = this.counted.size;
    const totals = { roll: 35, collected: this.#claimed.size, counted, replacements: 0, additions: 0, notMe: this.notMe };
    return { format: 'candour-bulletin-1', round: this.manifest.round, manifest: this.hash, totals, ballots };
  }
}

function json(reply: unknown): Response {
  return new Response(JSON.stringify(reply), { status: 200, headers: { 'content-type': 'application/json' } });
}

function refused(code: RefusalCode): Response {
  return new Response(JSON.stringify({ type: 'about:blank', title: code, status: REFUSALS[code], code }), { status: REFUSALS[code] });
}
