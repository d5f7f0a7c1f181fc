import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  add,
  checkGradients,
  grad,
  interpret,
  relu,
  sum,
  trace,
  type Value,
  valueAndGrad,
} from '../../../src/autograd/index.ts';
import { compile } from '../../../src/compile/index.ts';
import {
  l1,
  l1Rate,
  l2,
  l2Rate,
  type RegularizationOptions,
  regularization,
} from '../../../src/rnn/losses/regularizers.ts';
import { cast, full, item, ShapeError, type Tensor, tensor, zeros } from '../../../src/tensor/index.ts';
import { awayFromZero, onGrid } from '../../support/arbitraries.ts';
import { assertClose, assertCloseTrees, tolerances } from '../../support/close.ts';
import { runs } from '../../support/runs.ts';

type Coefficients = Omit<RegularizationOptions, 'custom'>;
const names = ['l1In', 'l1Rec', 'l1Out', 'l2In', 'l2Rec', 'l2Out', 'l1Rate', 'l2Rate'] as const;

/** Coefficients, of which about half are 0 or left out. */
const coefficients: fc.Arbitrary<Coefficients> = fc.record(
  Object.fromEntries(names.map((name) => [name, fc.constantFrom(0, 0, 0.5, 2)])),
  { requiredKeys: [] },
);

type Given = { wIn: Value; wRec: Value; wOut: Value; r: Value };
/** Weights of 3 units, 2 inputs and 1 output, and rates of 2 steps of 2 trials; away from the kink of |x|. */
const given: fc.Arbitrary<{ [K in keyof Given]: Tensor }> = fc.record({
  wIn: onGrid([3, 2]).map(awayFromZero),
  wRec: onGrid([3, 3]).map(awayFromZero),
  wOut: onGrid([1, 3]).map(awayFromZero),
  r: onGrid([2, 2, 3]).map(awayFromZero),
});

const penaltyOf =
  (options: RegularizationOptions) =>
  ({ r, ...weights }: Given): Value =>
    regularization(options)(weights, { r }, {});

const meanOf = (f: (v: number) => number, { data }: Tensor): number =>
  Array.from(data, f).reduce((total, v) => total + v, 0) / data.length;

describe('l1, l2, l1Rate and l2Rate', () => {
  // The means that PsychRNN 1.0.0 (commit aff98e1) takes, by hand.
  it('are means: 10 / 4, 30 / 4, 5 / 4 and 3 / 4', () => {
    const w = tensor([
      [1, -2],
      [3, -4],
    ]);
    expect([l1(w), l2(w)].map((x) => item(x as Tensor))).toEqual([2.5, 7.5]);
    const r = relu(
      tensor([
        [
          [1, -1],
          [2, 0],
        ],
      ]),
    );
    expect(item(l2Rate(r) as Tensor)).toBe(1.25);
    expect(item(l1Rate(r) as Tensor)).toBe(0.75);
  });

  it('have the gradients sign(w) / size and 2 w / size, 0 at 0', () => {
    const w = tensor([[2, -3, 0, 5]]);
    expect([...(grad(l1)(w) as Tensor).data]).toEqual([0.25, -0.25, 0, 0.25]);
    expect([...(grad(l2)(w) as Tensor).data]).toEqual([1, -1.5, 0, 2.5]);
  });

  it('do not depend on the number of equal entries', () => {
    for (const f of [l1, l2, l1Rate, l2Rate]) expect(f(full([3, 4, 5], -1))).toEqual(f(full([1, 1, 1], -1)));
  });
});

