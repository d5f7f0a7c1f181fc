import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AreaMaskOptions, type AreaMasks, areaMasks } from '../../../src/rnn/constraints/areas.ts';
import { excitatoryCount, isStronglyConnected } from '../../../src/rnn/constraints/connectivity.ts';
import { createRateNetwork, init, type RateParams } from '../../../src/rnn/index.ts';
import { key, type Tensor } from '../../../src/tensor/index.ts';
import { spectralRadius } from '../../../src/tensor/linalg/index.ts';
import { keys } from '../../support/arbitraries.ts';
import { runs } from '../../support/runs.ts';

/** Sum of a mask over rows and columns. */
function sumOver({ shape, data }: Tensor, rows: readonly number[], columns: readonly number[]): number {
  return rows.reduce(
    (total, i) => total + columns.reduce((inRow, j) => inRow + data[i * shape[1] + j], 0),
    0,
  );
}

const span = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

/** Options of 1 to 4 areas with every kind of connection between different areas. */
const areaOptions: fc.Arbitrary<AreaMaskOptions> = fc
  .record({
    nIn: fc.integer({ min: 1, max: 4 }),
    nOut: fc.integer({ min: 1, max: 3 }),
    nRec: fc.integer({ min: 8, max: 40 }),
    daleRatio: fc.constantFrom(null, 0, 0.5, 0.8, 0.83, 1),
    autapses: fc.boolean(),
    weights: fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 1, maxLength: 4 }),
    key: keys,
  })
  .chain(({ weights, ...sizes }) => {
    const total = weights.reduce((a, b) => a + b);
    const density = fc.constantFrom(0, 0.1, 0.37, 0.5, 1);
    const twofold = fc.record({ excitatory: density, inhibitory: density });
    const anyDensity = sizes.daleRatio === null ? density : fc.oneof(density, twofold);
    const kinds =
      sizes.daleRatio === null ? (['all'] as const) : (['all', 'excitatory', 'inhibitory'] as const);
    const n = weights.length;
    const pairs = weights
      .flatMap((_, a) => weights.map((_, b) => [a, b] as const))
      .filter(([a, b]) => a !== b);
    return fc
      .record({
        within: fc.array(anyDensity, { minLength: n, maxLength: n }),
        inputs: fc.array(fc.constantFrom(true, false, [0]), { minLength: n, maxLength: n }),
        outputs: fc.array(fc.constantFrom(true, false, [0]), { minLength: n, maxLength: n }),
        pairs: fc.subarray(pairs),
        density,
        onto: fc.constantFrom(...kinds),
        units: fc.constantFrom(...kinds),
      })
      .map(({ within, inputs, outputs, pairs: chosen, ...how }) => ({
        ...sizes,
        areas: weights.map((weight, i) => ({
          name: `area ${i}`,
          fraction: weight / total,
          within: within[i],
          inputs: inputs[i],
          outputs: outputs[i],
        })),
        connections: chosen.map(([from, to]) => ({ from: `area ${from}`, to: `area ${to}`, ...how })),
      }));
  });

