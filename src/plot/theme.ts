/** How figures look: colours for light and dark, fonts that every system has. @module */

import { element, type Svg } from './svg.ts';

/** The colours of a scheme: of lines, of text, of what stands back, of grids and of the paper. */
interface Scheme {
  readonly lines: readonly string[];
  readonly red: string;
  readonly ink: string;
  readonly muted: string;
  readonly grid: string;
  readonly paper: string;
}

// Lines after Okabe and Ito (2008), made for all kinds of colour vision; those that are too light for white are darker
// here, and all are lighter on dark paper.
const LIGHT: Scheme = {
  lines: ['#0072b2', '#d55e00', '#008a64', '#b5528b', '#9a6a00', '#3d8fc4'],
  red: '#c8232c',
  ink: '#1f2328',
  muted: '#59636e',
  grid: '#d1d9e0',
  paper: '#ffffff',
};
const DARK: Scheme = {
  lines: ['#56b4e9', '#f08a4b', '#3fc79f', '#e39ac4', '#e3b341', '#a5c8ff'],
  red: '#ff7b72',
  ink: '#e6edf3',
  muted: '#9198a1',
  grid: '#3d444d',
  paper: '#0d1117',
};

/** Lines of one figure that colour alone tells apart; more have dashes as well. */
export const COLOURS: number = LIGHT.lines.length;

/** What a mark is drawn with: the i-th colour of a figure, or one with a meaning of its own; 'reference' is muted and dashed. */
export type Pen = number | 'red' | 'ink' | 'muted' | 'reference';

/** Plain colours rather than variables of CSS, which programs that turn SVG into PDF do not know. */
function rulesOf({ lines, red, ink, muted, grid, paper }: Scheme, figure: string): string {
  const pens = [...lines.map((colour, i) => [`c${i}`, colour]), ['red', red], ['ink', ink], ['muted', muted]];
  return [
    `${figure} text{fill:${ink}}${figure} .small{fill:${muted}}${figure} .paper{fill:${paper}}`,
    `${figure} .axis,${figure} .border{stroke:${muted}}${figure} .grid{stroke:${grid}}${figure} .division{stroke:${ink}}`,
    // Lines have no fill and areas no stroke, so one rule serves both.
    ...pens.map(([pen, colour]) => `${figure} .${pen}{stroke:${colour};fill:${colour}}`),
  ].join('');
}

const CSS = [
  '.fig text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}',
  '.fig .small{font-size:11px}.fig .head{font-size:14px;font-weight:600}',
  '.fig path{fill:none}.fig .line{stroke-width:1.5;stroke-linejoin:round;fill-opacity:0}',
  '.fig .area,.fig .band{stroke-width:0}.fig .band{fill-opacity:.22}',
  '.fig .border{stroke-dasharray:3 3;opacity:.7}.fig .frame{fill:none}',
  rulesOf(LIGHT, '.fig'),
  `@media screen and (prefers-color-scheme:dark){${rulesOf(DARK, '.fig')}}`,
].join('');

/** The style element of a figure. */
export const styleSheet: Svg = element('style', {}, CSS);

/**
 * The style sheet of pages that hold several figures: it stands there once, and the figures are made with `styles: false`.
 * Inside an element of class `light` or `dark` they follow it rather than the reader's system; they print light.
 */
export const figureStyles: string = [
  CSS,
  rulesOf(LIGHT, '.light .fig'),
  `@media screen{${rulesOf(DARK, '.dark .fig')}}`,
].join('');

const DASHES = [undefined, '6 3', '2 3', '8 3 2 3'];

const classOf = (pen: Pen): string => {
  if (typeof pen === 'number') return `c${pen % COLOURS}`;
  return pen === 'reference' ? 'muted' : pen;
};

/** How a line is drawn: its colour, and dashes once the colours are used up. */
export function strokeOf(pen: Pen): { class: string; 'stroke-dasharray': string | undefined } {
  const dashes = typeof pen === 'number' ? Math.floor(pen / COLOURS) : Number(pen === 'reference');
  return { class: `line ${classOf(pen)}`, 'stroke-dasharray': DASHES[dashes % DASHES.length] };
}

/** How an area is filled, or what is translucent: from the seventh on, colours come back. */
export function fillOf(pen: Pen, kind: 'area' | 'band' = 'area'): { class: string } {
  return { class: `${kind} ${classOf(pen)}` };
}
