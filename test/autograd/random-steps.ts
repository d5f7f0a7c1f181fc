/** Random loop bodies, and the plain loop that a scan of them must equal. @module */

import fc from 'fast-check';
import { add, cast, mul, select, sin, tanh } from '../../src/autograd/ops/elementwise.ts';
import { broadcastTo, concat, reshape, slice, sum } from '../../src/autograd/ops/layout.ts';
import { matmul } from '../../src/autograd/ops/matmul.ts';
import { foldIn, normal } from '../../src/autograd/ops/random.ts';
import { scan } from '../../src/autograd/scan.ts';
import type { Value } from '../../src/autograd/tape.ts';
import { key } from '../../src/tensor/random.ts';
import { type Tensor, tensor, zeros } from '../../src/tensor/tensor.ts';
import { normals } from '../support/arbitraries.ts';

/** The float arguments that gradients are taken by. */
export type Arguments = { h: Value; c: Value; u: Value; v: Value; w: Value; b: Value };

/** Two float carries [B, N], one that counts; inputs u [T, B, N] and v [T, N]; captured w [N, N] and b [N]. */
export interface Body {
  readonly batch: number;
  readonly n: number;
  readonly length: number;
  readonly reverse: boolean;
  /** Numbers of the terms that make up each carry and each output. */
  readonly h: readonly number[];
  readonly c: readonly number[];
  readonly y: readonly number[];
  readonly z: readonly number[];
  /** Whether the loss uses the last carries, y and z. */
  readonly uses: readonly boolean[];
}

type State = { h: Value; c: Value; k: Value };
type Inputs = { u: Value; v: Value };

const drawKey = key(99);

/** Everything that one term of a step may be; each has, or broadcasts to, the shape [B, N]. */
const terms: ((s: State, x: Inputs, t: Value, a: Arguments) => Value)[] = [
  ({ h }) => mul(h, 0.5),
  ({ h }, _x, _t, { w }) => matmul(tanh(h), w, { transB: true }),
  ({ h, c }) => mul(tanh(h), c),
  ({ c }) => sin(c),
  (_s, { u }) => u,
  (_s, { u }, _t, { w }) => matmul(u, w),
  ({ h }, { v }) => mul(tanh(h), v),
  (_s, _x, _t, { b }) => tanh(b),
  ({ h }, _x, t) => mul(tanh(h), sin(cast(t, 'f64'))),
  ({ h }, { u }, t) => select(sin(cast(t, 'f64')), tanh(h), u),
  ({ k, c }) => mul(tanh(c), mul(cast(k, 'f64'), 0.1)),
  ({ h, k }) => mul(tanh(h), normal(foldIn(drawKey, k), h.shape, 'f64')),
  () => tensor(0.25, 'f64'),
  ({ h }, _x, _t, { w }) => {
    // A scan within the step: four small steps that use the step's own values.
    const inner = (g: Value, i: Value): [Value, Value] => [
      tanh(add(matmul(g, w), mul(h, cast(i, 'f64')))),
      g,
    ];
    return scan((g: Value, _: object, i: Value) => inner(g, i), h, {}, { length: 4 })[0];
  },
];

/** The step of a body. */
export function stepOf(
  body: Body,
  a: Arguments,
): (s: State, x: Inputs, t: Value) => [State, { y: Value; z: Value[] }] {
  return (s, x, t) => {
    const shape = [body.batch, body.n];
    const total = (numbers: readonly number[]): Value =>
      numbers.reduce(
        (left: Value, i) => add(left, terms[i](s, x, t, a)),
        zeros(numbers.length === 0 ? shape : [], 'f64'),
      );
    const [h, c] = [body.h, body.c].map((numbers) => broadcastTo(total(numbers), shape));
    return [
      { h, c, k: add(s.k, 2) },
      { y: total(body.y), z: [total(body.z), s.k] },
    ];
  };
}

type Results = [State, { y: Value; z: Value[] }];

export function scanned(body: Body, a: Arguments): Results {
  const carry: State = { h: a.h, c: a.c, k: tensor(3, 'i32') };
  const { length, reverse } = body;
  return scan(stepOf(body, a), carry, { u: a.u, v: a.v }, { length, reverse });
}

/** The same as a loop in JavaScript: `step` at each t, results put together by concat. */
export function unrolled(
  body: Body,
  a: Arguments,
  step: ReturnType<typeof stepOf> = stepOf(body, a),
): Results {
  const { length, reverse } = body;
  let carry: State = { h: a.h, c: a.c, k: tensor(3, 'i32') };
  const ys: { y: Value; z: Value[] }[] = [];
  const row = (x: Value, t: number): Value => {
    const size = x.shape.slice(1);
    return reshape(slice(x, [t, ...size.map(() => 0)], [1, ...size]), size);
  };
  for (let i = 0; i < length; i++) {
    const t = reverse ? length - 1 - i : i;
    [carry, ys[t]] = step(carry, { u: row(a.u, t), v: row(a.v, t) }, tensor(t, 'i32'));
  }
  // Without a step there is no y to read a shape from: a trial step tells it.
  const form =
    ys[0] ??
    step(
      carry,
      { u: zeros(a.u.shape.slice(1), 'f64'), v: zeros(a.v.shape.slice(1), 'f64') },
      tensor(0, 'i32'),
    )[1];
  const stack = (pick: (y: { y: Value; z: Value[] }) => Value): Value => {
    const { shape, dtype } = pick(form);
    if (length === 0) return zeros([0, ...shape], dtype);
    return concat(ys.map((y) => reshape(pick(y), [1, ...shape])));
  };
  return [carry, { y: stack(({ y }) => y), z: [stack(({ z }) => z[0]), stack(({ z }) => z[1])] }];
}

/** A scalar in which every used result counts with its own weight. */
export function lossOf(body: Body, [carry, { y, z }]: Results): Value {
  const used = [carry.h, carry.c, y, z[0]].filter((_, i) => body.uses[i]);
  return used.reduce<Value>(
    (total, x, i) => {
      const weights = normal(foldIn(key(5), i), x.shape, 'f64');
      return add(total, sum(mul(x, weights)));
    },
    tensor(0, 'f64'),
  );
}

const numbers = fc.array(fc.nat(terms.length - 1), { maxLength: 3 });

export const bodies: fc.Arbitrary<[Body, Record<keyof Arguments, Tensor>]> = fc
  .record({
    batch: fc.integer({ min: 1, max: 2 }),
    n: fc.integer({ min: 1, max: 3 }),
    length: fc.nat({ max: 4 }),
    reverse: fc.boolean(),
    h: numbers,
    c: numbers,
    y: numbers,
    z: numbers,
    uses: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
  })
  .chain((body) => {
    const { batch, n, length } = body;
    return fc.tuple(
      fc.constant(body),
      fc.record(
        {
          h: normals([batch, n]),
          c: normals([batch, n]),
          u: normals([length, batch, n]),
          v: normals([length, n]),
          w: normals([n, n]),
          b: normals([n]),
        },
        { noNullPrototype: true },
      ),
    );
  });
