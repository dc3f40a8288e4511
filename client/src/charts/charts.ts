export { type AnswerBar, answerBars, answerBarsHeight } from './answer-bars.js';
export type { Draw } from './configuration.js';
export { Chart } from './drawn-chart.js';
export { heatMatrix, heatMatrixHeight } from './heat-matrix.js';
export { keepFile, type Picture, pictureOf } from './picture-file.js';
export { type RoundPoint, roundsLine } from './rounds-line.js';
export { FIRST_HIGH_STEP, HEAT_STEPS, heatRange, heatStep } from './scale.js';
export { type SignalBar, signalBars, signalBarsHeight } from './signal-bars.js';
export { type ChartTheme, useChartTheme } from './theme.js';
