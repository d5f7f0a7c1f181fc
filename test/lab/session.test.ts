import { setImmediate } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Manipulation } from '../../lab/src/protocol.ts';
import { hashAfter } from '../support/same-bits.ts';
import { openTestPage, song, type TestPage } from './page.ts';

const STEPS = 20;
const UNTOUCHED: Manipulation = { silenced: [], inhibition: 1 };

async function configured(steps: number = STEPS, change: Parameters<typeof song>[1] = {}): Promise<TestPage> {
  const page = openTestPage();
  await page.send({ kind: 'configure', config: song(steps, change) });
  return page;
}

describe('bits of a run', () => {
  let hash: string;
  beforeAll(async () => {
    hash = await hashAfter(STEPS, 1);
  });

  test('are those of the same steps anywhere else, however often it is paused, asked and stepped', async () => {
    const page = await configured();
    for (let i = 0; i < 3; i++) await page.send({ kind: 'step' });
    expect(page.last('progress')).toMatchObject({ step: 3, running: false });
    await page.send({ kind: 'start' });
    await setImmediate();
    await page.ask('performance', { manipulation: { silenced: [1, 45], inhibition: 0.5 } });
    await page.send({ kind: 'pause' });
    const paused = page.last('progress');
    expect(paused?.running).toBe(false);
    await page.ask('check', { config: song(5, { network: { nRec: 9 } }) });
    await setImmediate();
    await setImmediate();
    expect(page.last('progress')).toBe(paused);
    const before = await page.hash();
    await page.ask('file', { file: 'checkpoint.safetensors' });
    expect(await page.hash()).toBe(before);
    // Within one turn of the loop: the one that is still resting goes on, and no second one starts.
    void page.send({ kind: 'start' });
    void page.send({ kind: 'pause' });
    expect(await page.finish()).toEqual({
      kind: 'ended',
      reason: 'steps',
      message: 'All 20 steps are done.',
    });
    expect(await page.hash()).toBe(hash);
  });

  test('are those again after a reset, in the middle and at the end', async () => {
    const page = await configured();
    await page.send({ kind: 'step' });
    await page.send({ kind: 'reset' });
    expect(page.last('configured')).toMatchObject({ step: 0, losses: [] });
    for (const _ of [1, 2]) {
      await page.finish();
      expect(await page.hash()).toBe(hash);
      await page.send({ kind: 'reset' });
      expect(await page.hash()).not.toBe(hash);
    }
  });

  test('control: another seed and another number of steps give others', async () => {
    const hashes = [hash];
    for (const page of [await configured(STEPS, { seed: 2 }), await configured(STEPS - 1)]) {
      await page.finish();
      hashes.push(await page.hash());
    }
    expect(new Set(hashes).size).toBe(3);
  });
});

describe('reports', () => {
  test('tell every loss once, in order, and end with one that is not running', async () => {
    const page = await configured(40);
    await page.finish();
    const reports = page.all('progress');
    const losses = reports.flatMap((report) => Array.from(report.losses));
    expect(losses).toHaveLength(40);
    expect(reports.map(({ step }) => step)).toEqual(
      [...reports.map(({ step }) => step)].sort((a, b) => a - b),
    );
    expect(reports.at(-1)).toMatchObject({ step: 40, running: false });
    expect(reports[0]).toMatchObject({ step: 0, running: true });
    // Every 100 ms at most, besides those of start and end.
    const { seconds } = reports.at(-1)!;
    expect(reports.length).toBeLessThanOrEqual(3 + seconds * 10);
    const again = await configured(40);
    for (let i = 0; i < 5; i++) await again.send({ kind: 'step' });
    const one = again.all('progress').flatMap((report) => Array.from(report.losses));
    expect(one).toEqual(losses.slice(0, 5));
  });

  test('facts of song2016', async () => {
    const { facts } = (await configured()).last('configured')!;
    expect(facts).toMatchObject({
      title: 'Perceptual decision making',
      inputs: ['fixation', 'direction 0', 'direction 1'],
      nExc: 40,
      // 50 * 3 of inputs, 50 * 50, 3 * 40 of outputs, biases 50 + 50 + 3.
      parameters: 2873,
      engine: 'compiled',
      conditions: [
        { name: 'groundTruth', values: [0, 1] },
        { name: 'coherence', values: [0, 6.4, 12.8, 25.6, 51.2] },
      ],
    });
    expect(facts.reference.published.map(({ name }) => name)).toEqual(['PyTorch', 'BrainPy']);
    expect(facts.views).toContain('psychometric');
  });

  test('training ends where the performance is reached', async () => {
    const page = await configured(1000, { training: { stopAt: 0 } });
    expect(await page.finish()).toEqual({
      kind: 'ended',
      reason: 'performance',
      message: 'After 200 steps the performance has reached 0: training is over.',
    });
    // Over is over.
    expect((await page.finish()).reason).toBe('performance');
    await page.send({ kind: 'step' });
    expect(page.last('progress')?.step).toBe(200);
  });

  test('a loss that is not finite ends training, and the weights before it stay', async () => {
    const page = await configured(500, { training: { learningRate: 1e30 } });
    const ended = await page.finish();
    expect(ended.reason).toBe('failure');
    expect(ended.message).toMatch(
      /^train: expected .* in step \d+ - lower the learning rate or clip the gradients; the weights before that step are kept$/,
    );
    const { step } = page.last('progress')!;
    expect(ended.message).toContain(`in step ${step + 1} `);
    const same = await configured(500, { training: { learningRate: 1e30 } });
    for (let i = 0; i < step; i++) await same.send({ kind: 'step' });
    expect(await page.hash()).toBe(await same.hash());
  });
});

