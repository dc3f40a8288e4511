import type { EngineName } from './engines.js';

/** One figure as it is printed. Numbers come with their unit. */
export interface Figure {
  name: string;
  engine: EngineName;
  processes: number;
  value: string;
  /** What it is held against, measured in the same run, and what that is; or what spoils the figure. */
  limit?: string;
  ratio?: number;
  goal?: Goal;
  /** What is worth knowing beside it; not in the table. */
  beside?: string;
}

export interface Goal {
  words: string;
  met: boolean;
}

const HEAD = ['figure', 'engine', 'processes', 'value', 'ratio', 'goal', '', 'limit'];
/** In a figure of so many columns, those with numbers. */
const NUMBERS = new Set([3, 4]);

/** Prints each figure when it is there, and all of them together at the end. */
export class Figures {
  readonly #all: Figure[] = [];

  note(figure: Figure): void {
    this.#all.push(figure);
    const { name, engine, processes, value, beside = '' } = figure;
    const [, , , , ratio, goal, met, limit] = cells(figure);
    const rest = [limit, ratio && `ratio ${ratio}`, met && `${met}, goal: ${goal}`, beside].filter(Boolean).join('; ');
    console.log(`  ${`${name}, ${engine}, ${processesOf(processes)}`.padEnd(80)} ${value.padStart(9)}   ${rest}`.trimEnd());
  }

  /** The table, one line a figure; figures of the same name stand together. */
  table(): string {
    const names = [...new Set(this.#all.map(({ name }) => name))];
    const rows = names.flatMap((name) => this.#all.filter((figure) => figure.name === name)).map(cells);
    const widths = HEAD.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)));
    const line = (row: readonly string[]) =>
      row.map((cell, column) => (NUMBERS.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0))).join('  ');
    return [HEAD, ...rows].map((row) => line(row).trimEnd()).join('\n');
  }
}

function cells({ name, engine, processes, value, limit = '', ratio, goal }: Figure): string[] {
  const met = goal ? (goal.met ? 'met' : 'MISSED') : '';
  return [name, engine, String(processes), value, ratio === undefined ? '' : ratio.toFixed(2), goal?.words ?? '', met, limit];
}

function processesOf(processes: number): string {
  return processes === 1 ? '1 process' : `${processes} processes`;
}

/** A number without decimals, thousands apart. */
export function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}

export function atLeast(value: number, least: number): Goal {
  return { words: `${least} or more`, met: value >= least };
}

export function atMost(value: number, most: number, unit = ''): Goal {
  return { words: `at most ${most} ${unit}`.trimEnd(), met: value <= most };
}

export function under(value: number, bound: number, unit: string): Goal {
  return { words: `under ${bound} ${unit}`, met: value < bound };
}
