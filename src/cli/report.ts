/** `synaptape report`: the report of a run, and its findings in lines. @module */

import { join } from 'node:path';
import { writeFileWhole } from '../node/files.ts';
import { type Findings, findingsOf } from '../report/findings.ts';
import { buildReport, constraintsLine, lossLine } from '../report/report.ts';
import type { Study } from '../report/study.ts';
import { EXIT } from './errors.ts';
import { checkOut, REPORT } from './files.ts';
import { jsonDocument } from './json.ts';
import { formatDuration } from './progress.ts';
import { openRun } from './run-folder.ts';
import { fixed, percent } from './table.ts';
import type { Streams } from './tasks.ts';

/** A command to write a report, read and checked. */
export interface ReportCommand {
  readonly folder: string;
  /** `report.html` in the folder by default. */
  readonly out: string | undefined;
  readonly palette: 'blue-orange' | 'red-blue' | undefined;
  readonly json: boolean;
}

/** Findings in lines: what, and what was found. */
function linesOf(findings: Findings, { choices }: Study): readonly (readonly [string, string])[] {
  const { performance, trials, ceiling, steps, of, seconds, radius, selectivity, psychometric } = findings;
  const best = ceiling === null ? '' : `; the best that can be reached is ${percent(ceiling)}`;
  const [first, second] = choices?.names ?? ['', ''];
  const curve = psychometric && `bias ${fixed(psychometric.bias, 2)}, sigma ${fixed(psychometric.sigma, 2)}`;
  return [
    ['performance', `${percent(performance)} of ${trials} trials${best}`],
    ['loss', lossLine(findings)],
    ['constraints', constraintsLine(findings)],
    ['time', `${formatDuration(seconds ?? 0)} for ${steps} of ${of} steps`],
    ['radius', `${fixed(radius.before, 3)} before training, ${fixed(radius.after, 3)} after`],
    ...(selectivity
      ? [
          [
            'selectivity',
            `${selectivity.answer0} units prefer ${first}, ${selectivity.answer1} ${second}, ${selectivity.none} neither`,
          ] as const,
        ]
      : []),
    ...(psychometric ? [['psychometric', `${psychometric.status}: ${curve}`] as const] : []),
  ];
}

/** Writes the report and returns the exit code. */
export async function runReport(
  { folder, out, palette, json }: ReportCommand,
  { print, tell }: Streams,
): Promise<number> {
  await checkOut(out, REPORT);
  const study = (await openRun(folder, 'report', tell)).study();
  const path = out ?? join(folder, REPORT);
  const file = await writeFileWhole(path, buildReport(study, palette ? { palette } : {}));
  const findings = findingsOf(study);
  const lines = [['report', path], ...linesOf(findings, study)];
  print(
    json
      ? jsonDocument({ file, ...findings })
      : lines.map(([what, found]) => `${what.padEnd(13)}${found}\n`).join(''),
  );
  return EXIT.ok;
}
