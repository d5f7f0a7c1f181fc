/** Words of page and worker. @module */

/** A number of steps in words: `1 step`, `20 steps`. */
export const stepsText = (n: number): string => (n === 1 ? '1 step' : `${n} steps`);
