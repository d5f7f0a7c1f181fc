import { describe, expect, it } from 'vitest';
import { curriculum } from '../../../src/rnn/training/curriculum.ts';
import { fit as begin } from '../../../src/rnn/training/fit.ts';
import { loadFit, saveFit } from '../../../src/rnn/training/saved.ts';
import type { Tensor } from '../../../src/tensor/index.ts';
import { assertClose, tolerances } from '../../support/close.ts';
import { type Batch, options, source, start } from './fit-example.ts';

describe('what is measured', () => {
  it.each<[unknown, string]>([
    [undefined, 'undefined'],
    ['0.9', "'0.9'"],
    [{ accuracy: 1 }, '{ accuracy: 1 }'],
  ])('is a number, not %j', async (value, got) => {
    const run = start({ measure: () => value as number, performance: { cutoff: 0, every: 1 } });
    await expect(run.finish()).rejects.toThrow(`fit: expected measure to return a number, got ${got}`);
  });

  it('may be NaN, which reaches no cutoff and no threshold', async () => {
    const nothing = { measure: () => Number.NaN, updates: 4 };
    const stopped = await start({ ...nothing, performance: { cutoff: -1, every: 1 } }).finish();
    expect(stopped.stoppedBy).toBe('updates');
    const data = curriculum({ stages: [{ data: source(1), threshold: -1 }], every: 1 });
    const run = start({ ...nothing, data });
    expect((await run.finish()).stoppedBy).toBe('updates');
    expect(run.state().curriculum.values).toEqual(Array(4).fill([Number.NaN, 0]));
  });

  it('has the noise of the network unless testNoise is false, and training does not depend on it', async () => {
    const outputs = async (testNoise?: boolean) => {
      const seen: Tensor[] = [];
      const run = start({
        updates: 2,
        data: { ...source(1), batch: () => source(1).batch(3) },
        measure: ({ readings }) => seen.push(readings.x),
        performance: { cutoff: 9, every: 2 },
        ...(testNoise === undefined ? {} : { testNoise }),
      });
      await run.finish();
      return { x: seen[0], params: run.params };
    };
    const [unsaid, noisy, quiet] = [await outputs(), await outputs(true), await outputs(false)];
    expect(unsaid).toEqual(noisy);
    expect(quiet.params).toEqual(noisy.params);
    expect(quiet.x).not.toEqual(noisy.x);
    // What is compiled may round in another order.
    const { x } = options.network.run(quiet.params as never, source(1).batch(3).inputs, null);
    assertClose(quiet.x, x as never, tolerances.f32);
    expect(() => assertClose(noisy.x, x as never, tolerances.f32)).toThrow('expected');
  });
});

describe('trials', () => {
  it('are counted, from batches of one size to those of another', async () => {
    const first = start({ updates: 3 });
    await first.finish();
    expect(first.state().trials).toBe(12);
    const pairs = { ...source(0.5), batchSize: 2, batch: (step: number) => halved(source(0.5).batch(step)) };
    const log: number[][] = [];
    const second = start({ data: pairs, updates: 6, logEvery: 1, from: first.state() });
    for await (const { update, trials } of second) log.push([update, trials]);
    expect(log).toEqual([
      [4, 14],
      [5, 16],
      [6, 18],
    ]);
    const third = start({ data: pairs, updates: undefined, trials: 21, from: second.state() } as never);
    expect([(await third.finish()).update, third.state().trials]).toEqual([8, 22]);
  });

  it('that are given count those before: a resumed run ends where the whole one does', async () => {
    const half = start({ updates: undefined, trials: 14 } as never);
    await half.finish();
    const rest = start({ updates: undefined, trials: 29, from: half.state() } as never);
    const whole = start({ updates: undefined, trials: 29 } as never);
    await Promise.all([rest.finish(), whole.finish()]);
    expect(rest.state()).toEqual(whole.state());
    const done = start({ updates: undefined, trials: 3, from: rest.state() } as never);
    expect((await done.finish()).update).toBe(8);
  });
});

/** The first two of four trials. */
function halved({ inputs, targets }: Batch): Batch {
  const half = (x: Tensor): Tensor => ({ ...x, shape: [6, 2, 1], data: x.data.filter((_, i) => i % 4 < 2) });
  return { inputs: half(inputs), targets: half(targets) };
}

describe('a run that had ended', () => {
  const one = curriculum({ stages: [{ data: source(1, () => 1) }], every: 2 });
  const two = curriculum({ stages: [1, 2].map((gain) => ({ data: source(gain, () => 1) })), every: 2 });
  const batch = source(0.5).batch(99);
  const reasons: [string, object][] = [
    ['curriculum', { data: one }],
    ['performance', { measure: () => 1, performance: { cutoff: 1, every: 2 } }],
    ['validation', { validation: { batch, every: 2, target: 1e9 } }],
  ];

  it.each(reasons)('by its %s has ended when it is resumed, from a file too', async (reason, changes) => {
    const first = start(changes);
    await first.finish();
    expect([first.stoppedBy, first.state().train.step]).toEqual([reason, 2]);
    for (const from of [first.state(), loadFit(saveFit(first.state()))]) {
      const again = start({ ...changes, from: from as never });
      expect(again.stoppedBy).toBe(reason);
      for await (const _ of again) throw new Error('expected no update');
      const { stoppedBy, update, params } = await again.finish();
      expect([stoppedBy, update, params]).toEqual([reason, 2, first.params]);
      expect(again.state()).toEqual(first.state());
    }
  });

  it.each<[string, object, object]>([
    ['more updates', { updates: 2 }, { updates: 4 }],
    ['more stages', { data: one }, { data: two }],
    ['a higher cutoff', reasons[1][1], { measure: () => 1, performance: { cutoff: 2, every: 2 } }],
    ['no performance', reasons[1][1], {}],
    ['no validation', reasons[2][1], {}],
  ])('goes on with %s', async (_, before, after) => {
    const first = start(before);
    await first.finish();
    const again = start({ ...after, from: first.state() });
    expect(again.stoppedBy).toBeNull();
    expect((await again.finish()).update).toBeGreaterThan(2);
  });

  it('by its signal, or with stoppedBy null, goes on', async () => {
    const aborted = start({ signal: AbortSignal.abort() });
    await aborted.finish();
    expect(aborted.state().stoppedBy).toBe('signal');
    expect((await start({ from: aborted.state() }).finish()).update).toBe(20);
    const first = start(reasons[2][1]);
    await first.finish();
    const again = start({ ...reasons[2][1], from: { ...first.state(), stoppedBy: null } });
    expect((await again.finish()).update).toBe(4);
  });
});

describe('loadFit', () => {
  it('gives what fit takes, and all that saveFit was given', async () => {
    const first = start({ updates: 3 });
    await first.finish();
    const saved = saveFit(first.state());
    expect(loadFit(saved)).toEqual(first.state());
    // That this line has a type is a part of the test.
    const second = begin({ ...options, from: loadFit(saved) });
    await second.finish();
    const whole = start();
    await whole.finish();
    expect(second.state()).toEqual(whole.state());
  });

  it.each<[object, string]>([
    [{ stoppedBy: 'force' }, "loadFit: expected stoppedBy to be 'updates' or 'performance'"],
    [{ trials: -1 }, 'loadFit: expected trials to be a whole number >= 0, got -1'],
  ])('refuses %j', async (changes, message) => {
    const saved = saveFit(start().state());
    const settings = { ...(saved.settings as object), ...changes };
    expect(() => loadFit({ ...saved, settings } as never)).toThrow(message);
  });
});
