/** Figures as SVG text: pure functions of plain numbers. @module */

export { bandPlot } from './band.ts';
export { type ColourBarOptions, colourBar } from './colour-bar.ts';
export { type FigureOptions, figure, smallMultiples, stack } from './figure.ts';
export * from './figures/index.ts';
export { type HeatMapOptions, heatMap, limitOf, MOST_RECTANGLES } from './heat-map.ts';
export { barPlot, type HistogramOptions, histogramBins } from './histogram.ts';
export { LEGEND_LINE, type LegendEntry, legend } from './legend.ts';
export { linePlot, stepPlot } from './line.ts';
export {
  circlePlot,
  horizontalRule,
  type NoteOptions,
  note,
  type RuleOptions,
  verticalRule,
} from './marks.ts';
export { type MatrixOptions, matrixFrame, matrixPlot } from './matrix.ts';
export { type Diverging, eiStroke, type Palette } from './palette.ts';
export { type Axis, type Box, equalFrame, type Frame, frameOf, xAxis, yAxis, yAxisRoom } from './panel.ts';
export { extentOf, type Interval, linearScale, niceTicks, pad, type Scale, type Ticks } from './scale.ts';
export {
  errorBars,
  type ScatterOptions,
  type Shape,
  scatterPlot,
  type TrajectoryOptions,
  trajectoryPlot,
} from './scatter.ts';
export { type Attributes, element, escapeText, label, type Svg, widthOf } from './svg.ts';
export { figureStyles, type Pen } from './theme.ts';
export {
  type ClassLabels,
  MOST_LINES,
  type Series,
  type TrialFigureOptions,
  trialFigure,
} from './trial-figure.ts';
