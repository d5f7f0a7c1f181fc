import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RmspropOptions, rmsprop, stepDecay } from '../../../src/rnn/index.ts';
import { normal, type Tensor, tensor } from '../../../src/tensor/index.ts';
import { foldIn } from '../../../src/tensor/random.ts';
import { keys } from '../../support/arbitraries.ts';
import { assertClose, tolerances } from '../../support/close.ts';
import { runs } from '../../support/runs.ts';
import { follow, one, sequenceOf } from './follow.ts';

type Settings = Required<Omit<RmspropOptions, 'learningRate' | 'weightDecay'>> & {
  readonly learningRate: number;
};

/** RMSProp on one number, as PyTorch and TensorFlow 1 write it. */
function plainRmsprop(theta: number, gradients: readonly number[], settings: Settings): number[] {
  const { learningRate, decay, momentum, epsilon, form } = settings;
  let [v, b] = [form === 'pytorch' ? 0 : 1, 0];
  return gradients.map((g) => {
    v = decay * v + (1 - decay) * g * g;
    if (form === 'pytorch') {
      b = momentum * b + g / (Math.sqrt(v) + epsilon);
      theta -= learningRate * b;
    } else {
      b = momentum * b + (learningRate * g) / Math.sqrt(v + epsilon);
      theta -= b;
    }
    return theta;
  });
}

const settings: fc.Arbitrary<Settings> = fc.record({
  learningRate: fc.constantFrom(1e-3, 0.1, 1),
  decay: fc.constantFrom(0, 0.9, 0.99),
  momentum: fc.constantFrom(0, 0.5, 0.9),
  epsilon: fc.constantFrom(1e-8, 1e-2),
  form: fc.constantFrom<Settings['form'][]>('pytorch', 'tensorflow'),
});

const first = (options: RmspropOptions): number =>
  (follow(rmsprop(options), one(0), [one(1)])[0] as Tensor).data[0];

describe('rmsprop', () => {
  it("takes a first step of rate / sqrt(1 - decay), and of the rate in TensorFlow's form, whose mean starts at 1", () => {
    expect(first({ learningRate: 0.1, decay: 0.75 })).toBeCloseTo(-0.2, 8);
    expect(first({ learningRate: 0.1, decay: 0.75, form: 'tensorflow' })).toBeCloseTo(-0.1, 10);
  });

  it('has epsilon beside the root, or under it by name', () => {
    expect(first({ learningRate: 1, decay: 0, epsilon: 3 })).toBe(-1 / 4);
    expect(first({ learningRate: 1, decay: 0, epsilon: 3, form: 'tensorflow' })).toBe(-1 / 2);
  });

  it("has PyTorch's defaults .01, .99, 1e-8, and TensorFlow 1's .9 and 1e-10 in its form", () => {
    const torch = { learningRate: 0.01, decay: 0.99, momentum: 0, epsilon: 1e-8, weightDecay: 0 };
    expect(sequenceOf(rmsprop())).toEqual(sequenceOf(rmsprop({ ...torch, form: 'pytorch' })));
    const tf: RmspropOptions = { form: 'tensorflow' };
    expect(sequenceOf(rmsprop(tf))).toEqual(sequenceOf(rmsprop({ ...tf, decay: 0.9, epsilon: 1e-10 })));
  });

  it("keeps past steps as they were in TensorFlow's form when the rate falls, and scales them in PyTorch's", () => {
    const learningRate = stepDecay({ initial: 1, factor: 0.5, at: [1] });
    const path = (form: Settings['form']): number[] =>
      (
        follow(rmsprop({ learningRate, decay: 0, momentum: 0.5, epsilon: 2 ** -126, form }), one(0), [
          one(1),
          one(0),
        ]) as Tensor[]
      ).map(({ data }) => data[0]);
    expect(path('pytorch')).toEqual([-1, -1.25]);
    expect(path('tensorflow')).toEqual([-1, -1.5]);
  });

  it('agrees with plain loops in f64 over 50 steps of random gradients', () => {
    fc.assert(
      fc.property(settings, keys, (chosen, from) => {
        const gradients = Array.from({ length: 50 }, (_, t) => normal(foldIn(from, t), [], 'f64'));
        const path = follow(rmsprop(chosen), tensor(0.5, 'f64'), gradients) as Tensor[];
        const expected = plainRmsprop(
          0.5,
          gradients.map((g) => g.data[0]),
          chosen,
        );
        assertClose(
          tensor(
            path.map(({ data }) => data[0]),
            'f64',
          ),
          tensor(expected, 'f64'),
          tolerances.f64,
        );
      }),
      runs(0.3),
    );
  });
});

// PyTorch 2.15 in f64: p = torch.tensor([1., -2.], requires_grad=True); o = ...; for g in GRADIENTS:
// p.grad = torch.tensor(g); o.step(); print(p). The optimiser is the comment at each row.
describe('five steps of PyTorch', () => {
  it.each([
    [
      'plain', // torch.optim.RMSprop([p], lr=0.1)
      rmsprop({ learningRate: 0.1 }),
      [
        [9.999999903994464e-8, -1.0000001999999606],
        [-0.44901311474436967, -1.4490133744217508],
        [0.42572651400725514, -1.4490133744217508],
        [0.3708626219992244, -2.3876449389445074],
        [-0.4269690800771795, -1.8552699127833376],
      ],
    ],
    [
      'momentum with L2', // torch.optim.RMSprop([p], lr=0.1, alpha=0.9, momentum=0.9, weight_decay=0.1)
      rmsprop({ learningRate: 0.1, decay: 0.9, momentum: 0.9, weightDecay: 0.1 }),
      [
        [0.6837722430740708, -1.6837722482688757],
        [0.24791175081873393, -1.43774494992995],
        [0.1302820385017593, -1.146461650521451],
        [0.004226152237500629, -1.1731468177878608],
        [-0.37028602277133993, -1.0032146366973995],
      ],
    ],
  ])('%s', (_, optimizer, points) => {
    assertClose(sequenceOf(optimizer), tensor(points, 'f64'), tolerances.f64);
  });
});