/** What is wrong with masks of areas, from the words of the options. */
function faults(options: AreaMaskOptions, { masks, units }: AreaMasks): string[] {
  const {
    nIn,
    nRec,
    nOut,
    daleRatio = null,
    autapses = daleRatio === null,
    areas,
    connections = [],
  } = options;
  const nExc = excitatoryCount(nRec, daleRatio);
  const found: string[] = [];
  const check = (name: string, got: unknown, expected: unknown): void => {
    if (JSON.stringify(got) !== JSON.stringify(expected)) {
      found.push(`${name}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(got)}`);
    }
  };
  const of = (name: string, kind = 'all'): number[] => [
    ...(kind === 'inhibitory' ? [] : units[name].excitatory),
    ...(kind === 'excitatory' ? [] : units[name].inhibitory),
  ];
  check(
    'excitatory units',
    areas.flatMap(({ name }) => of(name, 'excitatory')),
    span(0, nExc),
  );
  check(
    'inhibitory units',
    areas.flatMap(({ name }) => of(name, 'inhibitory')),
    span(nExc, nRec),
  );
  for (const { name, fraction } of areas) {
    const off = Math.abs(of(name).length - fraction * nRec);
    if (off >= 1 || of(name).length === 0) found.push(`${name} has ${of(name).length} units`);
    const share = Math.abs(of(name, 'excitatory').length - (of(name).length * nExc) / nRec);
    if (share >= 1) found.push(`${name} has ${of(name, 'excitatory').length} excitatory units`);
  }
  for (const [name, mask] of Object.entries(masks)) {
    if (!mask.data.every((m) => m === 0 || m === 1)) found.push(`${name} holds more than 0 and 1`);
  }
  const listed = (wanted: boolean | readonly number[] | undefined, length: number): number =>
    Array.isArray(wanted) ? wanted.length : wanted === false ? 0 : length;
  for (const { name, inputs, outputs, within = 1 } of areas) {
    const own = of(name);
    check(`inputs of ${name}`, sumOver(masks.wIn, own, span(0, nIn)), own.length * listed(inputs, nIn));
    check(`outputs of ${name}`, sumOver(masks.wOut, span(0, nOut), own), own.length * listed(outputs, nOut));
    const pairsOf = (from: readonly number[]): number => from.length * (own.length - (autapses ? 0 : 1));
    const count = (kind: string, density: number): void => {
      const from = of(name, kind);
      const got = sumOver(masks.wRec, own, from);
      check(`${kind} within ${name}`, got, Math.round(density * pairsOf(from)));
    };
    if (typeof within === 'number') count('all', within);
    else for (const kind of ['excitatory', 'inhibitory'] as const) count(kind, within[kind]);
  }
  for (const a of areas) {
    for (const b of areas) {
      if (a === b) continue;
      const made = connections.find(({ from, to }) => from === a.name && to === b.name);
      const got = sumOver(masks.wRec, of(b.name), of(a.name));
      const {
        density = 1,
        onto,
        units: kind = daleRatio === null ? 'all' : 'excitatory',
      } = made ?? {
        density: 0,
      };
      const possible = of(b.name, onto).length * of(a.name, kind).length;
      check(`${a.name} to ${b.name}`, got, Math.round((density as number) * possible));
      if (made) check('where they are', sumOver(masks.wRec, of(b.name, onto), of(a.name, kind)), got);
    }
  }
  if (!autapses && span(0, nRec).some((i) => masks.wRec.data[i * (nRec + 1)] !== 0)) found.push('autapses');
  return found;
}

describe('areaMasks', () => {
  it('puts every unit in one area and connects exactly what was asked for', () => {
    fc.assert(
      fc.property(areaOptions, (options) => {
        const made = areaMasks(options);
        expect(faults(options, made)).toEqual([]);
        expect(areaMasks(options)).toEqual(made);
      }),
    );
  });

  it('makes masks that a network of the same sizes accepts', () => {
    fc.assert(
      fc.property(areaOptions, (options) => {
        const { nIn, nRec, nOut, daleRatio = null, autapses = true } = options;
        const nExc = excitatoryCount(nRec, daleRatio);
        const readout = daleRatio === null || nExc === 0 ? ('all' as const) : ('excitatory' as const);
        const { masks } = areaMasks({ ...options, readout });
        const network = createRateNetwork({ nIn, nRec, nOut, daleRatio, autapses, readout, masks });
        const { wRec } = network.effectiveWeights(network.initialize(key(1)));
        expect(wRec.data.every((w, i) => masks.wRec.data[i] === 1 || w === 0)).toBe(true);
      }),
      runs(0.2),
    );
  });

  it('draws each connection from its own key: another one does not change it', () => {
    const options = {
      nIn: 1,
      nRec: 30,
      nOut: 1,
      key: key(4),
      areas: ['a', 'b', 'c'].map((name) => ({ name, fraction: 1 / 3, within: 0.5 })),
    };
    const forth = { from: 'a', to: 'b', density: 0.3 };
    const back = { from: 'b', to: 'a', density: 0.3 };
    const { masks, units } = areaMasks({ ...options, connections: [forth] });
    const both = areaMasks({ ...options, connections: [back, forth] }).masks;
    const { excitatory: a } = units.a;
    const { excitatory: b } = units.b;
    const differ = Array.from(masks.wRec.data).flatMap((m, at) => (m === both.wRec.data[at] ? [] : [at]));
    expect(differ).toHaveLength(30);
    expect([...differ].every((at) => a.includes(Math.floor(at / 30)) && b.includes(at % 30))).toBe(true);
    expect(areaMasks({ ...options, key: key(5) }).masks.wRec).not.toEqual(areaMasks(options).masks.wRec);
  });

  it('shares out units by the largest remainder, of equals to the first, and never gives an area none', () => {
    const sizes = (nRec: number, daleRatio: number | null, fractions: readonly number[]) => {
      const areas = fractions.map((fraction, i) => ({ name: `${i}`, fraction }));
      const { units } = areaMasks({ nIn: 1, nRec, nOut: 1, daleRatio, areas });
      return areas.map(({ name }) => [units[name].excitatory.length, units[name].inhibitory.length]);
    };
    expect(sizes(150, 0.8, [0.5, 0.5])).toEqual([
      [60, 15],
      [60, 15],
    ]);
    expect(sizes(10, null, [1 / 3, 1 / 3, 1 / 3])).toEqual([
      [4, 0],
      [3, 0],
      [3, 0],
    ]);
    expect(sizes(2, 0.5, [0.5, 0.5])).toEqual([
      [1, 0],
      [0, 1],
    ]);
    // 50 * .58 is 28.999999999999996 as a double; it is 29 units, as in the network.
    expect(sizes(50, 0.58, [0.3, 0.7])).toEqual([
      [9, 6],
      [20, 15],
    ]);
  });
});

