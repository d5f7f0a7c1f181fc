/** Random networks with every option of `createRateNetwork`. @module */

import fc from 'fast-check';
import type { ActivationName, RateNetworkOptions } from '../../../src/rnn/index.ts';
import { createRateNetwork } from '../../../src/rnn/index.ts';
import { foldIn, fromArray, normal, type Shape, sizeOf, type Tensor } from '../../../src/tensor/index.ts';
import { keys } from '../../support/arbitraries.ts';
import { awayFromKink, type Case, mapParams } from './networks.ts';

type Defined<T> = { [K in keyof T]: T[K] };

/** Leaves out what is undefined. */
export const defined = <T extends object>(options: T): Defined<T> =>
  Object.fromEntries(Object.entries(options).filter(([, v]) => v !== undefined)) as T;

const activations = ['relu', 'softplus', 'tanh', 'sigmoid', 'retanh', 'power', 'linear'] as const;
const leaks = ['current', 'rateOutside', 'rateInside', 'reservoir'] as const;

/** Dynamics of all kinds for `nRec` units: leaks, activations, time constants, noise. */
export function dynamicsOptions(
  nRec: number,
  names: readonly ActivationName[] = activations,
): fc.Arbitrary<Partial<RateNetworkOptions>> {
  const times = fc.constantFrom(20, 50, 100, 400);
  return fc.record({
    dt: fc.constantFrom(5, 20),
    tau: fc.oneof(times, fc.array(times, { minLength: nRec, maxLength: nRec })),
    leak: fc.constantFrom(...leaks),
    activation: fc.constantFrom(...names),
    sigmaRec: fc.constantFrom(0, 0.1),
    sigmaIn: fc.constantFrom(0, 0.05),
    tauIn: fc.constantFrom(50, 100),
    baselineIn: fc.constantFrom(0, 0.2),
    rectifyInputs: fc.boolean(),
  });
}

function arrays(shape: Shape, entries: readonly number[]): fc.Arbitrary<Tensor> {
  const size = sizeOf(shape);
  return fc
    .array(fc.constantFrom(...entries), { minLength: size, maxLength: size })
    .map((data) => fromArray(Float32Array.from(data), shape));
}

const sometimes = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(values, { nil: undefined });

const signNames = ['free', 'positive', 'negative'] as const;
type Sign = (typeof signNames)[number] | 'dale';
const signOf = (sign: Sign, pre: number, nExc: number): number =>
  sign === 'dale' ? (pre < nExc ? 1 : -1) : sign === 'negative' ? -1 : 1;

/** Constants of a matrix: in a third of its places, with the signs of the columns, not where autapses are none. */
function constantsOf(
  [rows, columns]: readonly number[],
  sign: Sign,
  nExc: number,
  diagonal: boolean,
): fc.Arbitrary<Tensor> {
  return arrays([rows, columns], [0, 0, 0, 0, 0.25, -0.75]).map((x) => ({
    ...x,
    data: x.data.map((v, i) => {
      const [post, pre] = [Math.floor(i / columns), i % columns];
      if (v === 0 || (!diagonal && post === pre)) return 0;
      return sign === 'free' ? v : Math.abs(v) * signOf(sign, pre, nExc);
    }),
  }));
}

