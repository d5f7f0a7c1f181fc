/** The figures of an experiment, each by one call: plain numbers in, an SVG document out. @module */

export { type UnitActivityFigureOptions, unitActivityFigure } from './activity.ts';
export {
  type AveragesFigureOptions,
  averagesFigure,
  type TuningCurve,
  type TuningFigureOptions,
  tuningFigure,
} from './averages.ts';
export {
  type Block,
  type ConnectivityFigureOptions,
  type ConnectivityOptions,
  connectivityFigure,
  type StructuredConnectivityFigureOptions,
  structuredConnectivityFigure,
} from './connectivity.ts';
export type { FigureCommon } from './layout.ts';
export { type LossCourse, type LossFigureOptions, lossFigure } from './loss.ts';
export {
  type ConditionPerformance,
  type LesionEffect,
  type LesionFigureOptions,
  lesionFigure,
  type PerformanceFigureOptions,
  performanceFigure,
} from './performance.ts';
export type { Period } from './periods.ts';
export {
  type ChronometricFigureOptions,
  type Curve,
  chronometricFigure,
  type FractionPoint,
  type PsychometricFigureOptions,
  psychometricFigure,
  type TimePoint,
} from './psychometric.ts';
export { type SelectivityFigureOptions, selectivityFigure } from './selectivity.ts';
export { type ComplexNumbers, type SpectrumFigureOptions, spectrumFigure } from './spectrum.ts';
export { type TaskVarianceFigureOptions, taskVarianceFigure } from './task-variance.ts';
export {
  type PlanePoint,
  type TrajectoriesFigureOptions,
  type Trajectory,
  trajectoriesFigure,
} from './trajectories.ts';
export { type SampleTrial, type SampleTrialsFigureOptions, sampleTrialsFigure } from './trials.ts';
export { type WeightsFigureOptions, weightsBeforeAfterFigure } from './weights.ts';