describe('control: the checker sees', () => {
  const options: AreaMaskOptions = {
    nIn: 2,
    nRec: 10,
    nOut: 1,
    daleRatio: 0.8,
    areas: [
      { name: 'x', fraction: 0.5, inputs: false },
      { name: 'y', fraction: 0.5, outputs: false },
    ],
    connections: [{ from: 'x', to: 'y' }],
  };
  const made = areaMasks(options);
  const set = (name: keyof AreaMasks['masks'], at: number, value: number): AreaMasks => {
    const mask = made.masks[name];
    const data = mask.data.map((m, i) => (i === at ? value : m));
    return { ...made, masks: { ...made.masks, [name]: { ...mask, data } } };
  };
  it.each<[string, AreaMasks]>([
    ['an autapse', set('wRec', 0, 1)],
    ['a missing connection', set('wRec', 1, 0)],
    ['a connection from an inhibitory unit', set('wRec', 4 * 10 + 8, 1)],
    ['a connection back', set('wRec', 0 * 10 + 4, 1)],
    ['an input', set('wIn', 0, 1)],
    ['an output', set('wOut', 5, 1)],
    ['half a connection', set('wRec', 1, 0.5)],
    ['a unit in two areas', { ...made, units: { ...made.units, y: made.units.x } }],
  ])('%s', (_, planted) => {
    expect(faults(options, made)).toEqual([]);
    expect(faults(options, planted)).not.toEqual([]);
  });
});

