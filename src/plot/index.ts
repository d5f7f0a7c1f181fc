/** Figures as SVG text: pure functions of plain numbers. @module */

export {
  type FigureOptions,
  figure,
  legend,
  smallMultiples,
  stack,
} from './figure.ts';
export { colourBar, heatMap, limitOf, MOST_RECTANGLES } from './heat-map.ts';
export { linePlot, stepPlot } from './line.ts';
export { type Axis, type Box, type Frame, frameOf, xAxis, yAxis } from './panel.ts';
export { extentOf, type Interval, linearScale, niceTicks, pad, type Scale, type Ticks } from './scale.ts';
export { type Attributes, element, escapeText, label, type Svg } from './svg.ts';
export {
  type ClassLabels,
  MOST_LINES,
  type Series,
  type TrialFigureOptions,
  trialFigure,
} from './trial-figure.ts';
