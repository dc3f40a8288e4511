import { getSystemErrorMap, types } from 'node:util';

/** Kinds that are told by their name. Whatever else an error calls itself could be anything. */
const KINDS = new Set([
  ...['Error', 'TypeError', 'RangeError', 'SyntaxError', 'ReferenceError', 'AggregateError', 'AbortError', 'TimeoutError', 'ZodError'],
  ...['MongoServerError', 'MongoBulkWriteError', 'MongoWriteConcernError', 'MongoAPIError', 'MongoRuntimeError', 'MongooseError'],
  ...['MongoNetworkError', 'MongoNetworkTimeoutError', 'MongoServerSelectionError', 'MongooseServerSelectionError'],
  ...['MongoNotConnectedError', 'MongoTopologyClosedError', 'MongoClientClosedError', 'MongoOperationTimeoutError'],
  ...['MongoWaitQueueTimeoutError', 'MongoPoolClosedError', 'MongoPoolClearedError', 'StrictModeError', 'ValidationError', 'CastError'],
]);

/** Our own, and what they mean. */
const OWN: Readonly<Record<string, string>> = {
  StoreUnavailable: 'the store cannot be used just now',
  KeyDoesNotOpen: 'SESSION_SECRET is not the one that the keys of the round were wrapped under, or a key file was changed',
  MailServerAway: 'letters wait, the mail server cannot be used just now',
  NewerSchema: 'the data are of a newer version of the program',
};

/** Codes that are words, and what they mean: those of the system, and a few of TLS, SMTP and DNS. */
const CODES: ReadonlyMap<string, string> = new Map([
  ...getSystemErrorMap().values(),
  ['ENOTFOUND', 'no such host'],
  ['ERR_SQLITE_ERROR', 'SQLite failed'],
  ['CERT_HAS_EXPIRED', 'the certificate has expired'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'the certificate is self-signed'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'the certificate is self-signed'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'who signed the certificate is not known'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'the certificate is for another host'],
  ['EAUTH', 'the mail server refuses the sign-in'],
  ['ECONNECTION', 'the mail server cannot be reached'],
  ['ESOCKET', 'the connection to the mail server failed'],
  ['ETLS', 'the mail server offers no TLS'],
  ['EDNS', 'no such host'],
  ['EPROTOCOL', 'the server does not speak SMTP, or takes no mail'],
]);

/** SQLite's result codes (its documentation's `rescode`), the lowest byte. */
const SQLITE: Readonly<Record<number, string>> = {
  ...{
    1: 'error',
    5: 'locked by another process for too long',
    6: 'a table is locked',
    7: 'out of memory',
    8: 'read-only',
    9: 'interrupted',
  },
  ...{ 10: 'reading or writing the disk failed', 11: 'the file is damaged', 13: 'the disk is full', 14: 'the file cannot be opened' },
  ...{ 19: 'a constraint was violated', 26: 'the file is no database' },
};

/** Codes of MongoDB's servers. */
const MONGO: Readonly<Record<number, string>> = {
  ...{
    1: 'internal error',
    6: 'host unreachable',
    13: 'not allowed to this user',
    18: 'sign-in refused',
    50: 'took too long',
    64: 'not enough members',
  },
  ...{
    91: 'shutting down',
    112: 'write conflict',
    121: 'a document does not fit its rules',
    8000: 'refused by the service',
    10107: 'not the primary',
  },
  ...{ 11000: 'an id is there already', 13436: 'not the primary', 16500: 'too many requests' },
};

/** What the driver says of a connection, whole. The one thing in it that is not fixed is which machine of the database was asked. */
const OF_A_CONNECTION = [
  /^(?:connect|read|write|getaddrinfo|querySrv|queryTxt) E[A-Z_]{2,20}(?: (?<host>\S+))?$/,
  /^connection (?:\d{1,9}|<monitor>) to (?<host>\S+) (?:closed|timed out)$/,
  /^Server selection timed out after \d{1,9} ms$/,
  /^Authentication failed\.?$/,
];
/** A name or an address, with its port. No part of it is as long as a token, an id or a key, none has capitals. */
const LABEL = '[a-z0-9_]{1,19}(?:-[a-z0-9_]{1,19}){0,5}';
const HOST = new RegExp(`^(?:(?:${LABEL}\\.){0,9}${LABEL}|\\[?(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}\\]?)(?::\\d{1,5})?$`);
const DEEPEST = 4;

