import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sgd, stepDecay } from '../../../src/rnn/index.ts';
import { fromArray, type Tensor, tensor } from '../../../src/tensor/index.ts';
import { onGrid } from '../../support/arbitraries.ts';
import { assertClose, assertCloseTrees, tolerances } from '../../support/close.ts';
import { follow, one, sequenceOf } from './follow.ts';

describe('sgd', () => {
  it('is theta - learningRate g, exactly', () => {
    fc.assert(
      fc.property(onGrid([4]), onGrid([4]), fc.constantFrom(0, 0.25, 2), (theta, g, learningRate) => {
        const expected = theta.data.map((v, i) => v - learningRate * g.data[i]);
        const [moved] = follow(sgd({ learningRate }), { theta }, [{ theta: g }]);
        assertCloseTrees(moved, { theta: fromArray(expected, [4]) }, tolerances.exact);
      }),
    );
    expect(follow(sgd(), one(1), [one(1)])).toEqual([one(0.99)]);
  });

  it('under a constant gradient reaches a velocity of g / (1 - momentum)', () => {
    const path = follow(sgd({ learningRate: 1, momentum: 0.5 }), one(0), Array(60).fill(one(1))) as Tensor[];
    expect(path[0]).toEqual(one(-1));
    expect(path[59].data[0] - path[58].data[0]).toBeCloseTo(-2, 12);
  });

  it('keeps the rate out of the velocity: a smaller rate scales past gradients too', () => {
    const learningRate = stepDecay({ initial: 1, factor: 0.5, at: [1] });
    const path = follow(sgd({ learningRate, momentum: 0.5 }), one(0), [one(1), one(0)]);
    // The velocity is 1, then .5, and the rate 1, then .5.
    expect(path).toEqual([one(-1), one(-1.25)]);
  });

  it('remembers nothing without momentum and schedule', () => {
    expect(sgd().init(one(0))).toEqual({});
    expect(sgd({ momentum: 0.9 }).init({ w: one(3) })).toEqual({ velocity: { w: one(0) } });
  });
});

// PyTorch 2.15 in f64: p = torch.tensor([1., -2.], requires_grad=True); o = ...; for g in GRADIENTS:
// p.grad = torch.tensor(g); o.step(); print(p). The optimiser is the comment at each row.
describe('five steps of PyTorch', () => {
  it.each([
    [
      'momentum', // torch.optim.SGD([p], lr=0.1, momentum=0.9)
      sgd({ learningRate: 0.1, momentum: 0.9 }),
      [
        [0.9, -1.95],
        [0.76, -1.93],
        [0.834, -1.912],
        [0.8881, -2.0458],
        [0.63679, -2.06622],
      ],
    ],
    [
      'Nesterov momentum', // torch.optim.SGD([p], lr=0.1, momentum=0.9, nesterov=True)
      sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true }),
      [
        [0.81, -1.905],
        [0.634, -1.912],
        [0.9006, -1.8958],
        [0.93679, -2.16622],
        [0.410611, -2.084598],
      ],
    ],
    [
      'momentum with L2', // torch.optim.SGD([p], lr=0.1, momentum=0.9, weight_decay=0.1)
      sgd({ learningRate: 0.1, momentum: 0.9, weightDecay: 0.1 }),
      [
        [0.89, -1.93],
        [0.7321, -1.8727],
        [0.782669, -1.802403],
        [0.80785441, -1.87111167],
        [0.5224427349, -1.8142383563],
      ],
    ],
  ])('%s', (_, optimizer, points) => {
    assertClose(sequenceOf(optimizer), tensor(points, 'f64'), tolerances.f64);
  });
});
