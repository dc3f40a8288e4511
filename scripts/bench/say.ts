/** One figure in a line. */
export function say(name: string, figure: string, beside = ''): void {
  console.log(`  ${name.padEnd(48)} ${figure.padStart(10)}   ${beside}`.trimEnd());
}

/** A figure against its goal. */
export function verdict(figure: string, met: boolean, goal: string): void {
  say(figure, met ? 'met' : 'MISSED', `goal: ${goal}`);
}
