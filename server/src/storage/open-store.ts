import { resolve } from 'node:path';
import type { BallotBox } from './port/ballot-box.js';
import type { Registrar } from './port/registrar.js';
import type { Roll } from './port/roll.js';
import type { RoundKeys } from './port/round-keys.js';
import { sqliteBallotBox } from './sqlite/ballot-box/ballot-box.js';
import { openSqliteRegistrar } from './sqlite/registrar/registrar.js';
import { sqliteRoll } from './sqlite/roll/roll.js';
import { fileRoundKeys } from './sqlite/round-keys.js';

/** The only place that knows the engines. A URL that names none of them is refused (`StoreUrlRefused`) with what to write instead. */
export class StoreUrlRefused extends Error {
  constructor(problem: string) {
    super(`${problem}; give sqlite:PATH, for example sqlite:./data/ballot-box`);
    this.name = 'StoreUrlRefused';
  }
}

/** `sqlite:FILE`. Refuses a schema from a newer program. */
export function openRegistrar(url: string): Promise<Registrar> {
  return openSqliteRegistrar(sqlitePath(url));
}

/** `sqlite:FOLDER`: one file a round. The folder is made when the first roll is. */
export function openRoll(url: string): Roll {
  return sqliteRoll(sqlitePath(url));
}

/** `sqlite:FOLDER`: some files a round. The folder is made when the first box is. */
export function openBallotBox(url: string): BallotBox {
  return sqliteBallotBox(sqlitePath(url));
}

/** `sqlite:FOLDER`, the same as the roll's: one file a key. */
export function openRoundKeys(url: string): RoundKeys {
  return fileRoundKeys(sqlitePath(url));
}

/** The absolute path behind `sqlite:`; a relative one counts from the working folder. */
export function sqlitePath(url: string): string {
  const [scheme = '', path = ''] = url.split(/:(.*)/s);
  if (scheme === 'mongodb' || scheme === 'mongodb+srv') throw new StoreUrlRefused('this version has no MongoDB engine');
  if (scheme !== 'sqlite' || path === '') throw new StoreUrlRefused(`"${url.replace(/\/\/[^@/]*@/, '//…@')}" names no store`);
  return resolve(path.replace(/^\/\/(?=\/)/, ''));
}
