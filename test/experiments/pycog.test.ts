import { describe, expect, it } from 'vitest';
import { type PycogName, pycogFit, pycogNames, pycogPreset } from '../../src/experiments/index.ts';
import {
  fit as begin,
  createRateNetwork,
  type EffectiveWeights,
  isStronglyConnected,
  loadFit,
  type RateNetwork,
  saveFit,
} from '../../src/rnn/index.ts';
import { key, spectralRadius, type Tensor } from '../../src/tensor/index.ts';
import { movedFixed, type Params, violations } from '../rnn/networks/networks.ts';
import { entry, link, wired } from './connections.ts';

const start = (name: PycogName, nRec?: number): { network: RateNetwork; params: Params } => {
  const { network } = pycogPreset(name, nRec === undefined ? {} : { nRec });
  const made = createRateNetwork(network);
  return { network: made, params: made.initialize(key(5)) as unknown as Params };
};

const weightsOf = (network: RateNetwork, params: Params): EffectiveWeights<Tensor> =>
  network.effectiveWeights(params as never);

/** Song et al. (2016) and the files of pycog's examples. */
const facts: readonly [PycogName, task: string, sizes: number[], batch: number[], stop: number[]][] = [
  // nIn, nRec, nOut, tau; trials per update, updates between checks, trials per check; checks in the mean, least mean
  ['sinewave', 'sinewave', [1, 100, 1, 100], [1, 10_000, 50], [1, -0.05]],
  ['rdmDense', 'rdm', [2, 100, 2, 100], [20, 500, 1100], [5, 0.85]],
  ['rdmNodale', 'rdm', [2, 100, 2, 100], [20, 500, 1100], [5, 0.85]],
  ['rdmFixed', 'rdm', [2, 100, 2, 100], [20, 500, 1100], [5, 0.85]],
  ['rdmVarstim', 'rdmVarstim', [3, 100, 2, 100], [20, 500, 1100], [5, 0.85]],
  ['rdmRt', 'rdmRt', [3, 100, 2, 100], [20, 500, 1100], [5, 0.85]],
  ['mante', 'mante', [6, 150, 2, 100], [50, 200, 3650], [5, 0.9]],
  ['manteAreas', 'mante', [6, 150, 2, 100], [50, 200, 3650], [5, 0.9]],
  ['multisensory', 'multisensory', [5, 150, 2, 100], [20, 500, 2500], [5, 0.9]],
  ['romo', 'romo', [2, 500, 2, 100], [20, 500, 1100], [1, 0.85]],
  ['lee', 'lee', [17, 200, 2, 50], [1, 10_000, 800], [1, -0.05]],
];

it('there are the eleven examples', () => {
  expect(facts.map(([name]) => name)).toEqual(pycogNames);
});

