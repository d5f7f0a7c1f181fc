/** Published experiments as they are trained: tasks, networks, losses and stopping rules together. @module */

export { type CheckedDataOptions, checkedData } from './checked-data.ts';
export { type Learned, type LearnOptions, learnTask } from './learn-task.ts';
export { type MeanStop, type MeanStopOptions, stopAtMean } from './mean-stop.ts';
export {
  type PycogFit,
  type PycogFitOptions,
  type PycogName,
  type PycogPreset,
  type PycogPresetOptions,
  pycogFit,
  pycogNames,
  pycogPreset,
} from './pycog.ts';
export type { PycogConditions } from './pycog-recipes.ts';
