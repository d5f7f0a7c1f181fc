import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { perturbationTable } from '../../src/analysis/perturbations.ts';
import { createRateNetwork, pulse, type RateParams, type SimulatorActivity } from '../../src/rnn/index.ts';
import { key, normal, type Tensor, tensor, zeros } from '../../src/tensor/index.ts';
import { keys } from '../support/arbitraries.ts';
import { tolerances } from '../support/close.ts';
import { runs } from '../support/runs.ts';

const network = createRateNetwork({ nIn: 2, nRec: 4, nOut: 2, daleRatio: 0.5, sigmaRec: 0.1 });
const inputs = normal(key(1), [6, 3, 2]);
const sumOf = ({ data }: Tensor): number => Array.from(data).reduce((sum, v) => sum + v, 0);
const measure = ({ x, z }: SimulatorActivity) => ({ x: sumOf(x), z: sumOf(z) });
const drawn = (from: Tensor): RateParams<Tensor> => network.initialize(from) as RateParams<Tensor>;
const push = { units: [0, 2], current: 1.5, from: 40, to: 80 };

describe('perturbationTable', () => {
  it('measures what the network does with a pulse of its bias, with the same noise', () => {
    fc.assert(
      fc.property(keys, (from) => {
        const params = drawn(from);
        const options = { pulses: { push }, key: from, engine: 'interpreted' } as const;
        const { intact, rows } = perturbationTable(network, params, inputs, measure, options);
        const bias = pulse({ nSteps: 6, dt: 20, from: 40, to: 80, value: [1.5, 0, 1.5, 0] });
        const values = measure(network.run(params, inputs, from, { perturbation: { bias } }) as never);
        expect(intact).toEqual(measure(network.run(params, inputs, from) as never));
        expect(rows).toEqual([
          {
            ...{ pulse: 'push', ...push, values },
            change: { x: values.x - intact.x, z: values.z - intact.z },
          },
        ]);
        expect(values.x).not.toBe(intact.x);
      }),
      runs(0.2),
    );
  });

  it('compiled, agrees', () => {
    const options = { pulses: { push, later: { ...push, from: 100, to: 120 } }, key: key(2) };
    const [compiled, plain] = [{}, { engine: 'interpreted' as const }].map((engine) =>
      perturbationTable(network, drawn(key(3)), inputs, measure, { ...options, ...engine }),
    );
    compiled.rows.forEach(({ values }, i) => {
      expect(Math.abs(values.x - plain.rows[i].values.x)).toBeLessThan(72 * tolerances.f32);
    });
  });

  it('finds no change of a pulse of no current, nor before the pulse', () => {
    const params = drawn(key(4));
    const start = ({ x }: SimulatorActivity) => ({ x: sumOf({ ...x, data: x.data.subarray(0, 2 * 12) }) });
    const pulses = { none: { ...push, current: 0 }, push };
    for (const engine of ['interpreted', 'compiled'] as const) {
      const whole = perturbationTable(network, params, inputs, measure, { pulses, engine });
      expect(whole.rows[0].change).toEqual({ x: 0, z: 0 });
      expect(whole.rows[1].change.x).not.toBe(0);
      const early = perturbationTable(network, params, inputs, start, { pulses, engine });
      expect(early.rows.map(({ change }) => change.x)).toEqual([0, 0]);
    }
  });

  it.each([20, 5])('charges a leaky unit by I (1 - (1 - dt/tau)^n), n steps of %i ms', (dt) => {
    const leaky = createRateNetwork({ nIn: 1, nRec: 1, nOut: 1, dt, tau: 100, activation: 'linear' });
    const params = { wIn: [[0]], wRec: [[0]], wOut: [[1]], bRec: [0], bOut: [0] };
    const tensors = Object.fromEntries(Object.entries(params).map(([name, v]) => [name, tensor(v)]));
    const { rows } = perturbationTable(
      ...([leaky, tensors as never, zeros([200 / dt, 1, 1])] as const),
      ({ z }) => ({ last: z.data[200 / dt - 1] }),
      { pulses: { step: { units: [0], current: 2, from: 100, to: 200 } } },
    );
    // 2 (1 - 1/e) = 1.264 for a small dt.
    expect(rows[0].change.last).toBeCloseTo(2 * (1 - (1 - dt / 100) ** (100 / dt)), 6);
  });
});

describe('perturbationTable refuses', () => {
  it.each<[string, object, string]>([
    ['pulses that are a list', { pulses: [] }, 'perturbationTable: expected pulses to be an object, got []'],
    [
      'a misspelled part of a pulse',
      { pulses: { a: { ...push, unit: [0] } } },
      "perturbationTable: pulse 'a': expected known options, got 'unit' - did you mean 'units'?",
    ],
    [
      'a unit that is not there',
      { pulses: { a: { ...push, units: [4] } } },
      "perturbationTable: expected every unit of units of pulse 'a' to be a whole number in [0, 3], got 4",
    ],
    [
      'no current',
      { pulses: { a: { ...push, current: Number.NaN } } },
      "perturbationTable: expected current of pulse 'a' to be",
    ],
    [
      'a pulse after the run',
      { pulses: { a: { ...push, to: 200 } } },
      "pulse: expected 'to' to be a number in [40, 120], got 200",
    ],
    [
      'a misspelled option',
      { pulse: {} },
      "perturbationTable: expected known options, got 'pulse' - did you mean 'pulses'?",
    ],
  ])('%s', (_, options, message) => {
    const given = { pulses: {}, engine: 'interpreted', ...options } as const;
    expect(() => perturbationTable(network, drawn(key(0)), inputs, measure, given as never)).toThrow(message);
  });
});