describe.each(facts)('%s', (name, task, sizes, batch, [over, atLeast]) => {
  const preset = pycogPreset(name);
  const { network: options } = preset;

  it('has the sizes, noise and training of pycog', () => {
    expect([preset.task.name, preset.testTask.name]).toEqual([task, task]);
    expect([options.nIn, options.nRec, options.nOut, options.tau]).toEqual(sizes);
    expect([options.dt, preset.task.dt]).toEqual([sizes[3] / 5, sizes[3] / 5]);
    expect([preset.batchSize, preset.checkEvery, preset.checkTrials]).toEqual(batch);
    expect(preset.stop).toMatchObject({ over, atLeast });
    expect(options.sigmaRec).toBe({ sinewave: 0.05, lee: 0.01 }[name as string] ?? 0.15);
    expect([preset.learningRate, preset.maxNorm, preset.loss.vanishingGradient]).toEqual([0.01, 1, 2]);
    const inputs = { sigmaIn: 0.01, tauIn: 100, baselineIn: 0.2, rectifyInputs: true };
    if (name === 'sinewave') expect(Object.keys(options)).not.toContain('sigmaIn');
    else expect(options).toMatchObject(inputs);
  });

  // At 500 units the eigenvalues take seconds; at 150 romo is as sparse as pycog's.
  const { network, params } = start(name, Math.min(sizes[1], 200));
  const weights = weightsOf(network, params);

  it('starts within its constraints, with spectral radius 1.5, or 1.1 without signs', () => {
    expect(violations(network, weights)).toEqual([]);
    expect(Math.abs(spectralRadius(weights.wRec) - (name === 'rdmNodale' ? 1.1 : 1.5))).toBeLessThan(1e-5);
    expect(isStronglyConnected(weights.wRec)).toBe(true);
    const { wIn, wOut, bRec, bOut, x0 } = params as unknown as Record<string, Tensor>;
    for (const w of [wIn, wOut]) expect(w.data.every((x) => Math.abs(x) <= Math.fround(0.1))).toBe(true);
    expect(new Set([...bRec.data, ...bOut.data])).toEqual(new Set([0]));
    expect(new Set(x0.data)).toEqual(new Set([Math.fround(0.1)]));
    const nExc = name === 'rdmNodale' ? network.nRec : 0.8 * network.nRec;
    expect(network.nExc).toBe(nExc);
    const least = name === 'rdmNodale' ? -Infinity : 0;
    expect([...weights.wIn.data].every((x) => x >= least)).toBe(true);
    const reads = wired(weights.wOut).some(([, pre]) => pre >= nExc);
    expect(reads).toBe(['sinewave', 'lee'].includes(name));
  });

  it('goes through all conditions in its checks, each equally often', () => {
    const { checkConditions, checkTrials } = preset;
    const names = Array.from({ length: checkTrials }, (_, i) => JSON.stringify(checkConditions(i)));
    const counts = new Map<string, number>();
    for (const each of names) counts.set(each, (counts.get(each) ?? 0) + 1);
    expect(new Set(counts.values()).size).toBe(1);
    const expected = { mante: 73, multisensory: 25, sinewave: 1, lee: 8 }[task] ?? 11;
    expect(counts.size).toBe(expected);
    expect(names.filter((each) => each.includes('true')).length).toBe(
      ['sinewave', 'lee'].includes(name) ? 0 : checkTrials / expected,
    );
  });

  it('makes 20 updates and a check with a finite loss, and keeps its constraints and what is fixed', async () => {
    const small = { ...pycogPreset(name, { nRec: 30 }), checkEvery: 20, checkTrials: 12 };
    const prepared = pycogFit(small, { key: key(2) });
    const before = prepared.network.initialize(key(7)) as unknown as Params;
    const run = begin({ ...prepared, params: before as never, updates: 20, logEvery: 1 });
    const { params: after, losses } = await run.finish();
    expect(losses.map(([, loss]) => Number.isFinite(loss))).toEqual(Array(20).fill(true));
    expect(violations(prepared.network, weightsOf(prepared.network, after as never))).toEqual([]);
    expect(movedFixed(prepared.network, before, after as never)).toEqual([]);
    const [last] = run.state().curriculum.values.slice(-1);
    expect(last[0]).toSatisfy((value: number) =>
      small.stop.atLeast < 0 ? value < 0 : value >= 0 && value <= 1,
    );
    const moved = (n: 'wRec' | 'bRec' | 'x0'): boolean =>
      String((before as never as Record<string, Tensor>)[n].data) !==
      String((after as never as Record<string, Tensor>)[n].data);
    const continuous = ['sinewave', 'lee'].includes(name);
    expect([moved('wRec'), moved('bRec'), moved('x0')]).toEqual([true, name === 'sinewave', !continuous]);
  });
});

it("checks go through the conditions in pycog's order: a catch trial, then the first factor fastest", () => {
  const { checkConditions } = pycogPreset('rdmDense');
  expect([0, 1, 2, 6, 11].map(checkConditions)).toEqual([
    { catchTrial: true },
    { catchTrial: false, coherence: 1, groundTruth: 0 },
    { catchTrial: false, coherence: 2, groundTruth: 0 },
    { catchTrial: false, coherence: 1, groundTruth: 1 },
    { catchTrial: true },
  ]);
});

it('a run that was saved goes on to the same weights and checks', async () => {
  const preset = { ...pycogPreset('rdmDense', { nRec: 10 }), checkEvery: 4, checkTrials: 11 };
  const options = pycogFit(preset, { key: key(3) });
  const whole = begin({ ...options, updates: 12 });
  await whole.finish();
  const half = begin({ ...options, updates: 6 });
  await half.finish();
  const rest = begin({ ...options, updates: 12, from: loadFit<typeof half.params>(saveFit(half.state())) });
  await rest.finish();
  const { train, curriculum } = rest.state();
  expect(train.params).toEqual(whole.state().train.params);
  expect(curriculum).toEqual(whole.state().curriculum);
  expect(curriculum.values.length).toBe(4);
});

