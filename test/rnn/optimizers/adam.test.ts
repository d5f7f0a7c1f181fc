import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AdamOptions, adam, adamW, exponentialDecay } from '../../../src/rnn/index.ts';
import { normal, type Tensor, tensor } from '../../../src/tensor/index.ts';
import { foldIn } from '../../../src/tensor/random.ts';
import { keys } from '../../support/arbitraries.ts';
import { assertClose, assertCloseTrees, tolerances } from '../../support/close.ts';
import { runs } from '../../support/runs.ts';
import { follow, one, sequenceOf } from './follow.ts';

type Settings = Required<Omit<AdamOptions, 'learningRate' | 'weightDecay'>> & {
  readonly learningRate: number;
};

/** Adam on one number, as PyTorch and TensorFlow 1 write it. */
function plainAdam(theta: number, gradients: readonly number[], settings: Settings): number[] {
  const { learningRate, beta1, beta2, epsilon, form } = settings;
  let [m, v] = [0, 0];
  return gradients.map((g, i) => {
    m = beta1 * m + (1 - beta1) * g;
    v = beta2 * v + (1 - beta2) * g * g;
    const [c1, c2] = [1 - beta1 ** (i + 1), 1 - beta2 ** (i + 1)];
    theta -=
      form === 'pytorch'
        ? (learningRate * (m / c1)) / (Math.sqrt(v / c2) + epsilon)
        : (((learningRate * Math.sqrt(c2)) / c1) * m) / (Math.sqrt(v) + epsilon);
    return theta;
  });
}

const settings: fc.Arbitrary<Settings> = fc.record({
  learningRate: fc.constantFrom(1e-3, 0.1, 10),
  beta1: fc.constantFrom(0, 0.5, 0.9),
  beta2: fc.constantFrom(0, 0.9, 0.999),
  epsilon: fc.constantFrom(1e-8, 1e-2),
  form: fc.constantFrom<Settings['form'][]>('pytorch', 'tensorflow'),
});

describe('adam', () => {
  it('with learning rate .001 and gradients 1, .5 goes from 0 to -.001 to -.00193218', () => {
    const [first, second] = follow(adam({ learningRate: 1e-3 }), one(0), [one(1), one(0.5)]) as Tensor[];
    expect(first.data[0]).toBeCloseTo(-0.001, 10);
    expect(second.data[0]).toBeCloseTo(-0.00193218, 8);
    // Control: with corrections left out, or a step of another sign, the first step would not be -.001.
    expect(follow(adam({ learningRate: 1e-3, beta1: 0, beta2: 0 }), one(0), [one(1)])[0]).toEqual(
      one(-0.001 / (1 + 1e-8)),
    );
  });

  it("takes a first step of .0009999997 in TensorFlow's form: its epsilon counts for 1 / sqrt(.001) as much", () => {
    const first = (options: AdamOptions): number =>
      (follow(adam({ learningRate: 1e-3, ...options }), one(0), [one(1)])[0] as Tensor).data[0];
    // 1e-3 / (1 + 1e-8 / sqrt(.001)) = 1e-3 (1 - 3.16e-7); PyTorch's is 1e-3 (1 - 1e-8).
    expect(first({ form: 'tensorflow' })).toBeCloseTo(-9.999997e-4, 10);
    expect(first({ form: 'tensorflow' }) - first({})).toBeCloseTo(3.06e-10, 11);
  });

  it('has the defaults of the paper: .001, .9, .999, 1e-8', () => {
    const gradients = [one(3), one(-1), one(0.1)];
    const stated = adam({ learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 });
    expect(follow(adam(), one(1), gradients)).toEqual(follow(stated, one(1), gradients));
  });

  it('agrees with plain loops in f64 over 50 steps of random gradients', () => {
    fc.assert(
      fc.property(settings, keys, (chosen, from) => {
        const gradients = Array.from({ length: 50 }, (_, t) => normal(foldIn(from, t), [3], 'f64'));
        const start = normal(foldIn(from, 50), [3], 'f64');
        const ends = follow(
          adam(chosen),
          { w: start },
          gradients.map((w) => ({ w })),
        ).map((p) => (p as { w: Tensor }).w.data);
        for (const i of [0, 1, 2]) {
          const expected = plainAdam(
            start.data[i],
            gradients.map((g) => g.data[i]),
            chosen,
          );
          const actual = ends.map((data) => data[i]);
          assertClose(tensor(actual, 'f64'), tensor(expected, 'f64'), tolerances.f64);
        }
      }),
      runs(0.3),
    );
  });

  it('takes first steps of the learning rate whatever the size of the gradient', () => {
    fc.assert(
      fc.property(fc.integer({ min: -12, max: 12 }), fc.boolean(), (exponent, positive) => {
        const g = (positive ? 1 : -1) * 2 ** exponent;
        const [theta] = follow(adam({ learningRate: 0.25 }), one(0), [one(g)]) as Tensor[];
        expect(theta.data[0]).toBeCloseTo(positive ? -0.25 : 0.25, 4);
      }),
    );
  });

  it('does not move where the gradient is 0, and keeps each entry and array to itself', () => {
    const params = { a: tensor([1, 2]), b: [tensor(3)] };
    const gradients = { a: tensor([0, 1]), b: [tensor(0)] };
    const [moved] = follow(adam({ learningRate: 0.5 }), params, [gradients]);
    assertCloseTrees(moved, { a: tensor([1, 1.5]), b: [tensor(3)] }, tolerances.f32);
    expect((moved as typeof params).a.data[0]).toBe(1);
  });

  it('has m, v, c1 and c2 in its state, and the count of updates only with a schedule', () => {
    const names = (learningRate: AdamOptions['learningRate']): string[] =>
      Object.keys(adam(learningRate === undefined ? {} : { learningRate }).init(one(0)));
    expect(names(undefined)).toEqual(['m', 'v', 'c1', 'c2']);
    expect(names(exponentialDecay({ initial: 1, rate: 0.5 }))).toEqual(['m', 'v', 'c1', 'c2', 'step']);
  });
});

