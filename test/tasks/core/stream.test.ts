import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  perceptualDecisionMaking,
  perceptualDiscrimination,
  type StreamDataset,
  type StreamOptions,
  streamDataset,
  type Task,
  trialsFromKeys,
} from '../../../src/tasks/index.ts';
import { foldIn, key, split } from '../../../src/tensor/index.ts';
import { anyKey, anyOptions, song } from '../arbitraries.ts';

const task = song();

/** Serves `count` windows as one: inputs and targets in a row, in step order. */
function serve(stream: StreamDataset, count: number): { inputs: number[]; targets: number[] } {
  const windows = Array.from({ length: count }, () => stream.next());
  return {
    inputs: windows.flatMap(({ inputs }) => [...inputs.data]),
    targets: windows.flatMap(({ targets }) => [...targets.data]),
  };
}

describe('a stream', () => {
  it('is, column by column, whole trials without a gap', () => {
    fc.assert(
      fc.property(
        anyOptions,
        anyKey,
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 40 }),
        fc.nat(2),
        (options, from, batchSize, seqLen, refill) => {
          const any = perceptualDecisionMaking(options);
          const position = { refill, window: 0 };
          const stream = streamDataset(any, { batchSize, seqLen, key: from, cacheLen: 4 * seqLen, position });
          const { inputs, targets } = serve(stream, 4);
          const columns = split(foldIn(from, refill), batchSize);
          for (let b = 0; b < batchSize; b++) {
            const shown: number[] = [];
            const asked: number[] = [];
            for (let n = 0; asked.length < 4 * seqLen; n++) {
              const trial = trialsFromKeys(any, [foldIn(columns[b], n)]);
              shown.push(...trial.inputs.data);
              asked.push(...trial.targets.data);
            }
            for (let t = 0; t < 4 * seqLen; t++) {
              expect(targets[t * batchSize + b]).toBe(asked[t]);
              for (let i = 0; i < any.nIn; i++) {
                expect(inputs[(t * batchSize + b) * any.nIn + i]).toBe(shown[t * any.nIn + i]);
              }
            }
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('is the same however it is cut: window k goes on where window k - 1 ended', () => {
    const options = { batchSize: 4, key: key(1), cacheLen: 600 };
    const whole = serve(streamDataset(task, { ...options, seqLen: 600 }), 2);
    for (const seqLen of [1, 50, 100, 200]) {
      expect(serve(streamDataset(task, { ...options, seqLen }), 1200 / seqLen)).toEqual(whole);
    }
  });

  it('goes on from a position kept as JSON with the same bytes', () => {
    fc.assert(
      fc.property(
        anyKey,
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: 1, max: 5 }),
        (from, served, more) => {
          const options: StreamOptions = { batchSize: 3, seqLen: 30, key: from, cacheLen: 120 };
          const stream = streamDataset(task, options);
          serve(stream, served);
          const position = JSON.parse(JSON.stringify(stream.position));
          expect(position).toEqual({ refill: Math.floor(served / 4), window: served % 4 });
          expect(serve(streamDataset(task, { ...options, position }), more)).toEqual(serve(stream, more));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('has independent columns: those of neighbouring seeds and columns all differ', () => {
    const seen = new Set<string>();
    for (const seed of [0, 1, 2, 3]) {
      const { inputs } = streamDataset(task, { batchSize: 4, seqLen: 60, key: key(seed) }).next();
      for (let b = 0; b < 4; b++) {
        seen.add(`${inputs.data.filter((_, at) => Math.floor(at / 3) % 4 === b)}`);
      }
    }
    expect(seen.size).toBe(16);
  });

  it('does not repeat itself after a refill', () => {
    const stream = streamDataset(task, { batchSize: 1, seqLen: 60, key: key(0), cacheLen: 60 });
    expect(serve(stream, 1)).not.toEqual(serve(stream, 1));
  });

  it('writes into the arrays of its caller what it returns in new ones', () => {
    const options = { batchSize: 2, seqLen: 50, key: key(9), cacheLen: 100 };
    const [a, b] = [streamDataset(task, options), streamDataset(task, options)];
    const inputs = new Float32Array(300).fill(7);
    const targets = new Int32Array(100).fill(7);
    for (let k = 0; k < 5; k++) {
      const window = a.next();
      b.nextInto(inputs, targets);
      expect(inputs).toEqual(window.inputs.data);
      expect(targets).toEqual(window.targets.data);
    }
    const kept = a.next();
    const copy = [...kept.inputs.data];
    serve(a, 4);
    expect([...kept.inputs.data]).toEqual(copy);
  });
});

describe('values and masks', () => {
  const rate = perceptualDiscrimination({ T: 300 });

  it('of kind values, column by column, are those of whole trials without a gap', () => {
    const stream = streamDataset(rate, { batchSize: 3, seqLen: 20, key: key(4), cacheLen: 60 });
    const windows = [stream.next(), stream.next(), stream.next()];
    const columns = split(foldIn(key(4), 0), 3);
    for (const name of ['inputs', 'targets', 'mask'] as const) {
      expect(windows[0][name].shape).toEqual([20, 3, 2]);
      const served = windows.flatMap((window) => [...window[name].data]);
      for (let b = 0; b < 3; b++) {
        const trials = [0, 1].map((n) => trialsFromKeys(rate, [foldIn(columns[b], n)])[name].data);
        const column = served.filter((_, at) => Math.floor(at / 2) % 3 === b);
        expect(column).toEqual([...trials[0], ...trials[1]]);
      }
    }
  });

  it('of kind classes have one weight per step', () => {
    const { mask } = streamDataset(task, { batchSize: 3, seqLen: 20, key: key(4) }).next();
    expect([mask.shape, [...new Set(mask.data)]]).toEqual([[20, 3], [1]]);
  });
});

describe('known facts', () => {
  it('3 inputs, batch 16, windows of 100: a cache of 1600 steps serves 15 windows', () => {
    const stream = streamDataset(task, { batchSize: 16, seqLen: 100, key: key(0) });
    expect([stream.cacheLen, stream.windowsPerRefill]).toEqual([1600, 15]);
    const { inputs, targets } = stream.next();
    expect([inputs.shape, targets.shape]).toEqual([
      [100, 16, 3],
      [100, 16],
    ]);
    expect([inputs.dtype, targets.dtype]).toEqual(['f32', 'i32']);
    serve(stream, 13);
    expect(stream.position).toEqual({ refill: 0, window: 14 });
    serve(stream, 1);
    expect(stream.position).toEqual({ refill: 1, window: 0 });
  });

  it('2 inputs: 2100 steps; a cache shorter than a window is one window', () => {
    const two: Task<object> = {
      name: 'two',
      kind: 'classes',
      dt: 1,
      nIn: 2,
      nOut: 2,
      plan: task.plan,
      fill: () => {},
    };
    const length = (cacheLen?: number): number[] => {
      const size = cacheLen === undefined ? {} : { cacheLen };
      const stream = streamDataset(two, { batchSize: 16, seqLen: 100, key: key(0), ...size });
      return [stream.cacheLen, stream.windowsPerRefill];
    };
    expect(length()).toEqual([2100, 20]);
    expect(length(1500)).toEqual([1600, 15]);
    expect(length(1599)).toEqual([1600, 15]);
    expect(length(99)).toEqual([100, 1]);
  });

  it('label 0 takes 28 of 33 steps; the class entropy is 0.5304 nats', () => {
    const stream = streamDataset(task, { batchSize: 16, seqLen: 100, key: key(7) });
    const inputs = new Float32Array(4800);
    const targets = new Int32Array(1600);
    const counts = [0, 0, 0];
    for (let k = 0; k < 600; k++) {
      stream.nextInto(inputs, targets);
      for (const label of targets) counts[label]++;
    }
    const shares = counts.map((count) => count / 960_000);
    // Standard error 0.0004 (29000 trials); starting each refill with a whole trial adds up to 0.001.
    expect(Math.abs(shares[0] - 28 / 33)).toBeLessThan(0.003);
    const entropy = -shares.reduce((sum, p) => sum + p * Math.log(p), 0);
    expect(Math.abs(entropy - 0.5304)).toBeLessThan(0.008);
  });
});

describe('bad calls', () => {
  const good = { batchSize: 2, seqLen: 10, key: key(0), cacheLen: 40 };
  it.each<[string, object, RegExp]>([
    ['unknown', { bachSize: 2 }, /did you mean 'batchSize'/],
    ['batchSize 0', { batchSize: 0 }, /batchSize to be a whole number >= 1, got 0/],
    ['no seqLen', { seqLen: undefined }, /seqLen .* got undefined/],
    ['no key', { key: 3 }, /expected a key, got 3/],
    ['cacheLen 0', { cacheLen: 0 }, /cacheLen .* got 0/],
    [
      'a window that never comes',
      { position: { refill: 0, window: 4 } },
      /position\.window .* \[0, 3\], got 4/,
    ],
    ['half a position', { position: { refill: 0 } }, /position\.window .* got undefined/],
    ['a position of a wrong kind', { position: 4 }, /position to be an object, got 4/],
  ])('%s', (_, change, message) => {
    const make = (): unknown => streamDataset(task, { ...good, ...change } as StreamOptions);
    expect(make).toThrow(message);
    expect(make).toThrow(/^streamDataset: expected /);
  });

  it('arrays of another length, and tasks without steps', () => {
    const stream = streamDataset(task, good);
    expect(() => stream.nextInto(new Float32Array(59), new Int32Array(20))).toThrow(
      'nextInto: expected inputs to have 60 elements, got 59',
    );
    expect(() => stream.nextInto(new Float32Array(60), new Int32Array(21))).toThrow(/targets to have 20/);
    expect(() => stream.nextInto(new Float32Array(60), new Int32Array(20), new Float32Array(9))).toThrow(
      'nextInto: expected mask to have 20 elements, got 9',
    );
    expect(() => stream.nextInto(new Float64Array(60) as never, new Int32Array(20))).toThrow(
      new TypeError('nextInto: expected inputs to be of type Float32Array, got Float64Array'),
    );
    expect(() => stream.nextInto(new Float32Array(60), new Float32Array(20) as never)).toThrow(
      new TypeError('nextInto: expected targets to be of type Int32Array, got Float32Array'),
    );
    expect(stream.position).toEqual({ refill: 0, window: 0 });
    const empty = { ...task, plan: () => ({ ...task.plan(key(0)), nSteps: 0 }) };
    expect(() => streamDataset(empty, good).next()).toThrow(/^streamDataset: expected task .* got 0/);
  });
});

describe('windows by their numbers', () => {
  it('are those that next serves, in any order, and do not move it', () => {
    fc.assert(
      fc.property(
        anyKey,
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.nat(11), { minLength: 1, maxLength: 8 }),
        (from, batchSize, seqLen, numbers) => {
          const options = { batchSize, seqLen, key: from, cacheLen: 4 * seqLen };
          const stream = streamDataset(task, options);
          const served = Array.from({ length: 12 }, () => streamDataset(task, options)).map((fresh, n) => {
            for (let i = 0; i < n; i++) fresh.next();
            return fresh.next();
          });
          for (const n of numbers) expect(stream.batch(n)).toEqual(served[n]);
          expect(stream.position).toEqual({ refill: 0, window: 0 });
          expect(stream.next()).toEqual(served[0]);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('begin at 0', () => {
    const stream = streamDataset(task, { batchSize: 1, seqLen: 5, key: key(0) });
    expect(() => stream.batch(-1)).toThrow(
      'batch: expected number to be a whole number in [0, 4294967295], got -1',
    );
    expect(() => stream.batch(0.5)).toThrow(RangeError);
  });
});
