import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { populations, scalePopulation } from '../../src/analysis/populations.ts';
import { compile } from '../../src/compile/compile.ts';
import {
  createLstm,
  createRateNetwork,
  createSimulator,
  type RateNetworkOptions,
  type RateParams,
  simulatorOptions,
} from '../../src/rnn/index.ts';
import { foldIn, key, normal, type Tensor } from '../../src/tensor/index.ts';
import { allOptions } from '../rnn/networks/all-options.ts';
import { keys } from '../support/arbitraries.ts';
import { assertClose, tolerances } from '../support/close.ts';
import { runs } from '../support/runs.ts';

/** Networks of all kinds but for constants, which no parameter can change. */
const options = allOptions.map(({ constants: _, ...others }): RateNetworkOptions => others);

const drawn = (given: RateNetworkOptions, from: Tensor) => {
  const network = createRateNetwork(given);
  return { network, params: network.initialize(from) as RateParams<Tensor> };
};

const columns = (w: Tensor, units: readonly number[]): number[] =>
  [...w.data].filter((_, i) => units.includes(i % w.shape[1]));

describe('scalePopulation', () => {
  const cases = fc.tuple(options, keys, fc.subarray([0, 1]));

  it('by 0 makes what units send exactly 0, and nothing else, in networks of all kinds', () => {
    fc.assert(
      fc.property(cases, ([given, from, units]) => {
        const { network, params } = drawn(given, from);
        const others = Array.from({ length: given.nRec }, (_, i) => i).filter((i) => !units.includes(i));
        const [whole, cut] = [params, scalePopulation(network, params, { from: units, factor: 0 })].map((p) =>
          network.effectiveWeights(p),
        );
        for (const name of ['wRec', 'wOut'] as const) {
          expect(columns(cut[name], units).every((v) => v === 0)).toBe(true);
          expect(columns(cut[name], others)).toEqual(columns(whole[name], others));
        }
        expect(cut.wIn).toEqual(whole.wIn);
      }),
    );
  });

  it('by 0 is what lesions of a simulator are, to the bit, interpreted and compiled once for all', () => {
    fc.assert(
      fc.property(cases, ([given, from, units]) => {
        const { network, params } = drawn(given, from);
        const inputs = normal(foldIn(from, 1), [3, 2, given.nIn]);
        const silent = scalePopulation(network, params, { from: units, factor: 0 });
        const simulator = createSimulator(simulatorOptions(network, params));
        const { x, z } = simulator.run(inputs, { key: from, lesions: units });
        const run = network.run(silent, inputs, from);
        // A silent weight may be -0 here and 0 there: equal, and so are sums with either.
        expect([...run.x.data].every((v, i) => v === x.data[i])).toBe(true);
        expect([...run.z.data].every((v, i) => v === z.data[i])).toBe(true);
        const program = compile((p: RateParams) => network.run(p, inputs, from), [params]);
        assertClose(program(silent).z as Tensor, z, tolerances.f32);
      }),
      runs(0.1),
    );
  });

  it('leaves no effect of a lesioned unit on currents of others: they do not answer to its input', () => {
    const { network, params } = drawn({ nIn: 1, nRec: 6, nOut: 2, daleRatio: 0.5 }, key(1));
    const inputs = normal(key(2), [8, 3, 1]);
    const push = (p: RateParams<Tensor>): RateParams<Tensor> => ({
      ...p,
      bRec: { ...p.bRec, data: p.bRec.data.map((v, i) => (i === 2 ? v + 5 : v)) },
    });
    const others = (p: RateParams<Tensor>): number[][] => {
      const { x, z } = network.run(p, inputs, null);
      return [[...x.data].filter((_, i) => i % 6 !== 2), [...z.data]];
    };
    const silent = scalePopulation(network, params, { from: [2], factor: 0 });
    expect(others(push(silent))).toEqual(others(silent));
    // Control: intact, it drives them.
    expect(others(push(params))[0]).not.toEqual(others(params)[0]);
  });

  it('by 1 gives the parameters themselves', () => {
    fc.assert(
      fc.property(cases, ([given, from, units]) => {
        const { network, params } = drawn(given, from);
        expect(scalePopulation(network, params, { from: units, factor: 1 })).toBe(params);
      }),
    );
  });

  it('by any factor multiplies what units send, and keeps the bits of all other parameters', () => {
    fc.assert(
      fc.property(cases, fc.constantFrom(0.25, 0.5, 1.5, 3), ([given, from, units], factor) => {
        const { network, params } = drawn(given, from);
        const scaled = scalePopulation(network, params, { from: units, factor });
        const [whole, more] = [params, scaled].map((p) => network.effectiveWeights(p));
        const times = (w: Tensor): Tensor => ({
          ...w,
          data: w.data.map((v, i) => (units.includes(i % w.shape[1]) ? factor * v : v)),
        });
        // Up to exp and log of softplus, each of them a few roundings.
        for (const name of ['wRec', 'wOut'] as const) {
          assertClose(more[name], times(whole[name]), tolerances.f32);
        }
        const { wRec: _rec, wOut: _out, ...others } = scaled;
        expect(params).toMatchObject(others);
      }),
    );
  });

  it('halves inhibition without touching excitation', () => {
    const { network, params } = drawn({ nIn: 1, nRec: 5, nOut: 1, daleRatio: 0.6 }, key(3));
    const { E, I } = populations(network);
    const { wRec } = network.effectiveWeights(scalePopulation(network, params, { from: I, factor: 0.5 }));
    const before = network.effectiveWeights(params).wRec;
    expect(columns(wRec, I)).toEqual(columns(before, I).map((v) => v / 2));
    expect(columns(wRec, E)).toEqual(columns(before, E));
  });
});

