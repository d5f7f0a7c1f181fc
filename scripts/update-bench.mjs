/**
 * Writes the speeds in the README anew, from bench/results.
 * How to run: npm run bench -- train-step, and end-to-end, and kernels; then node scripts/update-bench.mjs
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { readResults, withBench } from './bench-table.mjs';
import { README } from './readme-blocks.mjs';

writeFileSync(README, withBench(readFileSync(README, 'utf8'), readResults()));
