/** The split of scans: same values, and only the recurrence in the loop. @module */

import { describe, expect, test } from 'vitest';
import { add, cast, mul, sin, tanh } from '../../../src/autograd/ops/elementwise.ts';
import { sum } from '../../../src/autograd/ops/layout.ts';
import { matmul } from '../../../src/autograd/ops/matmul.ts';
import { normal as draw, foldIn } from '../../../src/autograd/ops/random.ts';
import { replay } from '../../../src/autograd/replay.ts';
import { scan } from '../../../src/autograd/scan.ts';
import type { ScanAttrs } from '../../../src/autograd/scan-adjoint.ts';
import type { Node, Tape, Value } from '../../../src/autograd/tape.ts';
import { trace } from '../../../src/autograd/transforms.ts';
import { splitScans } from '../../../src/compile/passes/split-scans.ts';
import { key, normal } from '../../../src/tensor/random.ts';
import { type Tensor, tensor, zeros } from '../../../src/tensor/tensor.ts';
import { assertClose, tolerances } from '../../support/close.ts';
import { B, bodyOf, keepsBits, keepsValues, namesOf, scansOf, shapesOf, T, trainingTape } from './passes.ts';

/** Every product of a tape with how often a run does it, and whether that is inside a loop without loops in it. */
function products(
  tape: Tape,
  times = 1,
  innermost = false,
): { shapes: string; times: number; innermost: boolean }[] {
  const here = shapesOf(tape, 'matmul').map((shapes) => ({ shapes, times, innermost }));
  const inside = scansOf(tape).flatMap((scan) => {
    const body = bodyOf(scan);
    return products(body, times * (scan.attrs as ScanAttrs).length, scansOf(body).length === 0);
  });
  return [...here, ...inside];
}

/** The recurrence of a cell with weights that are captured: h' = tanh(u w + h v + b), y = h' o. */
const cell = (u: Value, w: Value, v: Value, b: Value, o: Value): [Value, Value] =>
  scan(
    (h: Value, x: Value): [Value, Value] => {
      const next = tanh(add(add(matmul(x, w), matmul(h, v)), b));
      return [next, matmul(next, o)];
    },
    zeros([3, 4]) as Value,
    u,
  );
const cellArgs: [Tensor, Tensor, Tensor, Tensor, Tensor] = [
  normal(key(1), [5, 3, 2]),
  normal(key(2), [2, 4]),
  normal(key(3), [4, 4]),
  normal(key(4), [4]),
  normal(key(5), [4, 2]),
];

const onlyScan = (tape: Tape): Node => {
  const scans = scansOf(tape);
  expect(scans.length).toBe(1);
  return scans[0];
};

describe('values', () => {
  test('split tapes give the values of the tapes that they come from', () => keepsValues(splitScans, 1));
  test('on whole numbers they are the same', () => keepsValues(splitScans, 1, 'whole'));
  test('programs that round each operation once keep their bits', () => keepsBits(splitScans, 1));

  test('long loops with sums are cut into blocks, and give the same sums, last carries and stacks', () => {
    const args: [Tensor, Tensor] = [normal(key(6), [24, 64, 3]), normal(key(7), [3, 3])];
    for (const reverse of [false, true]) {
      const f = (u: Value, w: Value): Value[] => {
        type State = { h: Value; s: Value };
        const step = ({ h, s }: State, x: Value, t: Value): [State, Value] => {
          const late = add(cast(t, 'f32'), sum(draw(foldIn(key(8), t), [3])));
          const next = tanh(
            add(matmul(h, w), mul(x, add(1, sum(mul(matmul(x, w, { transB: true }), 0.01))))),
          );
          return [{ h: next, s: add(s, matmul(next, x, { transA: true })) }, mul(next, sin(late))];
        };
        const [{ h, s }, ys] = scan(step, { h: zeros([64, 3]), s: zeros([3, 3]) } as State, u, { reverse });
        return [h, s, ys];
      };
      const { tape } = trace('long', f, args);
      const split = splitScans(tape);
      const [want, got] = [replay(tape, args), replay(split, args)] as Tensor[][];
      for (const [k, x] of got.entries()) assertClose(x, want[k], 30 * tolerances.f32, `output ${k}`);
    }
  });
});

