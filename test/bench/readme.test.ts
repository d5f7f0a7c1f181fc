/** The speeds in the README are those of the committed results, and the table says what they say. @module */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

// Scripts are plain JavaScript without types.
const scripts = new URL('../../scripts/bench-table.mjs', import.meta.url).href;
const { benchRegion, readResults, withBench } = await import(scripts);
const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

test('the README has what node scripts/update-bench.mjs makes of bench/results', () => {
  expect(withBench(readme, readResults())).toBe(readme);
});

test('without results it says so', () => {
  expect(benchRegion({})).toBe('not measured yet\n');
  expect(() => withBench('no marks', {})).toThrow(/marks of results:bench/);
});

const environment = {
  ...{ date: '2026-01-02', cpu: 'A Processor', cores: 2, platform: 'linux x64' },
  ...{ node: '20.1.0', commit: 'abc1234' },
};
const engine = (node: string) => ({ engine: 'compiled', node, v8: '1' });
const torch = { torch: '2.1', blas: 'mkl', threads: '1' };

function comparison(names: [string, object, number, string][], missing: string[] = []) {
  const results = names.map(([name, versions, medianMs, verdict]) => ({
    ...{ name, versions, medianMs, verdict },
    ratio: { median: medianMs / names[0][2] },
  }));
  const gone = missing.map((name) => ({ name, missing: 'a reason' }));
  return { environment, reference: 'compiled', rounds: 21, spread: 0.012, results, missing: gone };
}

const S = comparison(
  [
    ['compiled', engine('20.1.0'), 1.25, 'no claim'],
    ['interpreted', engine('20.1.0'), 250, 'slower'],
    ['compiled with fma, Node 24', engine('24.1.0'), 1, 'faster'],
    ['torch, 1 thread', torch, 12.5, 'slower'],
  ],
  ['brainpy, 1 thread'],
);
const L = comparison([
  ['compiled', engine('20.1.0'), 80, 'no claim'],
  ['torch, 1 thread', torch, 40, 'faster'],
  ['brainpy, 1 thread', { brainpy: '3.0' }, 80.4, 'no claim'],
]);

test('contestants are rows, workloads columns; what is missing, not measured or not claimed is marked', () => {
  const lines = benchRegion({ S, L }).split('\n');
  expect(lines.slice(0, 7)).toEqual([
    '| ms per step (ratio to ours) | S | P | L |',
    '| --- | ---: | ---: | ---: |',
    '| **ours, compiled with fma, Node 24** | 1.00 (0.80) | - | - |',
    '| **ours, compiled** | 1.25 (1) | - | 80.0 (1) |',
    '| torch, 1 thread | 12.5 (10.0) | - | 40.0 (0.50) |',
    '| **ours, interpreted** | 250 (200) | - | - |',
    '| brainpy, 1 thread | missing | - | 80.4 (~1.01) |',
  ]);
});

/** The notes, unwrapped. */
const notes = (results: object): string[] =>
  benchRegion(results)
    .split('\n- ')
    .slice(1)
    .map((note: string) => note.trimEnd().replaceAll('\n  ', ' '));

test('a faster peer is named, and our own engines are none', () => {
  const said = notes({ S, L });
  expect(said).toContain('P: not measured yet.');
  expect(said).toContain(
    'On L faster than ours: torch, 1 thread (0.50 of our time). On S no peer was faster than ours.',
  );
});

test('spread, versions and machine are given', () => {
  const said = notes({ S, L });
  expect(said.join('\n')).toMatch(/21 interleaved rounds; .* up to 1\.2 \/ 1\.2 % \(S \/ L\)/);
  expect(said).toContain('Versions: Node 20.1.0 and 24.1.0, torch 2.1 (mkl), brainpy 3.0.');
  expect(said.at(-1)).toBe(
    'Machine: A Processor, 2 cores, linux x64, Node 20.1.0, commit abc1234, 2026-01-02.',
  );
  const later = { ...L, environment: { ...environment, commit: 'def5678' } };
  expect(notes({ S, L: later }).at(-1)).toMatch(/^Machine: S: .* abc1234, .*; L: .* def5678, /);
});

test('end to end and kernels have a sentence each', () => {
  const endToEnd = {
    ...comparison([
      ['ours', { node: '20.1.0' }, 1.5, 'no claim'],
      ['torch with neurogym, 1 thread', { ...torch, neurogym: '1.0' }, 15, 'slower'],
    ]),
    ...{ reference: 'ours', steps: 200 },
  };
  const workload = (name: string, ofStep: number, ofPeak: number) => ({
    ...{ workload: name, peakGflops: 40.7 },
    ...{ productsOfStep: { median: ofStep }, productsOfPeak: { median: ofPeak } },
  });
  const kernels = { environment, workloads: [workload('S', 0.63, 0.92), workload('L', 0.82, 0.99)] };
  const said = notes({ S, endToEnd, kernels });
  expect(said).toContain(
    '`song2016` with its data, 200 steps, ms per step: ours 1.50; torch with neurogym, 1 thread 15.0 (10.0); control 1.2 %.',
  );
  expect(said).toContain(
    'Matrix products alone take 63 / 82 % of the time of a step (S / L), at 92 / 99 % of the 40.7 GFLOP/s that ' +
      'multiplying and adding reaches in registers.',
  );
  expect(said.join('\n')).toContain('Versions: Node 20.1.0 and 24.1.0, torch 2.1 (mkl), neurogym 1.0.');
});

test('no line of the notes is longer than the page', () => {
  for (const line of benchRegion({ S, L }).split('\n')) expect(line.length).toBeLessThanOrEqual(118);
});
