import { Chart } from './chart-js.js';
import type { Draw } from './configuration.js';
import { linesOf } from './lines.js';
import type { ChartTheme } from './theme.js';

/** A chart as a file of its own: what it is called and what it says go with it, wherever it is pasted. */
export interface Picture {
  title: string;
  sentence: string;
  /** The organisation's round, and how to read the numbers. */
  foot: string;
  draw: Draw;
  /** In CSS pixels; the file has twice as many. */
  height: number;
}

const WIDTH = 1000;
const MARGIN = 28;
const INNER = WIDTH - 2 * MARGIN;
const DENSITY = 2;
const TITLE = 27;
/** Between the title and what follows. */
const GAP = 7;
const LINE = 21;
const FOOT = 26;

/** Draws the picture in the theme given, as a PNG. */
export async function pictureOf({ title, sentence, foot, draw, height }: Picture, theme: ChartTheme): Promise<Blob> {
  const sheet = document.createElement('canvas');
  const ink = sheet.getContext('2d');
  if (!ink) throw new Error('This browser draws no pictures.');
  const [heading, body] = [`650 21px ${theme.font}`, `15px ${theme.font}`];
  const titles = linesIn(ink, heading, title);
  const lines = linesIn(ink, body, sentence);
  const head = MARGIN + titles.length * TITLE + GAP;
  const top = head + lines.length * LINE + 10;
  sheet.width = WIDTH * DENSITY;
  sheet.height = (top + height + FOOT + MARGIN) * DENSITY;
  ink.scale(DENSITY, DENSITY);
  ink.fillStyle = theme.surface;
  ink.fillRect(0, 0, sheet.width, sheet.height);
  ink.textBaseline = 'top';
  ink.direction = theme.direction;
  for (const [at, line] of titles.entries()) write(ink, theme.text, heading, line, MARGIN + at * TITLE);
  for (const [at, line] of lines.entries()) write(ink, theme.text, body, line, head + at * LINE);
  ink.drawImage(drawn(draw, theme, height), MARGIN, top, INNER, height);
  write(ink, theme.muted, `12px ${theme.font}`, foot, top + height + 12);
  return new Promise((keep, refuse) =>
    sheet.toBlob((file) => (file ? keep(file) : refuse(new Error('No picture came out.'))), 'image/png'),
  );
}

function linesIn(ink: CanvasRenderingContext2D, font: string, text: string): string[] {
  ink.font = font;
  return linesOf(text, (line) => ink.measureText(line).width <= INNER);
}

function write(ink: CanvasRenderingContext2D, colour: string, font: string, text: string, y: number): void {
  ink.fillStyle = colour;
  ink.font = font;
  ink.fillText(text, ink.direction === 'rtl' ? WIDTH - MARGIN : MARGIN, y);
}

/** The chart alone, kept from Chart.js, which clears a canvas that it leaves. */
function drawn(draw: Draw, theme: ChartTheme, height: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = INNER;
  canvas.height = height;
  canvas.dir = theme.direction;
  const config = draw(theme);
  const chart = new Chart(canvas, { ...config, options: { ...config.options, responsive: false, devicePixelRatio: DENSITY } });
  const copy = document.createElement('canvas');
  copy.width = canvas.width;
  copy.height = canvas.height;
  copy.getContext('2d')?.drawImage(canvas, 0, 0);
  chart.destroy();
  return copy;
}

/** Offers a file for keeping. */
export function keepFile(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
