/** Random networks, a checker of their constraints, and a model of a run in plain loops. @module */

import fc from 'fast-check';
import {
  createRateNetwork,
  type EffectiveWeights,
  type RateNetwork,
  type RateNetworkOptions,
  type RateParams,
} from '../../../src/rnn/index.ts';
import { fromArray, isTensor, normal, type Shape, sizeOf, type Tensor } from '../../../src/tensor/index.ts';
import { foldIn, type Key } from '../../../src/tensor/random.ts';
import { keys, mapData } from '../../support/arbitraries.ts';

export type Params = RateParams<Tensor>;
export type Weights = EffectiveWeights<Tensor>;
export type WeightName = 'wIn' | 'wRec' | 'wOut';
export const weightNames = ['wIn', 'wRec', 'wOut'] as const satisfies WeightName[];

/** Options with everything that is not given left to its default. */
type Options = RateNetworkOptions & { nIn: number; nRec: number; nOut: number };

/** A matrix option: absent half of the time. */
function matrices(shape: Shape, entries: readonly number[]): fc.Arbitrary<Tensor | undefined> {
  const size = sizeOf(shape);
  const list = fc.array(fc.constantFrom(...entries), { minLength: size, maxLength: size });
  return fc.option(
    list.map((data) => fromArray(Float32Array.from(data), shape)),
    { nil: undefined },
  );
}

/** Leaves out the options that are undefined. */
const defined = <T extends object>(options: T): T =>
  Object.fromEntries(Object.entries(options).filter(([, v]) => v !== undefined)) as T;

const sizes = fc.record({
  nIn: fc.integer({ min: 1, max: 3 }),
  nRec: fc.integer({ min: 1, max: 6 }),
  nOut: fc.integer({ min: 1, max: 3 }),
  daleRatio: fc.constantFrom(null, 0, 0.34, 0.5, 0.8, 1),
});

const factors = [0, 0, 0.5, 1, 2.5];

/** Options of every kind: signs, masks with fractions, fixed weights, autapses, read-out. No noise. */
export const networkOptions: fc.Arbitrary<Options> = sizes
  .chain(({ nIn, nRec, nOut, daleRatio }) => {
    const nExc = Math.floor((daleRatio ?? 1) * nRec + 1e-9);
    const readouts = nExc === 0 ? (['all'] as const) : (['all', 'excitatory'] as const);
    return fc.constantFrom(...readouts).chain((readout) => {
      const nRead = readout === 'all' ? nRec : nExc;
      return fc.record({
        nIn: fc.constant(nIn),
        nRec: fc.constant(nRec),
        nOut: fc.constant(nOut),
        daleRatio: fc.constant(daleRatio),
        readout: fc.constant(readout),
        dt: fc.constantFrom(10, 20, 50),
        tau: fc.constantFrom(50, 100),
        autapses: fc.constantFrom(undefined, true, false),
        inputBias: fc.boolean(),
        maskIn: matrices([nRec, nIn], factors),
        maskRec: matrices([nRec, nRec], factors),
        maskOut: matrices([nOut, nRead], factors),
        fixedIn: matrices([nRec, nIn], [0, 1]),
        fixedRec: matrices([nRec, nRec], [0, 1]),
        fixedOut: matrices([nOut, nRead], [0, 1]),
      });
    });
  })
  .map((options) => defined(options) as Options);

/** A network with initial parameters and inputs [T, B, nIn]. */
export interface Case {
  readonly network: RateNetwork;
  readonly params: Params;
  readonly inputs: Tensor;
  readonly key: Key;
}

/** Networks with parameters in f64, weights at least 1/8 from the kink of |w|, and T <= 5 steps of input. */
export const cases: fc.Arbitrary<Case> = fc
  .tuple(
    networkOptions,
    fc.constantFrom(0, 0.15),
    keys,
    fc.integer({ min: 1, max: 5 }),
    fc.integer({ min: 1, max: 3 }),
  )
  .map(([options, sigmaRec, key, nSteps, batchSize]) => {
    const network = createRateNetwork({ ...options, sigmaRec });
    const params = mapParams(awayFromKink, network.initialize(key));
    const inputs = normal(foldIn(key, 1), [nSteps, batchSize, options.nIn], 'f64');
    const told = JSON.stringify({ ...network.options, key: [...key.data], inputs: inputs.shape });
    return { network, params, inputs, key: foldIn(key, 2), [fc.toStringMethod]: () => told };
  });

const awayFromKink = (x: Tensor): Tensor => mapData((v) => (v < 0 ? v - 0.125 : v + 0.125), x);

export function mapParams(f: (x: Tensor) => Tensor, params: Params): Params {
  return Object.fromEntries(Object.entries(params).map(([name, x]) => [name, f(x)])) as unknown as Params;
}

/** The entries of a matrix with their places. */
function* entriesOf(w: Tensor): Generator<{ post: number; pre: number; value: number }> {
  const [rows, columns] = w.shape;
  for (let post = 0; post < rows; post++) {
    for (let pre = 0; pre < columns; pre++) yield { post, pre, value: w.data[post * columns + pre] };
  }
}

const optionOf = (network: RateNetwork, kind: 'mask' | 'fixed', name: WeightName): Tensor | undefined => {
  const given = network.options[`${kind}${name.slice(1)}` as keyof RateNetworkOptions];
  return isTensor(given) ? given : undefined;
};