// PyTorch 2.15 in f64: p = torch.tensor([1., -2.], requires_grad=True); o = ...; for g in GRADIENTS:
// p.grad = torch.tensor(g); o.step(); print(p). The optimiser is the comment at each row.
describe('five steps of PyTorch', () => {
  it.each([
    [
      'adam', // torch.optim.Adam([p], lr=0.1)
      adam({ learningRate: 0.1 }),
      [
        [0.900000001, -1.900000002],
        [0.8067820382981611, -1.8733662987078465],
        [0.8274177408620569, -1.8527783689874684],
        [0.8411282551560588, -1.9013598034980717],
        [0.8048167041182298, -1.9072641796673866],
      ],
    ],
    [
      'adam with L2', // torch.optim.Adam([p], lr=0.1, weight_decay=0.1)
      adam({ learningRate: 0.1, weightDecay: 0.1 }),
      [
        [0.9000000009090909, -1.9000000014285714],
        [0.8057717968921709, -1.8395973867971898],
        [0.8196538667428988, -1.778235325837831],
        [0.8257433063858195, -1.8050146266869957],
        [0.785070759725452, -1.7891991753659588],
      ],
    ],
    [
      'adamW', // torch.optim.AdamW([p], lr=0.1)
      adamW({ learningRate: 0.1 }),
      [
        [0.899000001, -1.8980000019999999],
        [0.8048830382971611, -1.8694682987058464],
        [0.8247138578227597, -1.8470109006867623],
        [0.8375996582589389, -1.8937453242966789],
        [0.800450507562851, -1.8977559551416971],
      ],
    ],
    [
      'adamW with other options', // torch.optim.AdamW([p], lr=0.1, betas=(0.8, 0.99), eps=1e-3, weight_decay=0.5)
      adamW({ learningRate: 0.1, beta1: 0.8, beta2: 0.99, epsilon: 1e-3, weightDecay: 0.5 }),
      [
        [0.8500999000999, -1.8001996007984031],
        [0.7162179426588778, -1.6891292753863099],
        [0.7100409267937232, -1.5894207146183599],
        [0.693499962658815, -1.5689542493868949],
        [0.6153177013419849, -1.494820862837337],
      ],
    ],
  ])('%s', (_, optimizer, points) => {
    assertClose(sequenceOf(optimizer), tensor(points, 'f64'), tolerances.f64);
  });
});

describe('adamW', () => {
  it('is adam without decay, and without a gradient shrinks theta by 1 - learningRate weightDecay', () => {
    expect(sequenceOf(adamW({ weightDecay: 0 }))).toEqual(sequenceOf(adam()));
    const [moved] = follow(adamW({ learningRate: 0.5, weightDecay: 0.25 }), one(2), [one(0)]);
    expect(moved).toEqual(one(2 * (1 - 0.125)));
  });

  it('decays less as its learning rate does', () => {
    const learningRate = exponentialDecay({ initial: 0.5, rate: 0.5 });
    const path = follow(adamW({ learningRate, weightDecay: 0.5 }), one(1), [one(0), one(0)]);
    expect(path).toEqual([one(0.75), one(0.75 * 0.875)]);
  });
});
