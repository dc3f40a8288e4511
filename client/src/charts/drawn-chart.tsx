import { useEffect, useRef } from 'react';
import styles from './chart.module.css';
import { Chart as ChartJs } from './chart-js.js';
import type { Draw } from './configuration.js';
import { useChartTheme } from './theme.js';

/** Mounts one chart. `name` is what a screen reader says of it: the numbers themselves are in the table beside it. */
export function Chart({ draw, height, name }: { draw: Draw; height: number; name: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useChartTheme();
  useEffect(() => {
    if (!canvas.current) return;
    const chart = new ChartJs(canvas.current, draw(theme));
    return () => chart.destroy();
  }, [draw, theme]);
  return (
    <div className={styles.box} style={{ blockSize: height }}>
      <canvas ref={canvas} role="img" aria-label={name} />
    </div>
  );
}
