import { useSyncExternalStore } from 'react';
import { flushSync } from 'react-dom';
import { FIRST_HIGH_STEP, HEAT_STEPS } from './scale.js';
import './scale.css';

/** The colours, the type face and the direction that charts are drawn in: the page's own. */
export interface ChartTheme {
  text: string;
  muted: string;
  line: string;
  surface: string;
  accent: string;
  bar: string;
  whisker: string;
  hatch: string;
  /** Shade and text colour by step of the heat scale. */
  heat: readonly { fill: string; text: string }[];
  font: string;
  /** Which way the page reads: charts begin at its start, as the page does. */
  direction: 'ltr' | 'rtl';
}

const themes = new Map<string, ChartTheme>();

/** The theme by its name; each is read once, while its tokens hold. */
function readTheme(name: string): ChartTheme {
  const known = themes.get(name);
  if (known) return known;
  const style = getComputedStyle(document.documentElement);
  const token = (property: string) => style.getPropertyValue(property).trim();
  const theme: ChartTheme = {
    text: token('--text'),
    muted: token('--text-muted'),
    line: token('--line'),
    surface: token('--surface-raised'),
    accent: token('--accent'),
    bar: token('--chart-bar'),
    whisker: token('--chart-whisker'),
    hatch: token('--hatch'),
    heat: Array.from({ length: HEAT_STEPS }, (_, step) => ({
      fill: token(`--heat-${step}`),
      text: token(step < FIRST_HIGH_STEP ? '--heat-text-low' : '--heat-text-high'),
    })),
    font: token('--font') || 'sans-serif',
    direction: document.documentElement.dir === 'rtl' ? 'rtl' : 'ltr',
  };
  themes.set(name, theme);
  return theme;
}

const nameNow = () => document.documentElement.dataset.theme ?? 'light';

/** Paper is white: while printing the page is light, and charts are drawn anew before the first sheet. */
function onTheme(changed: () => void): () => void {
  let before: string | undefined;
  const toPaper = () => {
    before = nameNow();
    document.documentElement.dataset.theme = 'light';
    flushSync(changed);
  };
  const back = () => {
    if (before !== undefined) document.documentElement.dataset.theme = before;
    before = undefined;
  };
  const watch = new MutationObserver(changed);
  watch.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  window.addEventListener('beforeprint', toPaper);
  window.addEventListener('afterprint', back);
  return () => {
    watch.disconnect();
    window.removeEventListener('beforeprint', toPaper);
    window.removeEventListener('afterprint', back);
  };
}

/** The theme of the page as it stands, and again when it changes. */
export function useChartTheme(): ChartTheme {
  return readTheme(useSyncExternalStore(onTheme, nameNow));
}