describe('questions', () => {
  test('performance: what is done to the network counts, and it is as it was afterwards', async () => {
    const page = await configured(100);
    await page.finish();
    const units = Array.from({ length: 50 }, (_, i) => i);
    const all = await page.ask('performance', { manipulation: { silenced: units, inhibition: 1 } });
    const before = await page.ask('performance', { manipulation: UNTOUCHED });
    await page.ask('performance', { manipulation: { silenced: [], inhibition: 0 } });
    expect(await page.ask('performance', { manipulation: UNTOUCHED })).toBe(before);
    // Silent outputs say one thing, which is right in half of the trials at most.
    expect(all).toBeLessThanOrEqual(0.75);
    await expect(
      page.ask('performance', { manipulation: { silenced: [50], inhibition: 1 } }),
    ).rejects.toThrow('scalePopulation: expected');
  });

  test('check says why not', async () => {
    const page = openTestPage();
    const said = (change: object): Promise<string | null> =>
      page.ask('check', { config: { ...song(5), ...change } });
    expect(await said({})).toBeNull();
    expect(await said({ task: 'rdm' })).toBe(
      "lab: expected the name of a task of the lab, got 'rdm' - did you mean 'dm1'?",
    );
    expect(await said({ taskOptions: { dt: 0 } })).toBe(
      'perceptualDecisionMaking: expected dt to be a finite number > 0, got 0',
    );
    expect(await said({ network: { ...song(5).network, tau: 10 } })).toBe(
      'createRateNetwork: expected dt to be a number in [0, 10], got 20',
    );
    expect(await said({ network: { nRec: 1000 } })).toBe(
      'lab: expected network.nRec of at most 512, got 1000 - train it on the command line',
    );
  });

  test('check refuses a test that the page would wait for, and takes the largest that it would not', async () => {
    const page = openTestPage();
    const said = (
      trials: number,
      taskOptions: Record<string, unknown>,
      nRec: number = 50,
    ): Promise<string | null> => {
      const { network, ...config } = song(5);
      return page.ask('check', {
        config: { ...config, network: { ...network, nRec }, test: { trials, taskOptions } },
      });
    };
    const timing = { fixation: 500, stimulus: 500 };
    const message = await said(100_000, { timing });
    expect(message).toMatch(
      /^lab: expected test\.trials of at most \d+ with 50 units and trials of \d+ steps, got 100000 - the page would wait for the test$/,
    );
    const [most, steps] = message!
      .match(/\d+/g)!
      .filter((_, i) => i !== 1)
      .map(Number);
    // 6e7 rates are kept at most.
    expect(most).toBe(Math.floor(6e7 / (50 * steps)));
    expect(await said(most, { timing })).toBeNull();
    expect(await said(most + 1, { timing })).toContain(`got ${most + 1} -`);
    // The test of any preset at the largest size, and a trial that is too long by itself.
    expect(await said(500, { timing: { fixation: 2000, stimulus: 2000 } }, 512)).toBeNull();
    expect(await said(1, { timing: { fixation: 1e9, stimulus: 500 } })).toContain('at most 0 with');
  });

  test('a hash says after which step, while it trains too', async () => {
    const page = await configured(100_000);
    await page.send({ kind: 'start' });
    await setImmediate();
    const { hash, step } = await page.ask('hash', {});
    await page.send({ kind: 'pause' });
    expect(page.last('progress')!.step).toBeGreaterThanOrEqual(step);
    const same = await configured(100_000);
    for (let i = 0; i < step; i++) await same.send({ kind: 'step' });
    expect(await same.ask('hash', {})).toEqual({ hash, step });
  });

  test('figures of weights that have diverged say so in one sentence', async () => {
    const page = await configured(500, { training: { learningRate: 1e30 } });
    expect((await page.finish()).reason).toBe('failure');
    const { views } = page.last('configured')!.facts;
    const trial = { conditions: {}, seed: 1, noise: true };
    const options = {
      width: 400,
      palette: 'red-blue',
      order: 'index',
      manipulation: UNTOUCHED,
      trial,
    } as const;
    const said = await Promise.all(
      views.map((view) => page.ask('view', { view, options }).catch((error: Error) => error.message)),
    );
    const sentences = said.filter((text) => !text.startsWith('<svg'));
    expect(new Set(sentences)).toEqual(
      new Set(['The weights, or the rates that follow from them, are not finite.']),
    );
  });

  test('a refused configuration leaves the run as it was', async () => {
    const page = await configured();
    await page.send({ kind: 'step' });
    const hash = await page.hash();
    await page.send({ kind: 'configure', config: { task: 'goNog' } });
    expect(page.last('refused')?.message).toBe(
      "lab: expected the name of a task of the lab, got 'goNog' - did you mean 'goNogo'?",
    );
    expect(await page.hash()).toBe(hash);
    expect(page.all('configured')).toHaveLength(1);
  });

  test('without a configuration there is nothing to ask or to start', async () => {
    const page = openTestPage();
    await expect(page.hash()).rejects.toThrow('lab: expected a configuration, got none - choose a preset');
    for (const kind of ['start', 'pause', 'step', 'reset'] as const) await page.send({ kind });
    // A pause of nothing is nothing.
    expect(page.all('refused')).toHaveLength(3);
  });

  test('a view is an SVG document', async () => {
    const page = await configured();
    await page.finish();
    const svg = await page.ask('view', {
      view: 'trials',
      options: {
        ...{ width: 400, palette: 'blue-orange', order: 'index', manipulation: UNTOUCHED },
        trial: { conditions: { coherence: 51.2, groundTruth: 1 }, seed: 3, noise: false },
      },
    });
    expect(svg).toMatch(/^<svg .*width="400"/);
    expect(svg).toContain('coherence 51.2');
  });
});
