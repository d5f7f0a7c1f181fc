/** What sets the eleven examples of pycog apart (Song, Yang and Wang 2016, and the files of its examples). @module */

import type { DescribedTask } from '../tasks/core/define-task.ts';
import type { TrialBatch } from '../tasks/core/task.ts';
import { type LeeConditions, lee } from '../tasks/pycog/lee.ts';
import { type ManteConditions, mante } from '../tasks/pycog/mante.ts';
import { type MultisensoryConditions, multisensory } from '../tasks/pycog/multisensory.ts';
import { type RdmConditions, rdm, rdmRt, rdmVarstim } from '../tasks/pycog/rdm.ts';
import { type RomoConditions, romo, romoWorstCondition } from '../tasks/pycog/romo.ts';
import { type SinewaveConditions, sinewave } from '../tasks/pycog/sinewave.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { MeanStop } from './mean-stop.ts';
import {
  areasMasks,
  daleRecipe,
  fixedMasks,
  multisensoryMasks,
  type NetworkRecipe,
  romoMasks,
} from './pycog-networks.ts';

/** The conditions of the trials of each example. */
export interface PycogConditions {
  sinewave: SinewaveConditions;
  rdmDense: RdmConditions;
  rdmNodale: RdmConditions;
  rdmFixed: RdmConditions;
  rdmVarstim: RdmConditions;
  rdmRt: RdmConditions;
  mante: ManteConditions;
  manteAreas: ManteConditions;
  multisensory: MultisensoryConditions;
  romo: RomoConditions;
  lee: LeeConditions;
}

/** The values of conditions that checks go through, the first name fastest, and whether a catch trial stands before them. */
export interface Factors {
  readonly catchTrial: boolean;
  readonly values: { readonly [name: string]: readonly (number | string)[] };
}

/** What sets one example apart. */
export interface Recipe<C extends object> {
  readonly task: () => DescribedTask<C, 'values'>;
  readonly testTask?: () => DescribedTask<C, 'values'>;
  readonly nRec: number;
  readonly network: NetworkRecipe;
  /** 20 by default. */
  readonly batchSize?: number;
  readonly checkTrials: number;
  readonly factors: Factors;
  readonly measure: 'accuracy' | 'error' | ((batch: TrialBatch<C, 'values'>, z: Tensor) => number);
  readonly stop: MeanStop;
}

/** The conditions of trial 0, 1, .. of a check: pycog's order, all of them in turn. */
export function conditionOfCheck({ catchTrial, values }: Factors, trial: number): object {
  const names = Object.keys(values);
  const count = names.reduce((product, name) => product * values[name].length, 1);
  const place = trial % (count + (catchTrial ? 1 : 0));
  if (catchTrial && place === 0) return { catchTrial: true };
  let rest = catchTrial ? place - 1 : place;
  const chosen = names.map((name) => {
    const { length } = values[name];
    const value = values[name][rest % length];
    rest = Math.floor(rest / length);
    return [name, value] as const;
  });
  return { ...(catchTrial ? { catchTrial: false } : {}), ...Object.fromEntries(chosen) };
}

// The untrained network chooses by its bias, half of the time rightly.
const fiveAbove = (atLeast: number): MeanStop => ({ over: 5, atLeast, first: 0.5 });

/** Ends training when the root mean squared error of a check is at most 0.05. */
const smallError: MeanStop = { over: 1, atLeast: -0.05 };

const rdmRecipe: Recipe<RdmConditions> = {
  task: rdm,
  testTask: () => rdm({ timing: { fixation: 300 } }),
  nRec: 100,
  network: daleRecipe,
  checkTrials: 1100,
  factors: { catchTrial: true, values: { coherence: [1, 2, 4, 8, 16], groundTruth: [0, 1] } },
  measure: 'accuracy',
  stop: fiveAbove(0.85),
};

const manteRecipe: Recipe<ManteConditions> = {
  task: mante,
  testTask: () => mante({ timing: { fixation: 400 } }),
  nRec: 150,
  network: daleRecipe,
  batchSize: 50,
  checkTrials: 3650,
  factors: {
    catchTrial: true,
    values: {
      context: ['motion', 'colour'],
      motionCoherence: [1, 3, 10],
      colourCoherence: [1, 3, 10],
      motion: [0, 1],
      colour: [0, 1],
    },
  },
  measure: 'accuracy',
  stop: fiveAbove(0.9),
};

/** The eleven examples. */
export const pycogRecipes: { readonly [N in keyof PycogConditions]: Recipe<PycogConditions[N]> } = {
  sinewave: {
    task: sinewave,
    nRec: 100,
    network: {
      ...daleRecipe,
      ...{ readout: 'all', sigmaRec: 0.05, trainBiases: true, trainX0: false, connected: false },
    },
    batchSize: 1,
    checkTrials: 50,
    factors: { catchTrial: false, values: {} },
    measure: 'error',
    stop: smallError,
  },
  rdmDense: rdmRecipe,
  rdmNodale: { ...rdmRecipe, network: { ...daleRecipe, dale: false, readout: 'all' } },
  rdmFixed: { ...rdmRecipe, network: { ...daleRecipe, masks: fixedMasks } },
  rdmVarstim: {
    ...rdmRecipe,
    task: rdmVarstim,
    testTask: () => rdmVarstim({ timing: { fixation: 500 } }),
  },
  rdmRt: {
    ...rdmRecipe,
    task: rdmRt,
    testTask: () => rdmRt({ timing: { fixation: 300, decision: 1200 } }),
  },
  mante: manteRecipe,
  manteAreas: { ...manteRecipe, network: { ...daleRecipe, masks: areasMasks } },
  multisensory: {
    task: multisensory,
    testTask: () => multisensory({ timing: { fixation: 500 } }),
    nRec: 150,
    network: { ...daleRecipe, masks: multisensoryMasks },
    checkTrials: 2500,
    factors: {
      catchTrial: true,
      values: {
        modality: ['visual', 'auditory', 'both'],
        frequency: [9, 10, 11, 12, 13, 14, 15, 16],
      },
    },
    measure: 'accuracy',
    stop: fiveAbove(0.9),
  },
  romo: {
    task: romo,
    testTask: () => romo({ timing: { fixation: 500, delay: 3000 } }),
    nRec: 500,
    network: { ...daleRecipe, masks: romoMasks },
    checkTrials: 1100,
    factors: { catchTrial: true, values: { pair: [0, 1, 2, 3, 4], groundTruth: [0, 1] } },
    measure: romoWorstCondition,
    stop: { over: 1, atLeast: 0.85 },
  },
  lee: {
    task: lee,
    nRec: 200,
    network: { ...daleRecipe, readout: 'all', sigmaRec: 0.01, trainX0: false },
    batchSize: 1,
    checkTrials: 800,
    factors: { catchTrial: false, values: { sequence: [1, 2, 3, 4, 5, 6, 7, 8] } },
    measure: 'error',
    stop: smallError,
  },
};
