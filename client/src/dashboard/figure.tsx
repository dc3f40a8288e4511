import { type ReactNode, useId, useState } from 'react';
import { Chart, type Draw, keepFile, pictureOf, useChartTheme } from '../charts/charts.js';
import { Button } from '../ui/button.js';
import styles from './figure.module.css';
import { useDashboardWords } from './language/words.js';

interface FigureProps {
  title: string;
  /** What the chart says, in words. */
  sentence: string;
  /** The round and organisation, for the foot of the picture. */
  foot: string;
  /** Left out where there is nothing to draw: then the table alone is shown, and there is no picture to keep. */
  draw?: Draw | undefined;
  height: number;
  /** The same numbers as a table, behind a switch; a figure that is a table itself has none. */
  table?: ReactNode;
  /** In place of the chart, where the page shows the same better than a canvas could; the picture is still drawn. */
  children?: ReactNode;
  /** One more tool beside the others. */
  tool?: ReactNode;
}

/** A chart with its name, its sentence, its table and its picture. */
export function Figure({ title, sentence, foot, draw, height, table, children, tool }: FigureProps) {
  const t = useDashboardWords();
  const theme = useChartTheme();
  const heading = useId();
  const [asTable, setAsTable] = useState(false);
  const keepPicture = async (draw: Draw) =>
    keepFile(await pictureOf({ title, sentence, foot, draw, height }, theme), `${fileName(title)}.png`);
  return (
    <figure className={styles.figure} aria-labelledby={heading}>
      <div className={styles.head}>
        <h2 id={heading} className={styles.title} dir="auto">
          {title}
        </h2>
        <div className={styles.tools}>
          {tool}
          {draw ? (
            <span className={styles.always}>
              {table ? (
                <Button
                  small
                  look="quiet"
                  aria-label={t(asTable ? 'figure.chartOf' : 'figure.tableOf', { title })}
                  onPress={() => setAsTable(!asTable)}
                >
                  {t(asTable ? 'figure.chart' : 'figure.table')}
                </Button>
              ) : null}
              <Button small look="quiet" aria-label={t('figure.pictureOf', { title })} onPress={() => keepPicture(draw)}>
                {t('figure.picture')}
              </Button>
            </span>
          ) : null}
        </div>
      </div>
      <figcaption className={styles.sentence}>{sentence}</figcaption>
      {draw && !(asTable && table)
        ? (children ?? <Chart draw={draw} height={height} name={t('figure.named', { title, sentence })} />)
        : table}
    </figure>
  );
}

/** Longer names are refused by file systems, and the title stands in the picture. */
const LONGEST_NAME = 80;

function fileName(title: string): string {
  return title
    .toLowerCase()
    .slice(0, LONGEST_NAME)
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
}