describe('networks of the literature in a few lines', () => {
  it('mante_areas of pycog: input to sensory, output from motor E, inhibition local', () => {
    const { masks, units } = areaMasks({
      nIn: 6,
      nRec: 150,
      nOut: 2,
      daleRatio: 0.8,
      readout: 'excitatory',
      key: key(1),
      areas: [
        { name: 'sensory', fraction: 0.5, outputs: false },
        { name: 'motor', fraction: 0.5, inputs: false },
      ],
      connections: [
        { from: 'sensory', to: 'motor' },
        { from: 'motor', to: 'sensory', density: 0.2 },
      ],
    });
    const { sensory, motor } = units;
    const of = ({ excitatory, inhibitory }: typeof sensory): number[] => [...excitatory, ...inhibitory];
    expect([sensory.excitatory, sensory.inhibitory]).toEqual([span(0, 60), span(120, 135)]);
    expect([motor.excitatory, motor.inhibitory]).toEqual([span(60, 120), span(135, 150)]);
    const count = (to: number[], from: readonly number[]): number => sumOver(masks.wRec, to, from);
    expect(count(of(motor), sensory.excitatory)).toBe(75 * 60);
    expect(count(of(sensory), motor.excitatory)).toBe(0.2 * 75 * 60);
    expect(count(of(motor), sensory.inhibitory) + count(of(sensory), motor.inhibitory)).toBe(0);
    expect(count(of(sensory), of(sensory))).toBe(75 * 74);
    expect(masks.wOut.shape).toEqual([2, 120]);
    expect(sumOver(masks.wOut, [0, 1], motor.excitatory)).toBe(120);
    expect(sumOver(masks.wOut, [0, 1], sensory.excitatory)).toBe(0);
    expect(sumOver(masks.wIn, of(sensory), span(0, 6))).toBe(75 * 6);
    expect(sumOver(masks.wIn, of(motor), span(0, 6))).toBe(0);
    expect(isStronglyConnected(masks.wRec)).toBe(true);
    const wRec = init.spectralRadius(1.5, init.balanced(init.gamma()));
    const options = { nIn: 6, nRec: 150, nOut: 2, daleRatio: 0.8, readout: 'excitatory', masks } as const;
    const network = createRateNetwork({ ...options, init: { wRec } });
    const effective = network.effectiveWeights(network.initialize(key(3)) as RateParams<Tensor>).wRec;
    expect(Math.abs(spectralRadius(effective) - 1.5)).toBeLessThan(1.5e-6);
  });

  it('areas of nn4n: sparse connections between areas by the kinds at both ends, inputs and outputs by number', () => {
    const { masks, units } = areaMasks({
      nIn: 4,
      nRec: 60,
      nOut: 2,
      daleRatio: 0.8,
      key: key(2),
      areas: [
        { name: 'V1', fraction: 1 / 3, inputs: [0, 1], outputs: false },
        { name: 'A1', fraction: 1 / 3, inputs: [2, 3], outputs: false },
        { name: 'PFC', fraction: 1 / 3, inputs: false, outputs: true },
      ],
      connections: [
        { from: 'V1', to: 'PFC', density: 0.5, onto: 'excitatory' },
        { from: 'V1', to: 'PFC', density: 0.25, onto: 'inhibitory' },
        { from: 'A1', to: 'PFC', density: { excitatory: 0.5, inhibitory: 0.1 } },
      ],
    });
    const { V1, A1, PFC } = units;
    const all = [...PFC.excitatory, ...PFC.inhibitory];
    expect(sumOver(masks.wRec, [...PFC.excitatory], V1.excitatory)).toBe(128);
    expect(sumOver(masks.wRec, [...PFC.inhibitory], V1.excitatory)).toBe(16);
    expect(sumOver(masks.wRec, all, A1.excitatory)).toBe(160);
    expect(sumOver(masks.wRec, all, A1.inhibitory)).toBe(8);
    expect(sumOver(masks.wIn, [...V1.excitatory], [0, 1])).toBe(32);
    expect(sumOver(masks.wIn, [...V1.excitatory, ...PFC.excitatory], [2, 3])).toBe(0);
    // Nothing comes back to V1 and A1.
    expect(isStronglyConnected(masks.wRec)).toBe(false);
  });

  it('two blocks, as in the notebook of PsychRNN, and their frozen complement', () => {
    const areas = ['first', 'second'].map((name) => ({ name, fraction: 0.5 }));
    const { masks } = areaMasks({ nIn: 2, nRec: 50, nOut: 2, areas });
    expect(Array.from(masks.wRec.data)).toEqual(
      Array.from({ length: 2500 }, (_, at) => Number(Math.floor(at / 50) < 25 === at % 50 < 25)),
    );
    const fixed = { wRec: { ...masks.wRec, data: masks.wRec.data.map((m) => 1 - m) } };
    const network = createRateNetwork({ nIn: 2, nRec: 50, nOut: 2, fixed });
    expect(network.fixed.wRec.data.filter((f) => f === 1)).toHaveLength(1250);
  });

  it('connections of an area to itself in place of within', () => {
    const { masks } = areaMasks({
      nIn: 1,
      nRec: 10,
      nOut: 1,
      daleRatio: 0.8,
      areas: [{ name: 'only', fraction: 1 }],
      connections: [{ from: 'only', to: 'only', units: 'inhibitory', onto: 'excitatory' }],
    });
    expect(sumOver(masks.wRec, span(0, 10), span(0, 10))).toBe(16);
    expect(sumOver(masks.wRec, span(0, 8), [8, 9])).toBe(16);
  });
});
