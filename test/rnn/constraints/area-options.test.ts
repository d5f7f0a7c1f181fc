import { describe, expect, it } from 'vitest';
import { type AreaMaskOptions, areaMasks } from '../../../src/rnn/constraints/areas.ts';

describe('areaMasks refuses, in a sentence', () => {
  const areas = [
    { name: 'x', fraction: 0.5 },
    { name: 'y', fraction: 0.5 },
  ];
  const good = { nIn: 2, nRec: 10, nOut: 1, daleRatio: 0.8, areas };
  const first = (change: object): object => ({ areas: [{ ...areas[0], ...change }, areas[1]] });
  const link = (change: object): object => ({ connections: [{ from: 'x', to: 'y', ...change }] });

  it.each<[object, string, new (...args: never[]) => Error]>([
    [{ nRecs: 1 }, "expected known options, got 'nRecs' - did you mean 'nRec'?", TypeError],
    [{ nRec: 0 }, 'expected nRec to be a whole number >= 1, got 0', RangeError],
    [{ daleRatio: 2 }, 'expected daleRatio to be a number in [0, 1], got 2', RangeError],
    [{ readout: 'exc' }, "expected readout to be 'all' or 'excitatory', got 'exc'", RangeError],
    [{ autapses: 0 }, 'expected autapses to be true or false, got 0', TypeError],
    [
      { daleRatio: null, readout: 'excitatory' },
      'expected excitatory units to read, got daleRatio null',
      RangeError,
    ],
    [{ areas: [] }, 'expected areas to be a list of areas, got []', TypeError],
    [{ areas: { x: 1 } }, 'expected areas to be a list of areas, got { x: 1 }', TypeError],
    [{ areas: ['x'] }, "expected areas[0] to be an object, got 'x'", TypeError],
    [
      first({ size: 3 }),
      "areas[0]: expected known options, got 'size' - the options are name, fraction, inputs, outputs, within",
      TypeError,
    ],
    [first({ name: '' }), "expected areas[0].name to be a name, got ''", TypeError],
    [first({ name: 'y' }), "expected areas to have different names, got 'y' twice", RangeError],
    [first({ fraction: 0.6 }), 'expected the fractions of the areas to sum to 1, got 1.1', RangeError],
    [
      first({ fraction: undefined }),
      'expected areas[0].fraction to be a number in [0, 1], got undefined',
      RangeError,
    ],
    [
      {
        areas: [
          { name: 'x', fraction: 0.01 },
          { name: 'y', fraction: 0.99 },
        ],
      },
      "expected area 'x' to have at least one unit, got 0.01 of 10 units",
      RangeError,
    ],
    [first({ inputs: [2] }), 'expected areas[0].inputs[0] to be a whole number in [0, 1], got 2', RangeError],
    [
      first({ outputs: 'all' }),
      "expected areas[0].outputs to be true, false or a list of numbers, got 'all'",
      TypeError,
    ],
    [first({ within: 1.5 }), 'expected areas[0].within to be a number in [0, 1], got 1.5', RangeError],
    [
      first({ within: { excitatory: 1 } }),
      'expected areas[0].within.inhibitory to be a number in [0, 1], got undefined',
      RangeError,
    ],
    [first({ within: null }), 'expected areas[0].within to be an object, got null', TypeError],
    [
      first({ within: 0.5 }),
      'expected a key for densities between 0 and 1, got none - give key: key(seed)',
      TypeError,
    ],
    [{ key: 4 }, 'expected a key, got 4 - make one with key(seed)', TypeError],
    [{ connections: {} }, 'expected connections to be a list, got {  }', TypeError],
    [
      link({ from: 'z' }),
      "expected connections[0].from to name an area, got 'z' - did you mean 'x'?",
      RangeError,
    ],
    [link({ to: 1 }), 'expected connections[0].to to name an area, got 1', RangeError],
    [link({ p: 0.1 }), "connections[0]: expected known options, got 'p' - did you mean 'to'?", TypeError],
    [
      link({ density: -0.1 }),
      'expected connections[0].density to be a number in [0, 1], got -0.1',
      RangeError,
    ],
    [
      link({ units: 'exc' }),
      "expected connections[0].units to be 'all' or 'excitatory' or 'inhibitory', got 'exc'",
      RangeError,
    ],
    [
      { daleRatio: null, ...link({ onto: 'inhibitory' }) },
      "expected connections[0].onto 'inhibitory' beside a daleRatio, got none - give daleRatio",
      RangeError,
    ],
    [
      { daleRatio: null, ...link({ density: { excitatory: 1, inhibitory: 0 } }) },
      'expected connections[0].density of two kinds beside a daleRatio, got none - give daleRatio',
      RangeError,
    ],
    [
      link({ density: { excitatory: 1, inhibitory: 0 }, units: 'excitatory' }),
      "expected connections[0].density to be one number beside units 'excitatory', got { excitatory: 1, inhibitory: 0 }",
      RangeError,
    ],
    [
      { ...first({ within: 1 }), ...link({ to: 'x' }) },
      "expected connections[0] to be the only word on its area, got a within of its own for 'x' - leave one out",
      RangeError,
    ],
    [
      {
        connections: [
          { from: 'x', to: 'y' },
          { from: 'y', to: 'x' },
          { from: 'x', to: 'y', units: 'all' },
        ],
      },
      "expected one connection of the same units from 'x' to 'y', got connections[0] and connections[2]",
      RangeError,
    ],
  ])('%j', (change, message, type) => {
    const make = (): unknown => areaMasks({ ...good, ...change } as AreaMaskOptions);
    expect(make).toThrow(type);
    expect(make).toThrow(message);
  });
});
