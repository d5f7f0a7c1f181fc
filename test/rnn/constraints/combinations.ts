/** Random initial values for networks of all kinds, alone and composed, and gated networks with fixed parameters. @module */

import fc from 'fast-check';
import {
  createGru,
  createLstm,
  createRateNetwork,
  type FixedMasks,
  type Initial,
  type Initializer,
  init,
  type LearningRate,
  linearDecay,
  type Network,
  type Optimizer,
  type RateNetwork,
  type RateNetworkOptions,
} from '../../../src/rnn/index.ts';
import { fromArray, full, type Shape, sizeOf, type Tensor } from '../../../src/tensor/index.ts';
import { allOptions } from '../networks/all-options.ts';
import { decaying, optimizers } from '../optimizers/follow.ts';

/** Every initialiser of `init` by name, those that contain others around a given one. */
export const initializers: { readonly [name in keyof typeof init]: (inner: Initial) => Initializer } = {
  balanced: (inner) => init.balanced(inner),
  dividedExcitation: (inner) => init.dividedExcitation(inner as Initializer),
  gamma: () => init.gamma(),
  gaussian: () => init.gaussian({ std: 0.3 }),
  glorotNormal: () => init.glorotNormal(),
  glorotUniform: () => init.glorotUniform(),
  kaimingNormal: () => init.kaimingNormal(),
  kaimingUniform: () => init.kaimingUniform(),
  lognormal: () => init.lognormal(),
  orthogonal: () => init.orthogonal(),
  scaledIdentity: () => init.scaledIdentity(0.5),
  spectralRadius: (inner) => init.spectralRadius(1.1, inner),
  uniformBetween: () => init.uniformBetween(),
};

type Name = keyof typeof init;
const OUTER: readonly Name[] = ['balanced', 'dividedExcitation', 'spectralRadius'];
const SQUARE: readonly Name[] = ['scaledIdentity', 'spectralRadius'];
const VECTORS: readonly Name[] = [
  'gaussian',
  'uniformBetween',
  'kaimingNormal',
  'kaimingUniform',
  'gamma',
  'lognormal',
];
const all = Object.keys(initializers) as Name[];

/** A rule and how it is told, composed up to three deep. */
interface Told {
  readonly rule: Initial;
  readonly names: readonly string[];
}

const shown = ({ names, rule }: Told): Told =>
  ({ names, rule, [fc.toStringMethod]: () => names.join(' of ') }) as Told;

const oneOf = (names: readonly Name[]): fc.Arbitrary<Told> =>
  fc.constantFrom(...names).map((name) => shown({ rule: initializers[name](1), names: [name] }));

/** Rules for weights; `square` ones may have a spectral radius. */
export function weightRules(square: boolean): fc.Arbitrary<Told> {
  const fits = (name: Name): boolean => square || !SQUARE.includes(name);
  const inner = oneOf(all.filter((name) => fits(name) && !OUTER.includes(name)));
  const around = (of: fc.Arbitrary<Told>): fc.Arbitrary<Told> =>
    fc
      .tuple(fc.constantFrom(...OUTER.filter(fits)), of)
      .map(([name, { rule, names }]) => shown({ rule: initializers[name](rule), names: [name, ...names] }));
  const published = inner.map(({ rule, names }) =>
    shown({
      rule: init.spectralRadius(1.1, init.balanced(rule, { form: 'psychrnn' }), { of: 'raw' }),
      names: ['raw radius', 'psychrnn balance', ...names],
    }),
  );
  const number = fc.constant(shown({ rule: 0.25, names: ['.25'] }));
  return fc.oneof(number, inner, inner, around(inner), around(around(inner)), ...(square ? [published] : []));
}

const vectorRules = fc.oneof(oneOf(VECTORS), fc.constant(shown({ rule: 0.1, names: ['.1'] })));

const sometimes = (rules: fc.Arbitrary<Told>): fc.Arbitrary<Told | undefined> =>
  fc.option(rules, { nil: undefined });

/** What was drawn by parameter, without those that keep their default. */
const rulesOf = (drawn: { readonly [name: string]: Told | undefined }): { [name: string]: Initial } =>
  Object.fromEntries(Object.entries(drawn).flatMap(([name, told]) => (told ? [[name, told.rule]] : [])));