describe('populations', () => {
  it('are E, which come first, and I', () => {
    expect(populations(createRateNetwork({ nIn: 1, nRec: 5, nOut: 1, daleRatio: 0.6 }))).toEqual({
      E: [0, 1, 2],
      I: [3, 4],
    });
    expect(populations(createRateNetwork({ nIn: 1, nRec: 2, nOut: 1 }))).toEqual({ E: [0, 1], I: [] });
  });
});

describe('scalePopulation refuses', () => {
  const { network, params } = drawn({ nIn: 1, nRec: 3, nOut: 1 }, key(0));
  const good = { from: [0], factor: 0.5 };

  it.each<[string, object, string]>([
    [
      'a negative factor',
      { factor: -1 },
      'scalePopulation: expected factor to be a finite number >= 0, got -1',
    ],
    ['one unit', { from: 1 }, "scalePopulation: expected 'from' to be a list of units, got 1"],
    [
      'a unit beyond the last',
      { from: [3] },
      "scalePopulation: expected every unit of 'from' to be a whole number in [0, 2], got 3",
    ],
    [
      'a misspelled option',
      { factr: 0 },
      "scalePopulation: expected known options, got 'factr' - did you mean 'factor'?",
    ],
  ])('%s', (_, changes, message) => {
    expect(() => scalePopulation(network, params, { ...good, ...changes })).toThrow(message);
  });

  it('constant weights, which are no parameters, but only of these units', () => {
    const constants = {
      wRec: [
        [0, 0, 0],
        [0, 0, -0.5],
        [0, 0, 0],
      ],
    };
    const masks = {
      wRec: [
        [1, 1, 1],
        [1, 1, 0],
        [1, 1, 1],
      ],
    };
    const other = drawn({ nIn: 1, nRec: 3, nOut: 1, constants, masks }, key(0));
    expect(() => scalePopulation(other.network, other.params, { from: [2], factor: 0 })).toThrow(
      'scalePopulation: expected weights that are parameters, got constants.wRec[1][2] = -0.5 - ' +
        'scale them in the options of another network',
    );
    expect(scalePopulation(other.network, other.params, good).wRec).not.toEqual(other.params.wRec);
  });

  it('other networks, and parameters of others', () => {
    const lstm = createLstm({ nIn: 1, nRec: 2, nOut: 1 });
    expect(() => scalePopulation(lstm as never, lstm.initialize(key(0)) as never, good)).toThrow(
      "scalePopulation: expected a rate network, got 'LSTM'",
    );
    const larger = drawn({ nIn: 1, nRec: 4, nOut: 1 }, key(0));
    expect(() => scalePopulation(network, larger.params, good)).toThrow(
      'scalePopulation: expected parameter wIn of shape [3, 1], got [4, 1]',
    );
  });
});