describe('regularization', () => {
  it('is the sum of its terms, each with its coefficient', () => {
    fc.assert(
      fc.property(coefficients, given, (options, at) => {
        const { wIn, wRec, wOut, r } = at;
        const ofName = { In: wIn, Rec: wRec, Out: wOut, Rate: r };
        const terms = Object.entries(options).map(([name, coefficient]) => {
          const x = ofName[name.slice(2) as keyof typeof ofName];
          return (coefficient as number) * meanOf(name.startsWith('l1') ? Math.abs : (v) => v * v, x);
        });
        const expected = tensor(
          terms.reduce((total, v) => total + v, 0),
          'f64',
        );
        assertClose(penaltyOf(options)(at) as Tensor, expected, tolerances.f64);
      }),
    );
  });

  it('has the gradient that differences give, and compiles to what plain loops compute', () => {
    fc.assert(
      fc.property(coefficients, given, (options, at) => {
        checkGradients(penaltyOf(options), [at]);
        const f = valueAndGrad(penaltyOf({ ...options, custom: ({ wIn }) => sum(wIn as Value) }));
        const f32 = Object.fromEntries(Object.entries(at).map(([name, x]) => [name, cast(x, 'f32')]));
        const args = [f32 as typeof at] as const;
        assertCloseTrees(compile(f, [...args])(...args), interpret(f, [...args])(...args), tolerances.f32);
      }),
      runs(0.1),
    );
  });

  it('records nothing for coefficients of 0, and one product and penalty for any other', () => {
    const at = { wIn: zeros([3, 2]), wRec: zeros([3, 3]), wOut: zeros([1, 3]), r: zeros([2, 2, 3]) };
    const recorded = (options: Coefficients): string[] =>
      trace('test', penaltyOf(options), [at as Given]).tape.nodes.map(({ op }) => op.name);
    expect(recorded({})).toEqual([]);
    expect(recorded({ l1In: 0, l1Rate: 0, l2Rec: 0 })).toEqual([]);
    expect(recorded({ l1In: 0, l2Rec: 1 })).toEqual(['mul', 'sum', 'div', 'mul']);
  });

  it('is 0 of the right dtype without terms', () => {
    expect(regularization({})({ wRec: zeros([2, 2], 'f64') }, {}, {})).toEqual(tensor(0, 'f64'));
    expect(regularization()({}, {}, {})).toEqual(tensor(0));
  });

  it('needs only the arrays that it penalises', () => {
    const penalty = regularization({ l2Rec: 2 });
    expect(item(penalty({ wRec: full([2, 2], 3) }, {}, {}) as Tensor)).toBe(18);
  });

  it('adds the custom penalty, which sees weights, activity and parameters', () => {
    type P = { bRec: Value };
    const penalty = regularization<P, { wRec: Value }, { r: Value }>({
      l2Rate: 1,
      custom: ({ wRec }, { r }, { bRec }) => add(add(l1(wRec), sum(r)), sum(bRec)),
    });
    const value = penalty({ wRec: full([2, 2], -5) }, { r: full([1, 1, 2], 2) }, { bRec: tensor([1, 2]) });
    expect(item(value as Tensor)).toBe(4 + (5 + 4 + 3));
  });
});

describe('bad input', () => {
  const call = (options: unknown) => () =>
    regularization(options as never)({ wRec: zeros([2, 2]) }, { r: zeros([1, 1, 2]) }, {});
  test.each<[string, () => unknown, Error]>([
    [
      'a misspelled coefficient',
      call({ L2_rec: 1 }),
      new TypeError("regularization: expected known options, got 'L2_rec' - did you mean 'l2Rec'?"),
    ],
    [
      'a negative coefficient',
      call({ l1In: -1 }),
      new RangeError('regularization: expected l1In to be a finite number >= 0, got -1'),
    ],
    [
      'a coefficient that is no number',
      call({ l2Rate: '1' }),
      new RangeError("regularization: expected l2Rate to be a finite number >= 0, got '1'"),
    ],
    [
      'a custom penalty that is no function',
      call({ custom: 3 }),
      new TypeError('regularization: expected custom to be a function, got 3'),
    ],
    [
      'a custom penalty that returns a number',
      call({ custom: () => 3 }),
      new TypeError('regularization: expected custom to return a scalar array, got 3'),
    ],
    [
      'a custom penalty that is no scalar',
      call({ custom: () => zeros([2]) }),
      new ShapeError(
        'regularization: expected custom to return a scalar, got shape [2] - reduce it with sum()',
        [],
      ),
    ],
    [
      'weights that are missing',
      call({ l1In: 1 }),
      new TypeError('regularization: expected weights.wIn for l1In, got undefined'),
    ],
  ])('%s', (_, run, { message, constructor: kind }) => {
    expect(run).toThrow(message);
    expect(run).toThrow(kind as never);
  });
});