/** Rate networks with every option, initial values among them. */
export const rateNetworks: fc.Arbitrary<RateNetwork> = allOptions.chain((options) =>
  fc
    .record({
      wIn: sometimes(weightRules(false)),
      wRec: sometimes(weightRules(true)),
      wOut: sometimes(weightRules(false)),
      bRec: sometimes(vectorRules),
      bOut: sometimes(vectorRules),
      ...(options.inputBias ? { bIn: sometimes(vectorRules) } : {}),
      ...(options.initialState === 'parameter' ? { x0: sometimes(vectorRules) } : {}),
    })
    .map((drawn) => {
      const network = createRateNetwork({ ...options, init: rulesOf(drawn) } as RateNetworkOptions);
      const names = Object.entries(drawn).map(
        ([name, told]) => `${name}: ${told?.names.join(' of ') ?? 'default'}`,
      );
      return { ...network, [fc.toStringMethod]: () => `${JSON.stringify(options)} ${names.join('; ')}` };
    }),
);

/** Masks of fixed entries: 0, a half or 1, all or nothing. */
const fixedMask = (shape: Shape): fc.Arbitrary<Tensor | boolean> =>
  fc.oneof(
    fc.boolean(),
    fc
      .array(fc.constantFrom(0, 0.5, 1), { minLength: sizeOf(shape), maxLength: sizeOf(shape) })
      .map((data) => fromArray(Float32Array.from(data), shape)),
  );

const small = { nIn: 2, nRec: 3, nOut: 1 };
const states = ['zero', 'parameter', 'perTrial'] as const;

/** LSTM and GRU networks of every variant, first state, initial values and fixed parameters; batches of 2. */
export const gatedNetworks: fc.Arbitrary<Network<never>> = fc
  .record({
    kind: fc.constantFrom('standard' as const, 'psychrnn' as const, 'gru' as const),
    initialState: fc.constantFrom(...states),
  })
  .chain(({ kind, initialState }) => {
    const gates = kind === 'gru' ? 3 : 4;
    const first = { zero: null, parameter: [3], perTrial: [2, 3] }[initialState];
    const shapes: { [name: string]: Shape } = {
      ...{ wIn: [gates * 3, 2], wRec: [gates * 3, 3], b: [gates * 3], wOut: [1, 3], bOut: [1] },
      ...(kind === 'gru' ? { bRec: [3] } : {}),
      ...(first ? { h0: first } : {}),
      ...(first && kind !== 'gru' ? { c0: first } : {}),
    };
    const rules = Object.keys(shapes).map((name) => {
      const isVector = name.startsWith('b');
      return [name, sometimes(isVector ? vectorRules : weightRules(name === 'wRec'))] as const;
    });
    const drawn = Object.fromEntries(rules.filter(([name]) => !name.endsWith('0')));
    const fixed = Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, fixedMask(shape)]));
    return fc.tuple(fc.record(drawn), fc.record(fixed)).map(([init, masks]) => {
      const options = {
        ...{ ...small, initialState, fixed: masks as never, init: rulesOf(init) as never },
        ...(initialState === 'perTrial' ? { batchSize: 2 } : {}),
      };
      const network = kind === 'gru' ? createGru(options) : createLstm({ ...options, variant: kind });
      const told = `${kind} ${initialState} ${Object.entries(init).map(([name, each]) => `${name}: ${each?.names}`)}`;
      return { ...network, [fc.toStringMethod]: () => told } as unknown as Network<never>;
    });
  });

const rates: fc.Arbitrary<LearningRate> = fc.constantFrom<LearningRate[]>(
  1e-3,
  0.1,
  10,
  linearDecay({ initial: 0.1, steps: 3, final: 0.01 }),
);

/** Every optimiser, those with weight decay among them, at every kind of rate. */
export const anyOptimizer: fc.Arbitrary<Optimizer> = fc
  .tuple(fc.constantFrom(...optimizers, ...decaying), rates)
  .map(([[name, make], rate]) => ({ ...make(rate), [fc.toStringMethod]: () => `${name} ${rate}` }));

/** Masks that fix nothing, a bias, or every other recurrent weight, besides what the network fixes, for one training. */
export const moreFixed = ({ bOut, wRec }: { readonly [name: string]: Tensor }): readonly FixedMasks[] => [
  {},
  { bOut: full(bOut.shape, 1) },
  { wRec: { ...wRec, data: wRec.data.map((_, i) => i % 2) } },
];
