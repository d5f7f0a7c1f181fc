/** How figures look: colours for light and dark, fonts that every system has. @module */

import { element, type Svg } from './svg.ts';

/** The colours of a scheme: of lines, of text, of what stands back, of grids and of the paper. */
interface Scheme {
  readonly lines: readonly string[];
  readonly ink: string;
  readonly muted: string;
  readonly grid: string;
  readonly paper: string;
}

// Lines after Okabe and Ito (2008), made for all kinds of colour vision; those that are too light for white are darker
// here, and all are lighter on dark paper.
const LIGHT: Scheme = {
  lines: ['#0072b2', '#d55e00', '#008a64', '#b5528b', '#9a6a00', '#3d8fc4'],
  ink: '#1f2328',
  muted: '#59636e',
  grid: '#d1d9e0',
  paper: '#ffffff',
};
const DARK: Scheme = {
  lines: ['#56b4e9', '#f08a4b', '#3fc79f', '#e39ac4', '#e3b341', '#a5c8ff'],
  ink: '#e6edf3',
  muted: '#9198a1',
  grid: '#3d444d',
  paper: '#0d1117',
};

/** Lines of one figure that colour alone tells apart; more have dashes as well. */
export const COLOURS: number = LIGHT.lines.length;

/** The colours of cells, above and below zero: both are seen on white and on dark paper. */
export const ABOVE: readonly [number, number, number] = [31, 143, 214];
export const BELOW: readonly [number, number, number] = [224, 112, 26];

/** Plain colours rather than variables of CSS, which programs that turn SVG into PDF do not know. */
const rulesOf = ({ lines, ink, muted, grid, paper }: Scheme): string =>
  [
    `.fig text{fill:${ink}}.fig .small{fill:${muted}}.fig .paper{fill:${paper}}`,
    `.fig .axis,.fig .border{stroke:${muted}}.fig .grid{stroke:${grid}}`,
    ...lines.map((colour, i) => `.fig .c${i}{stroke:${colour}}`),
  ].join('');

const CSS = [
  '.fig text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}',
  '.fig .small{font-size:11px}.fig .head{font-size:14px;font-weight:600}',
  '.fig path{fill:none}.fig .line{stroke-width:1.5;stroke-linejoin:round}',
  '.fig .border{stroke-dasharray:3 3;opacity:.7}.fig .frame{fill:none}',
  rulesOf(LIGHT),
  `@media screen and (prefers-color-scheme:dark){${rulesOf(DARK)}}`,
].join('');

/** The style element of a figure. */
export const styleSheet: Svg = element('style', {}, CSS);

const DASHES = [undefined, '6 3', '2 3', '8 3 2 3'];

/** How line i is drawn: its colour, and dashes once the colours are used up. */
export function strokeOf(i: number): { class: string; 'stroke-dasharray': string | undefined } {
  const dashes = DASHES[Math.floor(i / COLOURS) % DASHES.length];
  return { class: `line c${i % COLOURS}`, 'stroke-dasharray': dashes };
}
