/** The networks of pycog's examples (Song, Yang and Wang 2016): defaults, and who connects to whom. @module */

import { areaMasks } from '../rnn/constraints/areas.ts';
import { excitatoryCount, sparseMask } from '../rnn/constraints/connectivity.ts';
import { balanced, gamma, gaussian, spectralRadius, uniformBetween } from '../rnn/initializers/index.ts';
import type { PerMatrix, RateNetworkOptions } from '../rnn/networks/rate-options.ts';
import { key } from '../tensor/random.ts';
import { type Tensor, zeros } from '../tensor/tensor.ts';

/** Fraction of excitatory units in all networks of pycog that have Dale's principle. */
const DALE = 0.8;

/** What an example says of its network; times and noise are pycog's defaults where it says nothing. */
export interface NetworkRecipe {
  readonly dale: boolean;
  /** Which units the outputs read. */
  readonly readout: 'all' | 'excitatory';
  readonly sigmaRec: number;
  /** Whether the biases of units and outputs are trained. */
  readonly trainBiases: boolean;
  /** Whether the first state is trained. */
  readonly trainX0: boolean;
  /** Whether the network has inputs; without, its one input channel is not connected. */
  readonly connected: boolean;
  /** Connectivity by the number of units. */
  readonly masks: (nRec: number) => PerMatrix<Tensor>;
}

/** pycog's defaults with Dale's principle. */
export const daleRecipe: NetworkRecipe = {
  dale: true,
  readout: 'excitatory',
  sigmaRec: 0.15,
  trainBiases: false,
  trainX0: true,
  connected: true,
  masks: () => ({}),
};

/** Units [from, to). */
type Block = readonly [from: number, to: number];

/** Sets the entries of a mask where rows and columns of two blocks meet. */
function connect(mask: Tensor, [top, bottom]: Block, [left, right]: Block): void {
  for (let row = top; row < bottom; row++) {
    mask.data.fill(1, row * mask.shape[1] + left, row * mask.shape[1] + right);
  }
}

/**
 * Connectivity of rdm_fixed: a quarter of the excitatory units receives input 0 and drives output 0, another those of
 * choice 1, half neither; the two quarters are not connected with one another, all else is.
 */
export function fixedMasks(nRec: number): PerMatrix<Tensor> {
  const nExc = excitatoryCount(nRec, DALE);
  const groups: readonly Block[] = [
    [0, Math.floor(nExc / 4)],
    [Math.floor(nExc / 4), Math.floor(nExc / 2)],
  ];
  const [wIn, wRec, wOut] = [zeros([nRec, 2]), zeros([nRec, nRec]), zeros([2, nExc])];
  groups.forEach((group, choice) => {
    connect(wIn, group, [choice, choice + 1]);
    connect(wOut, [choice, choice + 1], group);
    connect(wRec, group, group);
    connect(wRec, group, [groups[1][1], nRec]);
  });
  connect(wRec, [groups[1][1], nRec], [0, nRec]);
  return { wIn, wRec, wOut };
}

/**
 * Input connectivity of multisensory: the visual inputs 0 and 2 reach the first third of the units of either kind, the
 * auditory ones 1 and 3 the second; the start cue, input 4, reaches none, as in pycog.
 */
export function multisensoryMasks(nRec: number): PerMatrix<Tensor> {
  const wIn = zeros([nRec, 5]);
  const nExc = excitatoryCount(nRec, DALE);
  const kinds: readonly Block[] = [
    [0, nExc],
    [nExc, nRec],
  ];
  for (const [start, end] of kinds) {
    const part = (i: number): number => start + Math.floor(((end - start) * i) / 3);
    for (const input of [0, 1, 2, 3]) {
      const third = input % 2;
      connect(wIn, [part(third), part(third + 1)], [input, input + 1]);
    }
  }
  return { wIn };
}

/**
 * Connectivity of mante_areas: a sensory area, which alone receives inputs, and a motor area, which alone is read, of half
 * the units of either kind each. Inhibition stays within an area; excitation from motor to sensory has density 0.2 (the
 * same share exactly, where pycog throws a coin for each connection).
 */
export const areasMasks = (nRec: number): PerMatrix<Tensor> =>
  areaMasks({
    nIn: 6,
    nRec,
    nOut: 2,
    daleRatio: DALE,
    readout: 'excitatory',
    key: key(1000),
    areas: [
      { name: 'sensory', fraction: 0.5, outputs: false },
      { name: 'motor', fraction: 0.5, inputs: false },
    ],
    connections: [
      { from: 'sensory', to: 'motor' },
      { from: 'motor', to: 'sensory', density: 0.2 },
    ],
  }).masks;

/** Connectivity of romo: a tenth of the excitatory and half of the inhibitory connections. */
export const romoMasks = (nRec: number): PerMatrix<Tensor> => ({
  wRec: sparseMask({
    key: key(1066),
    shape: [nRec, nRec],
    density: { excitatory: 0.1, inhibitory: 0.5 },
    diagonal: false,
    daleRatio: DALE,
  }),
});

/** Options that follow from Dale's principle, or from its absence. */
function signOptions({ dale, readout }: NetworkRecipe): Partial<RateNetworkOptions> {
  if (!dale) return {};
  const signs = { wIn: 'positive', wOut: readout === 'all' ? 'dale' : 'positive' } as const;
  return { daleRatio: DALE, positivity: 'rectified', readout, signs };
}

/**
 * Makes the options of a network as pycog's Trainer sets it: no self-connections, tau = 5 dt, inputs with a baseline of
 * 0.2 and noise of 0.01, rectified; a first state of 0.1; biases of 0. Weights: U(-0.1, 0.1) of inputs and outputs, with
 * Dale's principle their sizes; recurrent ones Gamma(2, 0.05), balanced, with spectral radius 1.5, or without Dale's
 * principle N(0, 1) with radius 1.1.
 * @param sizes nIn, nRec, nOut and dt in ms
 */
export function pycogNetworkOptions(
  recipe: NetworkRecipe,
  sizes: Required<Pick<RateNetworkOptions, 'nIn' | 'nRec' | 'nOut' | 'dt'>>,
): RateNetworkOptions {
  const { dale, sigmaRec, trainBiases, trainX0, connected, masks } = recipe;
  const { nIn, nRec } = sizes;
  const fixed = {
    ...(connected ? {} : { wIn: true }),
    ...(trainBiases ? {} : { bRec: true, bOut: true }),
    ...(trainX0 ? {} : { x0: true }),
  };
  return {
    ...sizes,
    tau: 5 * sizes.dt,
    sigmaRec,
    ...(connected ? { sigmaIn: 0.01, tauIn: 100, baselineIn: 0.2, rectifyInputs: true } : {}),
    initialState: 'parameter',
    autapses: false,
    ...signOptions(recipe),
    masks: { ...(connected ? {} : { wIn: zeros([nRec, nIn]) }), ...masks(nRec) },
    fixed,
    init: {
      wIn: uniformBetween(),
      wRec: dale ? spectralRadius(1.5, balanced(gamma())) : spectralRadius(1.1, gaussian()),
      wOut: uniformBetween(),
      bRec: 0,
      bOut: 0,
      x0: 0.1,
    },
  };
}
