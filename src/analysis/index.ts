/** What a network has learned: selectivity, behaviour, components, fixed points, lesions, clusters. @module */

export { type Aligned, type AlignOptions, alignTo } from './alignment.ts';
export { type Average, averageBy, type Tuning, tuning } from './averages.ts';
export { type Chronometric, chronometric } from './chronometric.ts';
export { type ClusterOptions, type ClusterScore, clusterUnits, type UnitClusters } from './clusters.ts';
export type { ConditionValue } from './conditions.ts';
export {
  findFixedPoints,
  type NetworkFixedPointOptions,
  type NetworkPoint,
  type NetworkReadings,
} from './fixed-point-networks.ts';
export { type DrawStartsOptions, drawStarts } from './fixed-point-starts.ts';
export { recordedStates } from './fixed-point-state.ts';
export {
  type FixedPoint,
  type FixedPointOptions,
  type FixedPoints,
  type FoundPoint,
  findFixedPointsOf,
} from './fixed-points.ts';
export { jacobianAt, type StateMap } from './jacobians.ts';
export { type Clustering, type KMeansOptions, kMeans } from './k-means.ts';
export { type LesionOptions, type LesionRow, type LesionTable, lesionTable } from './lesions.ts';
export type { Mean } from './mean.ts';
export type { Measured, MeasuredRow } from './measured.ts';
export { type Pca, type PcaOptions, pca } from './pca.ts';
export { type Performance, performanceBy } from './performance.ts';
export {
  type CurrentPulse,
  type PerturbationOptions,
  type PerturbationRow,
  type PerturbationTable,
  perturbationTable,
} from './perturbations.ts';
export { populations, type ScaleOptions, scalePopulation, type UnitGroups } from './populations.ts';
export type { Level } from './probit.ts';
export { type Proportion, proportion } from './proportion.ts';
export { type PsychometricPoint, type PsychometricPoints, psychometric } from './psychometric.ts';
export {
  type BootstrapPsychometricOptions,
  bootstrapPsychometric,
  type PsychometricIntervals,
} from './psychometric-bootstrap.ts';
export {
  type Estimate,
  type FitPsychometricOptions,
  type FitStatus,
  fitPsychometric,
  type Interval,
  type PsychometricFit,
  psychometricCurve,
} from './psychometric-fit.ts';
export { enumerateFixedPoints, type ReluFixedPoint, type ReluFixedPoints } from './relu-fixed-points.ts';
export { type ResponseOptions, type Responses, responses } from './responses.ts';
export { choiceSelectivity, selectivity } from './selectivity.ts';
export {
  type MostSelective,
  type MostSelectiveOptions,
  mostSelective,
  sortBySelectivity,
} from './selectivity-order.ts';
export {
  type MeanWeight,
  type PreferenceWeights,
  preferenceConnectivity,
  type UnitSign,
} from './selectivity-weights.ts';
export { type Silhouette, silhouette } from './silhouette.ts';
export {
  type StepSpectrum,
  type StepSpectrumOptions,
  stepSpectrum,
  type WeightSpectrum,
  weightSpectrum,
} from './spectrum.ts';
export { type TargetedAxes, type TargetedOptions, targetedAxes } from './targeted.ts';
export type { Regressors } from './targeted-regression.ts';
export {
  type ActiveOptions,
  fractionalTaskVariance,
  type TaskVarianceOptions,
  type TaskVarianceTable,
  taskVariance,
  taskVarianceTable,
} from './task-variance.ts';
export type { StepSpan, TrialSpan } from './trials.ts';