describe('what stays in the loop', () => {
  test('the input projection and the read-out run once on all rows, the recurrent product stays', () => {
    const split = splitScans(trace('cell', cell, cellArgs).tape);
    expect(shapesOf(bodyOf(onlyScan(split)), 'matmul')).toContain('[3,4] [4,4] -> [3,4]');
    expect(shapesOf(split, 'matmul')).toContain('[15,4] [4,2] -> [15,2]');
    const inLoop = namesOf(bodyOf(onlyScan(split)));
    expect(inLoop.filter((name) => name === 'tanh')).toEqual(['tanh']);
  });

  test('a sum over time of products is one product with as many times the rows', () => {
    const f = (a: Value, b: Value): Value =>
      scan(
        (s: Value, x: { a: Value; b: Value }): [Value, object] => [
          add(s, matmul(x.a, x.b, { transA: true })),
          {},
        ],
        zeros([2, 3]) as Value,
        { a, b },
      )[0];
    const args: [Tensor, Tensor] = [normal(key(1), [5, 4, 2]), normal(key(2), [5, 4, 3])];
    const split = splitScans(trace('sum', f, args).tape);
    expect(scansOf(split)).toEqual([]);
    expect(shapesOf(split, 'matmul')).toEqual(['[20,2] [20,3] -> [2,3]']);
  });

  test('a product that is summed and stacked as well keeps both', () => {
    const f = (a: Value, b: Value): [Value, Value] =>
      scan(
        (s: Value, x: { a: Value; b: Value }): [Value, Value] => {
          const p = matmul(x.a, x.b, { transA: true });
          return [add(s, p), p];
        },
        zeros([2, 2]) as Value,
        { a, b },
      );
    const args: [Tensor, Tensor] = [normal(key(1), [3, 1, 2]), normal(key(2), [3, 1, 2])];
    const { tape } = trace('both', f, args);
    const [got, want] = [replay(splitScans(tape), args), replay(tape, args)] as Tensor[][];
    for (const [k, x] of got.entries()) assertClose(x, want[k], tolerances.f32);
  });

  test('carries that nothing wants are not carried', () => {
    const f = (x: Value): Value => {
      type State = { used: Value; unused: Value };
      const step = ({ used, unused }: State): [State, object] => [
        { used: tanh(used), unused: sin(add(unused, used)) },
        {},
      ];
      return scan(step, { used: x, unused: x } as State, {}, { length: 4 })[0].used;
    };
    const scanned = onlyScan(splitScans(trace('dead', f, [tensor([1, 2])]).tape));
    expect((scanned.attrs as ScanAttrs).nCarry).toBe(1);
    expect(namesOf(bodyOf(scanned))).toEqual(['tanh']);
  });

  test('a loop in a loop is split as well', () => {
    const f = (x: Value, w: Value): Value =>
      scan(
        (h: Value): [Value, object] => {
          const [, ys] = scan(
            (g: Value): [Value, Value] => [tanh(matmul(g, w)), sin(g)],
            h,
            {},
            { length: 3 },
          );
          return [mul(sum(ys, 0), 0.3), {}];
        },
        x,
        {},
        { length: 2 },
      )[0];
    const split = splitScans(trace('nested', f, [normal(key(1), [2, 2]), normal(key(2), [2, 2])]).tape);
    const outer = bodyOf(onlyScan(split));
    expect(namesOf(bodyOf(onlyScan(outer)))).toEqual(['matmul', 'tanh']);
    expect(namesOf(outer)).toContain('sin');
  });
});

describe('the training step of song2016', () => {
  const split = splitScans(trainingTape());
  const all = products(split);
  const nRec = 50;

  test('each loop has one recurrent product and one product of three columns, of the input or the read-out', () => {
    const innermost = (tape: Tape): Tape[] =>
      scansOf(tape).flatMap((scan) =>
        scansOf(bodyOf(scan)).length > 0 ? innermost(bodyOf(scan)) : [bodyOf(scan)],
      );
    const recurrent = `[${B},${nRec}] [${nRec},${nRec}] -> [${B},${nRec}]`;
    const loops = innermost(split).map((body) => shapesOf(body, 'matmul'));
    expect(loops.length).toBe(2);
    for (const shapes of loops) {
      expect(shapes.filter((s) => s === recurrent).length).toBe(1);
      const others = shapes.filter((s) => s !== recurrent);
      expect(others.every((s) => s.startsWith(`[${B},3] `) && s.endsWith(`-> [${B},${nRec}]`))).toBe(true);
      expect(others.length).toBeLessThanOrEqual(1);
    }
  });

  test('recurrent products run T times forward and backward', () => {
    const recurrent = all.filter(({ shapes }) => shapes.startsWith(`[${B},${nRec}] [${nRec},${nRec}]`));
    expect(recurrent.map(({ times }) => times)).toEqual([T, T]);
  });

  test.each([
    ['wRec', [nRec, nRec]],
    ['wIn', [nRec, 3]],
    ['wOut', [3, nRec]],
  ])(
    'the gradient of %s is summed over all T B rows in products of many rows, outside of the recurrence',
    (_, shape) => {
      const gradients = all.filter(({ shapes }) => shapes.endsWith(`-> [${shape}]`));
      expect(gradients.length).toBe(1);
      const [{ shapes, times, innermost }] = gradients;
      const rows = Number(/^\[(\d+)/.exec(shapes)?.[1]);
      expect(innermost).toBe(false);
      expect(rows * times).toBe(T * B);
      expect(rows).toBeGreaterThanOrEqual(64);
    },
  );

  test('the read-out runs on many rows at a time', () => {
    const readout = all.filter(({ shapes }) => shapes.endsWith(',3]') && shapes.includes(`[3,${nRec}] ->`));
    expect(readout.length).toBe(1);
    expect(readout[0].times).toBeLessThanOrEqual(T / 4);
  });
});
