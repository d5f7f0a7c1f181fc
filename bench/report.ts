/** Comparisons as text and as files. @module */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Environment, environment } from './environment.ts';
import type { Comparison, Result } from './harness.ts';

const digits = (x: number): string => (x >= 100 ? x.toFixed(0) : x >= 10 ? x.toFixed(1) : x.toFixed(2));

function row({ name, medianMs, deviationMs, minMs, cores, ratio, verdict }: Result): string[] {
  const interval = `${digits(ratio.median)} (${digits(ratio.low)} to ${digits(ratio.high)})`;
  const used = cores === null ? '-' : cores.toFixed(1);
  return [name, digits(medianMs), digits(deviationMs), digits(minMs), used, interval, verdict];
}

/** Lays out columns: the first to the left, the others to the right. */
export function layOut(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((cells) => cells[column].length)));
  const pad = (cell: string, column: number): string =>
    column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]);
  return rows.map((cells) => cells.map(pad).join('  ').trimEnd()).join('\n');
}

export function environmentLine({ cpu, cores, node, v8, commit, load }: Environment): string {
  return `${cpu}, ${cores} cores, Node ${node} (V8 ${v8}), commit ${commit}, load ${load}`;
}

export function comparisonTable(comparison: Comparison): string {
  const { results, control, spread, rounds, reference, missing } = comparison;
  const percent = `${(100 * spread).toFixed(1)} %`;
  const coverage = `${(100 * control.ratio.coverage).toFixed(1)} %`;
  const head = ['ms per step', 'median', 'MAD', 'min', 'cores', `x ${reference}`, 'claim'];
  const bySpeed = [...results].sort((a, b) => a.medianMs - b.medianMs);
  return [
    layOut([head, ...bySpeed.map(row), row(control)]),
    `${rounds} interleaved rounds; intervals hold the median with ${coverage}; no claim within ${percent} (the control)`,
    ...missing.map(({ name, missing: reason }) => `missing: ${name} - ${reason}`),
  ].join('\n');
}

/** Writes a result with its environment as JSON. */
export function writeResult(path: string, result: object, measuredOn: Environment = environment()): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify({ environment: measuredOn, ...result }, null, 2)}\n`);
}