describe('connections', () => {
  it('rdmFixed: two groups of 20 with an input and an output each, not connected with one another', () => {
    const { network, params } = start('rdmFixed');
    const { wIn, wRec, wOut } = weightsOf(network, params);
    const group = (unit: number): string => ['0', '1', 'none', 'none', 'inhibitory'][Math.floor(unit / 20)];
    expect(link(wIn)).toEqual(entry(wIn, (post, pre) => group(post) === String(pre)));
    expect(link(wOut)).toEqual(entry(wOut, (post, pre) => group(pre) === String(post)));
    const apart = ['0 1', '1 0'];
    expect(link(wRec)).toEqual(
      entry(wRec, (post, pre) => post !== pre && !apart.includes(`${group(post)} ${group(pre)}`)),
    );
  });

  it('manteAreas: inputs to the sensory area, outputs from the motor area, a fifth of the feedback', () => {
    const { network, params } = start('manteAreas');
    const { wIn, wRec, wOut } = weightsOf(network, params);
    const exc = (unit: number): boolean => unit < 120;
    const sensory = (unit: number): boolean => unit < 60 || (unit >= 120 && unit < 135);
    expect(link(wIn)).toEqual(entry(wIn, (post) => sensory(post)));
    expect(link(wOut)).toEqual(entry(wOut, (_, pre) => exc(pre) && !sensory(pre)));
    const feedback = (post: number, pre: number): boolean => sensory(post) && !sensory(pre) && exc(pre);
    const sure = (post: number, pre: number): boolean =>
      post !== pre && (sensory(post) === sensory(pre) || (sensory(pre) && exc(pre)));
    const found = wired(wRec);
    expect(found.filter(([post, pre]) => feedback(post, pre)).length).toBe(0.2 * 75 * 60);
    const others = found.filter(([post, pre]) => !feedback(post, pre)).map(String);
    expect(others).toEqual(entry(wRec, sure));
  });

  it('multisensory: a third of either kind sees, a third hears, and the start cue reaches none', () => {
    const { network, params } = start('multisensory');
    const { wIn } = weightsOf(network, params);
    const third = (unit: number): number => Math.floor(unit < 120 ? unit / 40 : (unit - 120) / 10);
    expect(link(wIn)).toEqual(entry(wIn, (post, pre) => pre < 4 && third(post) === pre % 2));
  });

  it('romo: a tenth of the excitatory connections and half of the inhibitory ones', () => {
    const { wRec } = pycogPreset('romo').network.masks as { wRec: Tensor };
    const found = wired(wRec);
    expect(found.some(([post, pre]) => post === pre)).toBe(false);
    const excitatory = found.filter(([, pre]) => pre < 400).length;
    expect([excitatory, found.length - excitatory]).toEqual([Math.round(400 * 49.9), 100 * 499 * 0.5]);
  });

  it('sinewave: nothing comes in', () => {
    const { network, params } = start('sinewave');
    expect(link(weightsOf(network, params).wIn)).toEqual([]);
  });
});

it.each<[() => unknown, string]>([
  [
    () => pycogPreset('rdmDens' as never),
    "pycogPreset: expected name to be 'sinewave' or 'rdmDense' or 'rdmNodale' or",
  ],
  [() => pycogPreset('rdmDens' as never), "got 'rdmDens' - did you mean 'rdmDense'?"],
  [() => pycogPreset('rdmDense', { n: 5 } as never), "pycogPreset: expected known options, got 'n'"],
  [
    () => pycogPreset('rdmDense', { nRec: 9 }),
    'pycogPreset: expected nRec to be a whole number in [10, 32768], got 9',
  ],
  [
    () => pycogFit(pycogPreset('rdmDense'), { seed: 1 } as never),
    "pycogFit: expected known options, got 'seed'",
  ],
  [() => pycogFit(null as never, { key: key(0) }), 'pycogFit: expected preset to be an object, got null'],
])('refuses what does not fit: %#', (call, message) => {
  expect(call).toThrow(message);
});

// 28 s on an idle core: with SYNAPTAPE_RUNS=1000 only.
it.runIf(Number(process.env.SYNAPTAPE_RUNS ?? 100) >= 1000)(
  'rdmDense with 30 units learns until the mean of five checks is 85 %',
  async () => {
    const { stoppedBy, update } = await begin({
      ...pycogFit(pycogPreset('rdmDense', { nRec: 30 }), { key: key(1) }),
      updates: 25_000,
    }).finish();
    // Measured: 15,000, 17,000 and 14,000 updates with keys 1, 2 and 3.
    expect([stoppedBy, update < 25_000]).toEqual(['curriculum', true]);
  },
  300_000,
);