/** Networks of all kinds: every option, each of them present or absent. */
export const allOptions: fc.Arbitrary<RateNetworkOptions> = fc
  .record({
    nIn: fc.integer({ min: 1, max: 3 }),
    nRec: fc.integer({ min: 2, max: 5 }),
    nOut: fc.integer({ min: 1, max: 2 }),
    daleRatio: fc.constantFrom(null, 0, 0.4, 0.5, 0.8, 1),
    autapses: fc.constantFrom(undefined, true, false),
    inputBias: fc.boolean(),
    trainTau: fc.boolean(),
    initialState: fc.constantFrom('zero' as const, 'parameter' as const),
    signIn: fc.constantFrom(...signNames),
    positivity: fc.constantFrom('absolute', 'psychrnn', 'rectified', 'softplus', 'projected'),
  })
  .chain(({ signIn, ...base }) => {
    const { nIn, nRec, nOut, daleRatio, autapses = daleRatio === null } = base;
    const nExc = daleRatio === null ? nRec : Math.floor(daleRatio * nRec + 1e-9);
    const readouts = daleRatio === null || nExc === 0 ? ['all'] : ['all', 'excitatory'];
    const signsOut: Sign[] = daleRatio === null ? [...signNames] : [...signNames, 'dale'];
    return fc
      .tuple(fc.constantFrom(...(readouts as ('all' | 'excitatory')[])), fc.constantFrom(...signsOut))
      .chain(([readout, signOut]) => {
        const shapes: { [name: string]: number[] } = {
          wIn: [nRec, nIn],
          wRec: [nRec, nRec],
          wOut: [nOut, readout === 'all' ? nRec : nExc],
          bRec: [nRec],
          bOut: [nOut],
          ...(base.inputBias ? { bIn: [nRec] } : {}),
          ...(base.initialState === 'parameter' ? { x0: [nRec] } : {}),
          ...(base.trainTau ? { alpha: [nRec] } : {}),
        };
        const signs = { wIn: signIn, wRec: daleRatio === null ? 'free' : 'dale', wOut: signOut } as const;
        const matrix = (name: 'wIn' | 'wRec' | 'wOut') =>
          fc.record({
            mask: sometimes(arrays(shapes[name], [0, 0.5, 1, 1, 2.5])),
            constant: sometimes(constantsOf(shapes[name], signs[name], nExc, name !== 'wRec' || autapses)),
          });
        const fixedOf = (shape: number[]): fc.Arbitrary<boolean | Tensor | undefined> =>
          fc.oneof(
            fc.constant(undefined),
            fc.constant(undefined),
            fc.constantFrom(true, false),
            arrays(shape, [0, 0.5, 1]),
          );
        const fixed = Object.fromEntries(
          Object.entries(shapes).map(([name, shape]) => [name, fixedOf(shape)]),
        );
        return fc
          .tuple(
            fc.record({ wIn: matrix('wIn'), wRec: matrix('wRec'), wOut: matrix('wOut') }),
            fc.record(fixed),
            dynamicsOptions(nRec),
          )
          .map(([matrices, fixedMasks, dynamics]): RateNetworkOptions => {
            const pick = (
              f: (m: { mask: Tensor | undefined; constant: Tensor | undefined }) => Tensor | undefined,
            ) => defined({ wIn: f(matrices.wIn), wRec: f(matrices.wRec), wOut: f(matrices.wOut) });
            // A constant stands where a given mask leaves room.
            const masks = pick(({ mask, constant }) =>
              mask && constant
                ? { ...mask, data: mask.data.map((m, i) => (constant.data[i] === 0 ? m : 0)) }
                : mask,
            );
            return defined({
              ...base,
              ...dynamics,
              readout,
              signs: { wIn: signIn, wOut: signOut },
              masks,
              constants: pick(({ constant }) => constant),
              fixed: defined(fixedMasks),
            }) as unknown as RateNetworkOptions;
          });
      });
  });

/** Networks of all kinds with parameters in f64 and inputs of up to 4 steps of up to 2 trials. */
export function allCases(changes: Partial<RateNetworkOptions> = {}): fc.Arbitrary<Case> {
  return fc
    .tuple(allOptions, keys, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 2 }))
    .map(([options, key, nSteps, batchSize]) => {
      const network = createRateNetwork({ ...options, ...changes });
      const params = mapParams(awayFromKink, network.initialize(key));
      const inputs = normal(foldIn(key, 1), [nSteps, batchSize, options.nIn], 'f64');
      const told = JSON.stringify({ ...network.options, key: [...key.data], inputs: inputs.shape });
      return { network, params, inputs, key: foldIn(key, 2), [fc.toStringMethod]: () => told };
    });
}
