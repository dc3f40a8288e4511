/** How many shades the heat scale has. */
export const HEAT_STEPS = 8;
/** From this shade on the text on it is the other one. */
export const FIRST_HIGH_STEP = 5;
const POINTS_A_STEP = 10;

/** The shade of a score of 0..100: one for each ten points, the last for 70 and more. */
export function heatStep(points: number): number {
  return Math.min(HEAT_STEPS - 1, Math.max(0, Math.floor(points / POINTS_A_STEP)));
}

/** The scores that share a shade, for the legend: both ends included. */
export function heatRange(step: number): [low: number, high: number] {
  return [step * POINTS_A_STEP, step === HEAT_STEPS - 1 ? 100 : (step + 1) * POINTS_A_STEP - 1];
}
