/** Colours of cells: two hues that meet at zero, or one ramp for what is never negative. @module */

import type { Colour } from './png.ts';
import type { Pen } from './theme.ts';

/** Colours on either side of zero: blue above in both; orange below, or red as in the papers of the field. */
export type Diverging = 'blue-orange' | 'red-blue';

/** Colours of a heat map: 'sequential' is for values that are never negative, such as rates. */
export type Palette = Diverging | 'sequential';

type Rgb = readonly [red: number, green: number, blue: number];

// All are seen on white and on dark paper.
const ABOVE: Rgb = [31, 143, 214];
const BELOW: Readonly<Record<Diverging, Rgb>> = { 'blue-orange': [224, 112, 26], 'red-blue': [217, 56, 62] };

// Quarters of the ramp cividis of Nuñez, Anderton and Renslow (2018), which lightness alone, and all kinds of colour
// vision, put in order; between them it is linear here.
const RAMP: readonly Rgb[] = [
  [0, 34, 78],
  [67, 78, 108],
  [125, 124, 120],
  [188, 174, 108],
  [254, 232, 56],
];

/** Steps from the first colour of a palette to its last. */
export const STEPS = 128;

/** The entry of a palette for values that are not finite. */
export const NOTHING: number = STEPS + 1;

function rampAt(share: number): Colour {
  const at = share * (RAMP.length - 1);
  const k = Math.min(Math.floor(at), RAMP.length - 2);
  const mixed = RAMP[k].map((from, c) => Math.round(from + (at - k) * (RAMP[k + 1][c] - from)));
  return [mixed[0], mixed[1], mixed[2], 255];
}

/** The colours of a palette, from the lowest to the highest, then that of `NOTHING`. Diverging ones are transparent at zero. */
export function coloursOf(palette: Palette): readonly Colour[] {
  const colours = Array.from({ length: STEPS + 1 }, (_, i): Colour => {
    if (palette === 'sequential') return rampAt(i / STEPS);
    const share = (2 * i) / STEPS - 1;
    const [red, green, blue] = share > 0 ? ABOVE : BELOW[palette];
    return [red, green, blue, Math.round(255 * Math.abs(share))];
  });
  return [...colours, [0, 0, 0, 0]];
}

/** The entry of a palette for a value: colours end at `limit`, and at minus `limit` or, sequential ones, at zero. */
export function entryOf(value: number, limit: number, palette: Palette): number {
  if (!Number.isFinite(value)) return NOTHING;
  const share = limit > 0 ? Math.max(-1, Math.min(1, value / limit)) : 0;
  return palette === 'sequential'
    ? Math.round(Math.max(0, share) * STEPS)
    : Math.round(((share + 1) / 2) * STEPS);
}

/** The pen of excitatory units (blue) and of inhibitory ones (orange, or red as in the papers). */
export function eiStroke(population: 'E' | 'I', palette: Diverging = 'blue-orange'): Pen {
  if (population === 'E') return 0;
  return palette === 'red-blue' ? 'red' : 1;
}
