import { readFile } from 'node:fs/promises';
import { Instrument, Item, Signal } from '#shared/instrument/instrument.js';
import { Complaint } from './complaint.js';

/**
 * Reads an instrument file. Keys that only describe (a title, a text) are passed over.
 * Complains of a file that cannot be read, is no JSON or no instrument, and of a scale or a keying that would be passed over.
 */
export async function readInstrument(path: string): Promise<Instrument> {
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw new Complaint(`${path} cannot be read: ${error.message}`);
  });
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new Complaint(`${path} is no JSON: ${error instanceof Error ? error.message : error}`);
  }
  const read = Instrument.safeParse(json);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new Complaint(`${path}: ${issue?.path.join('.') || 'the file'}: ${issue?.message}`);
  }
  refuseStrayKeys(path, json as Instrument);
  return read.data;
}

/** What may be left out and yet changes scores: misspelt or in the wrong place, it would be left out unnoticed. No other key can be. */
const OPTIONAL = ['scale', 'reversed'];

/** Letters by which a misspelt key is off (two that changed places are two); with more it is another word. */
const SLIPS = 2;

function refuseStrayKeys(path: string, { signals }: Instrument): void {
  for (const [s, signal] of signals.entries()) {
    refuseStrayKey(`${path}: signals.${s}`, signal, Object.keys(Signal.shape));
    for (const [i, item] of signal.items.entries()) refuseStrayKey(`${path}: signals.${s}.items.${i}`, item, Object.keys(Item.shape));
  }
}

function refuseStrayKey(where: string, written: object, keys: readonly string[]): void {
  const meant = (key: string) =>
    OPTIONAL.some((optional) => (keys.includes(optional) ? isWithin(SLIPS, key.toLowerCase(), optional) : key === optional));
  const stray = Object.keys(written).find((key) => !keys.includes(key) && meant(key));
  if (stray !== undefined) {
    throw new Complaint(`${where}: "${stray}" is no key of this place, which has ${keys.join(', ')}; correct it or take it out`);
  }
}

/** Whether at most so many letters must be added, left out or changed to make one word of the other. */
function isWithin(edits: number, word: string, other: string): boolean {
  if (edits < 0) return false;
  if (word === '' || other === '') return word.length + other.length <= edits;
  const [rest, otherRest] = [word.slice(1), other.slice(1)];
  if (word[0] === other[0]) return isWithin(edits, rest, otherRest);
  return isWithin(edits - 1, rest, other) || isWithin(edits - 1, word, otherRest) || isWithin(edits - 1, rest, otherRest);
}