/** Sign and size that the options give to the weight from `pre` to `post`: 0 where there is no connection. */
export function factorOf(network: RateNetwork, name: WeightName, post: number, pre: number): number {
  const { daleRatio = null, autapses = daleRatio === null } = network.options;
  const mask = optionOf(network, 'mask', name);
  if (name === 'wOut' && network.options.readout === 'excitatory' && pre >= network.nExc) return 0;
  if (name === 'wRec' && post === pre && !autapses) return 0;
  const sign = name === 'wRec' && daleRatio !== null && pre >= network.nExc ? -1 : 1;
  return sign * (mask ? mask.data[post * mask.shape[1] + pre] : 1);
}

/** Says in words how effective weights break the rules that the options set. */
export function violations(network: RateNetwork, effective: Weights): string[] {
  const found: string[] = [];
  for (const name of weightNames) {
    for (const { post, pre, value } of entriesOf(effective[name])) {
      const factor = factorOf(network, name, post, pre);
      const where = `${name}[${post}, ${pre}] = ${value}`;
      if (!Number.isFinite(value)) found.push(`${where} is not finite`);
      else if (factor === 0 && value !== 0) found.push(`${where} where nothing is connected`);
      else if (name === 'wRec' && network.options.daleRatio != null && value * factor < 0) {
        found.push(`${where} has the wrong sign for its column`);
      }
    }
  }
  return found;
}

/** Places of free weights that are fixed by the options and differ in their bits. */
export function movedFixed(network: RateNetwork, before: Params, after: Params): string[] {
  return weightNames.flatMap((name) => {
    const fixed = optionOf(network, 'fixed', name);
    const moved = [...(fixed?.data ?? [])].flatMap((one, i) =>
      one === 1 && !Object.is(before[name].data[i], after[name].data[i]) ? [`${name}(${i})`] : [],
    );
    return moved;
  });
}

/** Places where a free weight that has no effect, or is fixed, has a gradient. */
export function strayGradients(network: RateNetwork, gradient: Params): string[] {
  return weightNames.flatMap((name) => {
    const fixed = optionOf(network, 'fixed', name);
    return [...entriesOf(gradient[name])].flatMap(({ post, pre, value }, i) => {
      const learns = factorOf(network, name, post, pre) !== 0 && fixed?.data[i] !== 1;
      return learns || value === 0 ? [] : [`${name}[${post}, ${pre}]: ${value}`];
    });
  });
}

/** Effective weights from the options alone: |w| or w, times mask and sign. */
export function plainWeights(network: RateNetwork, params: Params): Weights {
  const { nRec, daleRatio = null } = network.options;
  const build = (name: WeightName): Tensor => {
    const [rows, nFree] = params[name].shape;
    const columns = name === 'wOut' ? nRec : nFree;
    const data = new Float64Array(rows * columns);
    for (const { post, pre, value } of entriesOf(params[name])) {
      const size = name === 'wRec' && daleRatio !== null ? Math.abs(value) : value;
      data[post * columns + pre] = size * factorOf(network, name, post, pre);
    }
    return fromArray(data, [rows, columns]);
  };
  return { wIn: build('wIn'), wRec: build('wRec'), wOut: build('wOut') };
}

const dot = (w: Tensor, row: number, values: ArrayLike<number>): number => {
  let total = 0;
  for (let k = 0; k < w.shape[1]; k++) total += w.data[row * w.shape[1] + k] * values[k];
  return total;
};

/** The update rules of the literature that go by one name. */
export type Leak = 'current' | 'rate leak, phi outside' | 'rate leak, phi inside';

/** One unit's next state from its state, its input current and alpha, with phi = max(., 0). */
function nextState(leak: Leak, state: number, current: number, alpha: number): number {
  if (leak === 'rate leak, phi inside') return (1 - alpha) * state + alpha * Math.max(current, 0);
  const next = (1 - alpha) * state + alpha * current;
  return leak === 'current' ? next : Math.max(next, 0);
}

/**
 * Runs one trial of a network in plain loops from effective weights: x, r and z by step.
 * The noise of step t and trial b is row b of normal(foldIn(key, t), [B, nRec]).
 */
export function plainTrial(
  { wIn, wRec, wOut }: Weights,
  bias: (unit: number) => number,
  bOut: (output: number) => number,
  inputs: readonly (readonly number[])[],
  alpha: number,
  noise: (t: number, unit: number) => number = () => 0,
  leak: Leak = 'current',
): { x: number[][]; r: number[][]; z: number[][] } {
  const nRec = wRec.shape[0];
  let state = new Array<number>(nRec).fill(0);
  const x: number[][] = [];
  const r: number[][] = [];
  const z: number[][] = [];
  inputs.forEach((u, t) => {
    const rates = state.map((v) => Math.max(v, 0));
    state = state.map((v, i) => {
      const current = dot(wRec, i, rates) + dot(wIn, i, u) + bias(i);
      return nextState(leak, v, current, alpha) + noise(t, i);
    });
    const now = state.map((v) => Math.max(v, 0));
    x.push(state);
    r.push(now);
    z.push(Array.from({ length: wOut.shape[0] }, (_, k) => dot(wOut, k, now) + bOut(k)));
  });
  return { x, r, z };
}

/** Trial b of [T, B, n] as rows over time. */
export function trialOf({ shape, data }: Tensor, b: number): number[][] {
  const [nSteps, batchSize, n] = shape;
  return Array.from({ length: nSteps }, (_, t) =>
    Array.from(data.subarray((t * batchSize + b) * n, (t * batchSize + b + 1) * n)),
  );
}
