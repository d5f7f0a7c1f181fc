/** Eigenvalues in the complex plane. @module */

import { circlePlot, horizontalRule, note, verticalRule } from '../marks.ts';
import { equalFrame, type Frame, xAxis, yAxis } from '../panel.ts';
import { extentOf, pad } from '../scale.ts';
import { scatterPlot } from '../scatter.ts';
import type { Svg } from '../svg.ts';
import { BELOW_AXIS, type FigureCommon, layOut, RIGHT } from './layout.ts';
import { count, say } from './words.ts';

/** Complex numbers. */
export interface ComplexNumbers {
  readonly re: ArrayLike<number>;
  readonly im: ArrayLike<number>;
}

/** What the figure of a spectrum shows. */
export interface SpectrumFigureOptions extends FigureCommon {
  /** Eigenvalues before training. */
  readonly before?: ComplexNumbers | undefined;
  readonly after: ComplexNumbers;
  /**
   * dt / tau, to draw the border |1 - alpha + alpha lambda| = 1 within which a mode of the step decays: a circle around
   * 1 - 1 / alpha, through 1, of which a part may be in view. The unit circle, for eigenvalues of a step, has 1.
   */
  readonly alpha?: number | undefined;
  /** A real part to mark, such as 0 for a Jacobian in continuous time. */
  readonly line?: number | undefined;
}

// Left of the frame: labels such as '−1.5' and the title.
const LEFT = 64;
const HIGHEST = 380;

/** What is said of eigenvalues: how many, the largest magnitude, and how many are beyond what is drawn. */
function sayValues({ re, im }: ComplexNumbers, { alpha, line }: SpectrumFigureOptions): string {
  const magnitudes = Array.from(re, (value, i) => Math.hypot(value, im[i]));
  const largest = magnitudes.reduce((most, each) => Math.max(most, each), 0);
  const right = line === undefined ? 0 : Array.from(re).filter((value) => value > line).length;
  return [
    `${count(re.length, 'eigenvalue')}, the largest of magnitude ${say(largest)}`,
    alpha === undefined
      ? ''
      : `, ${Array.from(re).filter((x, i) => Math.hypot(1 - alpha + alpha * x, alpha * im[i]) > 1).length} outside the border`,
    line === undefined ? '' : `, ${right} right of real part ${say(line)}`,
  ].join('');
}

/** Draws eigenvalues in the complex plane, both axes at one scale: rings before training and dots after it. */
export function spectrumFigure(options: SpectrumFigureOptions): string {
  const { before, after, alpha, line } = options;
  const both = before === undefined ? [after] : [before, after];
  const of = (key: 're' | 'im'): number[] => both.flatMap((each) => Array.from(each[key]));
  const x = pad(
    extentOf([...of('re'), ...(alpha === undefined ? [] : [1]), ...(line === undefined ? [] : [line])]),
  );
  const y = pad(extentOf([...of('im'), 0]));
  const empty = of('re').length === 0;
  const marks = (frame: Frame): Svg =>
    [
      horizontalRule(frame, 0),
      alpha === undefined ? '' : circlePlot(frame, 1 - 1 / alpha, 0, 1 / alpha),
      line === undefined ? '' : verticalRule(frame, line, { dashed: true }),
      before === undefined ? '' : scatterPlot(frame, before.re, before.im, { i: 1, shape: 'ring' }),
      scatterPlot(frame, after.re, after.im, { i: 0, radius: 2.5 }),
    ].join('');
  const first = before === undefined ? '' : `before training ${sayValues(before, options)}; after it `;
  return layOut(
    options,
    {
      title: before === undefined ? 'Spectrum' : 'Spectrum before and after training',
      description: empty ? 'No data.' : `In the complex plane: ${first}${sayValues(after, options)}.`,
      legend:
        before === undefined
          ? []
          : [
              { name: 'before training', i: 1, mark: 'ring' },
              { name: 'after training', i: 0, mark: 'dot' },
            ],
    },
    (top, width) => {
      const room = Math.max(40, width - LEFT - RIGHT);
      const [long, high] = [x[1] - x[0], y[1] - y[0]];
      const scale = Math.min(room / long, Math.min(HIGHEST, room) / high);
      // A spectrum on the real line has a frame nonetheless.
      const [across, height] = [long, high].map((length) => Math.max(Math.min(240, room), length * scale));
      const frame = equalFrame({ x: LEFT, y: top, width: across, height }, x, y);
      return {
        bottom: top + height + BELOW_AXIS,
        svg: [
          yAxis(frame, { domain: frame.yDomain, title: 'Imaginary part', titleAt: LEFT - 16 }),
          xAxis(frame, { domain: frame.xDomain, title: 'Real part', most: 8 }),
          empty ? note(frame, 'no data') : marks(frame),
        ].join(''),
      };
    },
  );
}
