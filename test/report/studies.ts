/** Studies of networks that were not trained, or that were kept, and what a figure must be. @module */

import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { type Experiment, startExperiment } from '../../src/experiments/experiment.ts';
import { changedExperiment, type PartialConfig } from '../../src/experiments/experiment-config.ts';
import { experimentPresets } from '../../src/experiments/experiment-presets.ts';
import { decodeNpz } from '../../src/io/npz.ts';
import { drawFigure, fittingFigures } from '../../src/report/figures.ts';
import { type Study, studyOf } from '../../src/report/study.ts';
import type { RateParams } from '../../src/rnn/networks/rate-network.ts';
import { findTask } from '../../src/tasks/catalogue.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { type Node, parseXml } from '../plot/xml.ts';

/** A network at its initial weights, as a study. */
export const untrained = (config: PartialConfig): Study =>
  studyOf(startExperiment(config, { findTask }), { losses: [], seconds: 0 });

/** What test/golden/report/train.mjs keeps of a run of song2016: 5000 steps of seed 1, 2 or 3. */
export interface Kept {
  readonly experiment: Experiment;
  readonly params: RateParams<Tensor>;
  readonly losses: readonly number[];
}

export const SEEDS = [1, 2, 3] as const;

export async function keptRun(seed: number): Promise<Kept> {
  const file = new URL(`../golden/report/song2016-seed${seed}.npz`, import.meta.url);
  const { losses, ...params } = await decodeNpz(new Uint8Array(readFileSync(file)));
  const config = changedExperiment(experimentPresets.song2016, { seed });
  return {
    experiment: startExperiment(config, { findTask }),
    params: params as unknown as RateParams<Tensor>,
    losses: Array.from(losses.data),
  };
}

export async function keptStudy(seed: number): Promise<Study> {
  const { experiment, params, losses } = await keptRun(seed);
  return studyOf(experiment, { params, losses, seconds: 7 });
}

/** Reads a document of one element, in which no number and no word may be missing. */
export function wellFormed(svg: string): Node {
  expect(svg).not.toMatch(/NaN|undefined|Infinity|\[object/);
  return parseXml(svg);
}

/** Draws all figures that fit, and returns their names. */
export function drawAll(study: Study): readonly string[] {
  return fittingFigures(study).map((name) => {
    expect(wellFormed(drawFigure(study, name)).name).toBe('svg');
    return name;
  });
}