/** What OpenSSL and Node say of a connection to a mail server, and what it means: the mail client puts ESOCKET in the place of their codes. */
const TLS: readonly [RegExp, string][] = [
  [/^certificate has expired$/, 'the certificate has expired'],
  [/^self-signed certificate(?: in certificate chain)?$/, 'the certificate is self-signed'],
  [/^unable to (?:verify the first|get (?:local )?issuer) certificate$/, 'who signed the certificate is not known'],
  [/^Hostname\/IP does not match certificate's altnames: /, 'the certificate is for another host'],
  [/:wrong version number:/, 'no TLS is spoken at this port'],
];
const SYSTEM = getSystemErrorMap();

/**
 * A fault in words that are fixed here, with those that caused it: kind, code, and of a connection which machine of the database was asked.
 * Nothing else of what the fault says is repeated, for it may hold what somebody sent or what is stored: no token, ballot, address or id.
 */
export function wordsOf(fault: unknown): string {
  const words: string[] = [];
  for (let at = fault; at !== undefined && at !== null && words.length < DEEPEST; at = isError(at) ? at.cause : undefined)
    words.push(isError(at) ? wordsOfOne(at) : 'no error');
  return words.join(' <- ');
}

/** Kind and places of a fault, without its message. */
export function placesOf(fault: unknown): string[] {
  if (!isError(fault)) return [typeof fault];
  const { name, message, stack = '' } = fault;
  // The message first: its own lines may look like places.
  const places = stack.replace(message, '').split('\n');
  return [name, ...places.filter((line) => /^\s+at /.test(line)).map((line) => line.trim())];
}

/** Those of native modules may come from another realm. */
function isError(fault: unknown): fault is Error {
  return fault instanceof Error || types.isNativeError(fault);
}

function wordsOfOne(fault: Error & { code?: unknown; errno?: unknown; errcode?: unknown }): string {
  const { name, code, errno, errcode, message } = fault;
  const own = Object.hasOwn(OWN, name) ? OWN[name] : undefined;
  if (own) return `${name}: ${own}`;
  const kind = KINDS.has(name) ? name : 'an error of another kind';
  const said = [
    typeof code === 'string' && CODES.has(code) ? `${code}, ${CODES.get(code)}` : '',
    typeof code === 'number' && name.startsWith('Mongo') ? numbered('code', code, MONGO[code]) : '',
    typeof errcode === 'number' ? numbered('SQLite', errcode, SQLITE[errcode & 0xff]) : '',
    ofConnection(name, message),
    ...(code === 'ESOCKET' || code === 'EDNS' ? ofMailConnection(errno, message) : []),
  ].filter((part) => part !== '');
  return said.length > 0 ? `${kind}: ${said.join('; ')}` : kind;
}

function numbered(whose: string, code: number, meaning: string | undefined): string {
  if (!Number.isSafeInteger(code)) return '';
  return meaning ? `${whose} ${code}, ${meaning}` : `${whose} ${code}`;
}

function ofMailConnection(errno: unknown, message: string): string[] {
  const system = typeof errno === 'number' ? SYSTEM.get(errno) : undefined;
  const tls = TLS.find(([form]) => form.test(message))?.[1];
  return [system?.join(', ') ?? '', tls ?? ''];
}

function ofConnection(name: string, message: string): string {
  if (!name.startsWith('Mongo') || !KINDS.has(name)) return '';
  for (const form of OF_A_CONNECTION) {
    const found = form.exec(message);
    if (found && (found.groups?.host === undefined || HOST.test(found.groups.host))) return message;
  }
  return '';
}
