/**
 * Writes the table of measured runs in the README anew.
 * How to run: node scripts/update-results.mjs runs/seed1/summary.json runs/seed2/summary.json ...
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { README } from './readme-blocks.mjs';
import { readSummary, withResults } from './results-table.mjs';

const paths = process.argv.slice(2);
if (paths.length === 0) {
  console.error('expected summary.json files, got none');
  process.exitCode = 2;
} else {
  writeFileSync(README, withResults(readFileSync(README, 'utf8'), paths.map(readSummary)));
}
