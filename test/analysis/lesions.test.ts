import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lesionTable } from '../../src/analysis/lesions.ts';
import { scalePopulation } from '../../src/analysis/populations.ts';
import { createRateNetwork, type RateParams } from '../../src/rnn/index.ts';
import { cast, key, normal, permutation, type Tensor, tensor } from '../../src/tensor/index.ts';
import { keys } from '../support/arbitraries.ts';
import { assertClose, tolerances } from '../support/close.ts';
import { runs } from '../support/runs.ts';

const network = createRateNetwork({ nIn: 2, nRec: 5, nOut: 2 });
const inputs = normal(key(1), [6, 3, 2], 'f64');
/** Parameters in f64, so that sums hardly depend on the order of units. */
const drawn = (from: Tensor): RateParams<Tensor> =>
  Object.fromEntries(
    Object.entries(network.initialize(from)).map(([name, p]) => [name, cast(p as Tensor, 'f64')]),
  ) as unknown as RateParams<Tensor>;

/** Sum of the outputs, and of their squares. */
const outputs = (params: RateParams<Tensor>): { sum: number; squares: number } => {
  const data = Array.from(network.run(params, inputs, null).z.data);
  return { sum: data.reduce((s, v) => s + v, 0), squares: data.reduce((s, v) => s + v * v, 0) };
};

describe('lesionTable', () => {
  it('measures the network intact and without each unit, and says what changes', () => {
    fc.assert(
      fc.property(keys, (from) => {
        const params = drawn(from);
        const { intact, rows } = lesionTable(network, params, outputs);
        expect(intact).toEqual(outputs(params));
        expect(rows.map(({ group, units }) => [group, units])).toEqual(
          [0, 1, 2, 3, 4].map((unit) => [`unit ${unit}`, [unit]]),
        );
        rows.forEach(({ values, change }, unit) => {
          expect(values).toEqual(outputs(scalePopulation(network, params, { from: [unit], factor: 0 })));
          expect(change).toEqual({
            sum: values.sum - intact.sum,
            squares: values.squares - intact.squares,
          });
        });
      }),
      runs(0.2),
    );
  });

  it('changes nothing where units are silent already, and something where they are not', () => {
    fc.assert(
      fc.property(keys, fc.subarray([0, 1, 2, 3, 4], { minLength: 1 }), (from, units) => {
        const silent = scalePopulation(network, drawn(from), { from: units, factor: 0 });
        const { rows } = lesionTable(network, silent, outputs, { groups: { again: units } });
        expect(rows[0].change).toEqual({ sum: 0, squares: 0 });
      }),
      runs(0.3),
    );
    // Control.
    const { rows } = lesionTable(network, drawn(key(1)), outputs);
    expect(rows.some(({ change }) => change.sum !== 0)).toBe(true);
  });

  it('permutes its rows with the units', () => {
    fc.assert(
      fc.property(keys, (from) => {
        const params = drawn(from);
        const order = [...permutation(from, 5).data];
        const rowsOf = ({ data, shape: [, n], dtype }: Tensor): Tensor =>
          tensor(
            order.map((i) => [...data.subarray(i * n, (i + 1) * n)]),
            dtype,
          );
        const columnsOf = ({ data, shape: [m, n], dtype }: Tensor): Tensor =>
          tensor(
            Array.from({ length: m }, (_, i) => order.map((j) => data[i * n + j])),
            dtype,
          );
        const permuted = {
          ...params,
          wIn: rowsOf(params.wIn),
          wRec: columnsOf(rowsOf(params.wRec)),
          wOut: columnsOf(params.wOut),
          bRec: tensor(
            order.map((i) => params.bRec.data[i]),
            'f64',
          ),
        };
        const changes = (p: RateParams<Tensor>): number[] =>
          lesionTable(network, p, outputs).rows.map(({ change }) => change.squares);
        const [before, after] = [changes(params), changes(permuted)];
        const wanted = order.map((i) => before[i]);
        assertClose(tensor(after, 'f64'), tensor(wanted, 'f64'), tolerances.f64);
      }),
      runs(0.2),
    );
  });

  it('measures an integrator without half of its inputs: a hand-made network', () => {
    // Two units pass on the input, r = alpha u after a step, and the output adds what they send.
    const two = createRateNetwork({ nIn: 1, nRec: 2, nOut: 1, activation: 'linear' });
    const params = {
      wIn: tensor([[1], [3]]),
      wRec: tensor([
        [0, 0],
        [0, 0],
      ]),
      wOut: tensor([[1, 1]]),
      bRec: tensor([0, 0]),
      bOut: tensor([0.5]),
    };
    const measure = (p: RateParams<Tensor>) => ({ z: two.run(p, tensor([[[5]]]), null).z.data[0] });
    const groups = { first: [0], both: [0, 1], none: [] };
    expect(lesionTable(two, params, measure, { groups })).toEqual({
      intact: { z: 4.5 },
      rows: [
        { group: 'first', units: [0], values: { z: 3.5 }, change: { z: -1 } },
        { group: 'both', units: [0, 1], values: { z: 0.5 }, change: { z: -4 } },
        { group: 'none', units: [], values: { z: 4.5 }, change: { z: 0 } },
      ],
    });
  });
});

describe('lesionTable refuses', () => {
  const params = drawn(key(0));

  it.each<[string, unknown, object, string]>([
    ['no measure', 3, {}, 'lesionTable: expected measure to be a function, got 3'],
    [
      'a measure that gives one number',
      () => 3,
      {},
      'lesionTable: expected what measure returns to be an object, got 3',
    ],
    [
      'a measure that gives other things',
      () => ({ z: 'high' }),
      {},
      "lesionTable: expected measure to return numbers, such as { accuracy: 0.8 }, got z: 'high'",
    ],
    [
      'a list of groups',
      outputs,
      { groups: [[0]] },
      'lesionTable: expected groups to be an object, got [[0]]',
    ],
    [
      'a group that is one unit',
      outputs,
      { groups: { a: 0 } },
      "lesionTable: expected group 'a' to be a list of units, got 0",
    ],
    [
      'a unit that is not there',
      outputs,
      { groups: { a: [5] } },
      "lesionTable: expected every unit of group 'a' to be a whole number in [0, 4], got 5",
    ],
    [
      'a misspelled option',
      outputs,
      { group: {} },
      "lesionTable: expected known options, got 'group' - did you mean 'groups'?",
    ],
  ])('%s', (_, measure, options, message) => {
    expect(() => lesionTable(network, params, measure as never, options)).toThrow(message);
  });
});
