/** Tasks of pycog's examples (Song, Yang and Wang 2016). @module */

export { type LeeConditions, type LeeOptions, lee, leeSequences } from './lee.ts';
export { type ManteConditions, type ManteOptions, mante } from './mante.ts';
export { type MultisensoryConditions, type MultisensoryOptions, multisensory } from './multisensory.ts';
export { type RdmConditions, type RdmOptions, type RdmTask, rdm, rdmRt, rdmVarstim } from './rdm.ts';
export { type RomoConditions, type RomoOptions, romo, romoWorstCondition } from './romo.ts';
export { type SinewaveConditions, type SinewaveOptions, sinewave } from './sinewave.ts';
export type { CatchConditions, TwoChoiceOptions } from './two-choice.ts';
export { accuracyWithin, batchRmse } from './within-error.ts';
