/** Chance that can be had again: for samples and benchmarks only, never for keys or ids. */
export interface Seeded {
  /** From 0 up to, not including, 1. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
}

/** Mulberry32 (Tommy Ettinger's 32-bit generator), and Box and Muller's transform for the normal distribution. */
export function seeded(seed: number): Seeded {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}
