/** Random networks, and checkers of their constraints. @module */

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
    const readouts = nExc === 0 || daleRatio === null ? (['all'] as const) : (['all', 'excitatory'] as const);
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
        masks: fc
          .record({
            wIn: matrices([nRec, nIn], factors),
            wRec: matrices([nRec, nRec], factors),
            wOut: matrices([nOut, nRead], factors),
          })
          .map(defined),
        fixed: fc
          .record({
            wIn: matrices([nRec, nIn], [0, 1]),
            wRec: matrices([nRec, nRec], [0, 1]),
            wOut: matrices([nOut, nRead], [0, 1]),
          })
          .map(defined),
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

/** Moves entries away from 0, where |w| has a kink. */
export const awayFromKink = (x: Tensor): Tensor => mapData((v) => (v < 0 ? v - 0.125 : v + 0.125), x);

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

type Entries = { readonly [N in WeightName]?: unknown };

/** Entry of a matrix option, or `otherwise` where it is not given. */
function entry(
  given: Entries | undefined,
  name: WeightName,
  at: readonly number[],
  otherwise: number,
): number {
  const matrix = given?.[name];
  return isTensor(matrix) ? matrix.data[at[0] * matrix.shape[1] + at[1]] : otherwise;
}

/** The sign that the options give to weights from `pre`: +1 or -1, and 0 where it is free. */
export function signOf(network: RateNetwork, name: WeightName, pre: number): number {
  const { daleRatio = null, signs = {} } = network.options;
  const rule = name === 'wRec' ? (daleRatio === null ? 'free' : 'dale') : (signs[name] ?? 'free');
  if (rule === 'free') return 0;
  return rule === 'positive' || (rule === 'dale' && pre < network.nExc) ? 1 : -1;
}

/** The effective weight that is no parameter, 0 where there is none. */
export function constantOf(network: RateNetwork, name: WeightName, post: number, pre: number): number {
  if (isUnread(network, name, pre)) return 0;
  return entry(network.options.constants, name, [post, pre], 0);
}

const isUnread = (network: RateNetwork, name: WeightName, pre: number): boolean =>
  name === 'wOut' && network.options.readout === 'excitatory' && pre >= network.nExc;

/** Sign and size that the options give to the weight from `pre` to `post`: 0 where nothing is learned. */
export function factorOf(network: RateNetwork, name: WeightName, post: number, pre: number): number {
  const { daleRatio = null, autapses = daleRatio === null } = network.options;
  if (isUnread(network, name, pre) || constantOf(network, name, post, pre) !== 0) return 0;
  if (name === 'wRec' && post === pre && !autapses) return 0;
  return (signOf(network, name, pre) || 1) * entry(network.options.masks, name, [post, pre], 1);
}

/** Says in words how effective weights break the rules that the options set. */
export function violations(network: RateNetwork, effective: Weights): string[] {
  const found: string[] = [];
  for (const name of weightNames) {
    for (const { post, pre, value } of entriesOf(effective[name])) {
      const constant = constantOf(network, name, post, pre);
      const where = `${name}[${post}, ${pre}] = ${value}`;
      if (!Number.isFinite(value)) found.push(`${where} is not finite`);
      else if (constant !== 0 && value !== constant) found.push(`${where} is not its constant ${constant}`);
      else if (constant === 0 && factorOf(network, name, post, pre) === 0 && value !== 0) {
        found.push(`${where} where nothing is connected`);
      } else if (value * signOf(network, name, pre) < 0) {
        found.push(`${where} has the wrong sign for its column`);
      }
    }
  }
  return found;
}

/** Free weights below 0 that the projection should have set to 0. */
export function unprojected(network: RateNetwork, params: Params): string[] {
  if (network.options.positivity !== 'projected') return [];
  return weightNames.flatMap((name) =>
    [...entriesOf(params[name])].flatMap(({ post, pre, value }) =>
      value < 0 && signOf(network, name, pre) !== 0 ? [`${name}[${post}, ${pre}] = ${value}`] : [],
    ),
  );
}

type Named = { readonly [name: string]: Tensor };

/** How far an entry of a parameter is fixed by the options. */
function fixedAt(network: RateNetwork, name: string, i: number): number {
  const given = (network.options.fixed as { readonly [name: string]: unknown } | undefined)?.[name];
  return isTensor(given) ? given.data[i] : Number(given === true);
}

/** Places of parameters that are fixed by the options and differ in their bits. */
export function movedFixed(network: RateNetwork, before: Params, after: Params): string[] {
  const [old, now] = [before, after] as unknown as [Named, Named];
  return Object.entries(old).flatMap(([name, { data }]) =>
    [...data].flatMap((value, i) =>
      fixedAt(network, name, i) === 1 && !Object.is(value, now[name].data[i]) ? [`${name}(${i})`] : [],
    ),
  );
}

/** Places where a parameter that has no effect, or is fixed, has a gradient. */
export function strayGradients(network: RateNetwork, gradient: Params): string[] {
  const matrices = weightNames.flatMap((name) =>
    [...entriesOf(gradient[name])].flatMap(({ post, pre, value }, i) => {
      const learns = factorOf(network, name, post, pre) !== 0 && fixedAt(network, name, i) !== 1;
      return learns || value === 0 ? [] : [`${name}[${post}, ${pre}]: ${value}`];
    }),
  );
  const others = Object.entries(gradient as unknown as Named).filter(([name]) => !name.startsWith('w'));
  const vectors = others.flatMap(([name, { data }]) =>
    [...data].flatMap((value, i) =>
      value !== 0 && fixedAt(network, name, i) === 1 ? [`${name}[${i}]: ${value}`] : [],
    ),
  );
  return [...matrices, ...vectors];
}

const magnitudes = {
  absolute: Math.abs,
  psychrnn: Math.abs,
  rectified: (w: number) => Math.max(w, 0),
  softplus: (w: number) => Math.log1p(Math.exp(w)),
  projected: (w: number) => w,
};

/** Effective weights from the options alone: size of w, or w, times mask and sign, and constants. */
export function plainWeights(network: RateNetwork, params: Params): Weights {
  const { nRec, positivity = 'absolute' } = network.options;
  const build = (name: WeightName): Tensor => {
    const [rows, nFree] = params[name].shape;
    const columns = name === 'wOut' ? nRec : nFree;
    const data = new Float64Array(rows * columns);
    for (const { post, pre, value } of entriesOf(params[name])) {
      const size = signOf(network, name, pre) === 0 ? value : magnitudes[positivity](value);
      data[post * columns + pre] =
        size * factorOf(network, name, post, pre) + constantOf(network, name, post, pre);
    }
    return fromArray(data, [rows, columns]);
  };
  return { wIn: build('wIn'), wRec: build('wRec'), wOut: build('wOut') };
}

/** Trial b of [T, B, n] as rows over time. */
export function trialOf({ shape, data }: Tensor, b: number): number[][] {
  const [nSteps, batchSize, n] = shape;
  return Array.from({ length: nSteps }, (_, t) =>
    Array.from(data.subarray((t * batchSize + b) * n, (t * batchSize + b + 1) * n)),
  );
}
