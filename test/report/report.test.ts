/** The report: one file that loads nothing and runs nothing, begins with the answer, and tells how to repeat the run. @module */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCommand } from '../../src/cli/arguments.ts';
import { commandConfig, type RunSource } from '../../src/cli/config.ts';
import { startExperiment } from '../../src/experiments/experiment.ts';
import {
  changedExperiment,
  type ExperimentConfig,
  type PartialConfig,
} from '../../src/experiments/experiment-config.ts';
import { experimentPresets, type PresetName } from '../../src/experiments/experiment-presets.ts';
import { drawFigure } from '../../src/report/figures.ts';
import { buildReport, commandOf } from '../../src/report/report.ts';
import { type Study, studyOf } from '../../src/report/study.ts';
import { findTask } from '../../src/tasks/catalogue.ts';
import { untrained, wellFormed } from './studies.ts';

async function trained(name: PresetName, change: PartialConfig): Promise<Study> {
  const experiment = startExperiment(changedExperiment(experimentPresets[name], change), { findTask });
  const losses: number[] = [];
  for await (const { loss } of experiment.run()) losses.push(loss);
  return studyOf(experiment, { losses, seconds: 1.25 });
}

/** Six units and ten trials: what a report says of them does not matter. */
const tiny = untrained(
  changedExperiment(experimentPresets.song2016, {
    name: 'song2016',
    network: { nRec: 6 },
    test: { trials: 10 },
  }),
);

/** A sentence for everything in a page that would load or run something, and for ids that are not one element's. */
function problems(page: string): string[] {
  const found: string[] = [];
  const forbid = (what: string, pattern: RegExp): void => {
    for (const [match] of page.matchAll(pattern)) found.push(`${what}: ${match}`);
  };
  // The name of SVG's language is no address, though it looks like one.
  forbid('an address', /https?:\/\/(?!www\.w3\.org\/2000\/svg")[^\s"<]*/g);
  forbid(
    'an element',
    /<(?:script|link(?! rel="icon" href="data:,">)|iframe|object|embed|base|form|foreignObject)\b/gi,
  );
  forbid('a handler', /\son\w+\s*=/gi);
  forbid('something loaded', /\b(?:src|href|srcset|action|data)="(?!data:|#)[^"]*"/gi);
  forbid('something loaded', /url\((?!#|['"]?data:)[^)]*\)|@import[^;]*/gi);
  const ids = Array.from(page.matchAll(/\sid="([^"]*)"/g), ([, id]) => id);
  found.push(...ids.filter((id, i) => ids.indexOf(id) < i).map((id) => `an id twice: ${id}`));
  const named = page.matchAll(/(?:aria-(?:labelledby|describedby)="([^"]*)"|(?:href="|url\()#([\w-]+))/g);
  for (const [, list = '', one = ''] of named) {
    for (const id of `${list} ${one}`.trim().split(/\s+/)) if (!ids.includes(id)) found.push(`no id ${id}`);
  }
  return found;
}

const few: PartialConfig = {
  network: { nRec: 20 },
  training: { steps: 4, batchSize: 4 },
  test: { trials: 60 },
};

describe('the page', () => {
  test.each<[PresetName, PartialConfig]>([
    ['song2016', { training: { steps: 20 }, test: { trials: 60 } }],
    ['contextIntegration', few],
    ['fdgo', few],
    ['flipFlop', few],
  ])('%s: is one file that needs nothing, and is well formed', async (name, change) => {
    const study = await trained(name, change);
    const page = buildReport(study);
    expect(buildReport(study)).toBe(page);
    expect(problems(page)).toEqual([]);
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(page).toContain(
      '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'; img-src data:">',
    );
    expect(page).not.toMatch(/NaN|Infinity|undefined|\[object/);
    for (const [svg] of page.matchAll(/<svg.*?<\/svg>/gs)) wellFormed(svg);
    // Void elements and the document type have no place in XML; all else has to nest.
    const main = page.slice(page.indexOf('<main>'), page.indexOf('</main>') + '</main>'.length);
    expect(wellFormed(main).name).toBe('main');
    expect(main).toMatch(/^<main>\n<dl class="answers"><dt>Did it learn\?<\/dt><dd>/);
  });

  test('control: what a page must not have is found', () => {
    const page = buildReport(tiny);
    const planted = (markup: string): string[] => problems(page.replace('</main>', `${markup}</main>`));
    expect(planted('')).toEqual([]);
    expect(planted('<p>see http://a.b/c</p>')).toEqual(['an address: http://a.b/c']);
    expect(planted('<script>1</script>')).toEqual(['an element: <script']);
    expect(planted('<link rel="icon" href="data:,x">')).toEqual(['an element: <link']);
    expect(planted('<img src="a.png">')).toEqual(['something loaded: src="a.png"']);
    expect(planted('<p style="background:url(a.png)">')).toEqual(['something loaded: url(a.png)']);
    expect(planted('<p onclick="x">')).toEqual(['a handler:  onclick=']);
    expect(planted('<p id="figure-loss">')).toEqual(['an id twice: figure-loss']);
    expect(planted('<p aria-labelledby="none">')).toEqual(['no id none']);
  });

  test('words of a configuration are text, not markup', () => {
    const name = '<script>alert("a")</script>&amp;';
    const page = buildReport(untrained({ task: 'goNogo', name, network: { nRec: 4 }, test: { trials: 5 } }));
    expect(page).not.toContain('<script');
    expect(page).toContain('<h1>&lt;script&gt;alert(&quot;a&quot;)&lt;/script&gt;&amp;amp;: ');
  });

  test('the version, the date and the palette are those that are given', () => {
    const study = tiny;
    expect(buildReport(study, { version: '7.8.9', date: '1 May 2030' })).toMatch(
      /seed 1\. 1 May 2030.*With version 7\.8\.9 of synaptape/s,
    );
    expect(buildReport(study, { palette: 'red-blue' })).not.toBe(buildReport(study));
  });
});

test('the time is left out where it is not known, and the source is that of the task', () => {
  expect(buildReport(tiny)).toContain('<dt>Time</dt>');
  expect(buildReport({ ...tiny, seconds: null })).not.toContain('<dt>Time</dt>');
  expect(studyOf(tiny.experiment, { losses: [] }).seconds).toBeNull();
  expect(buildReport(tiny)).toContain(
    `<p class="source">Task: ${tiny.experiment.entry.citation.slice(0, 8)}`,
  );
});

test('what is no study, and options that there are not, get a sentence', () => {
  const { experiment } = tiny;
  const rows: [() => unknown, string][] = [
    [
      () => studyOf({} as never, { losses: [] }),
      'studyOf: expected experiment.training to be an object, got undefined',
    ],
    [
      () => studyOf(undefined as never, { losses: [] }),
      'studyOf: expected experiment.training to be an object, got undefined',
    ],
    [
      () => studyOf(experiment, undefined as never),
      'studyOf: expected options to be an object, got undefined',
    ],
    [
      () => studyOf(experiment, { losses: [], second: 1 } as never),
      "studyOf: expected known options, got 'second' - did you mean 'seconds'?",
    ],
    [
      () => studyOf(experiment, {} as never),
      'studyOf: expected losses to be a list of numbers, got undefined',
    ],
    [
      () => studyOf(experiment, { losses: [], seconds: -1 }),
      'studyOf: expected seconds to be a finite number >= 0, got -1',
    ],
    [
      () => drawFigure(experiment as never, 'loss'),
      'drawFigure: expected study.tested to be an object, got undefined',
    ],
    [
      () => drawFigure(tiny, 'loss', { widht: 500 } as never),
      "drawFigure: expected known options, got 'widht' - did you mean 'width'?",
    ],
    [
      () => drawFigure(tiny, 'loss', { width: -3 }),
      'drawFigure: expected width to be a number in [240, 4000], got -3',
    ],
    [
      () => drawFigure(tiny, 'connectivity', { palette: 'foo' as never }),
      "drawFigure: expected palette to be 'blue-orange' or 'red-blue', got 'foo' - did you mean 'red-blue'?",
    ],
    [
      () => drawFigure(tiny, 'connectivity', { order: 'indx' as never }),
      "drawFigure: expected order to be 'index' or 'selectivity', got 'indx' - did you mean 'index'?",
    ],
    [
      () => drawFigure(tiny, 'trials', { trial: 2 as never }),
      'drawFigure: expected trial to be an object, got 2',
    ],
    [
      () => buildReport(experiment as never),
      'buildReport: expected study.tested to be an object, got undefined',
    ],
    [
      () => buildReport(tiny, { dates: '' } as never),
      "buildReport: expected known options, got 'dates' - did you mean 'date'?",
    ],
    [
      () => buildReport(tiny, { palette: 1 as never }),
      "buildReport: expected palette to be 'blue-orange' or 'red-blue', got 1",
    ],
  ];
  for (const [call, message] of rows) expect(call).toThrow(expect.objectContaining({ message }));
});

describe('the answer', () => {
  const study = tiny;
  const answer = (performance: number, ceiling: number | null): string =>
    buildReport({ ...study, ceiling, tested: { ...study.tested, performance } })
      .match(/<dd>(.*?)<\/dd>/)![1]
      .replaceAll('\u00a0', ' ');
  const stopped = ' Training stopped after 0 of 5000 updates.';

  test.each<[number, number | null, string]>([
    [
      0.95,
      1,
      `Yes, it learned the task: 95.0 % of 10 new trials are correct, 95.0 % of what can be reached (100.0 %).${stopped}`,
    ],
    [
      0.4,
      0.8,
      `It did not learn the task as well as it could: 40.0 % of 10 new trials are correct, 50.0 % of what can be reached (80.0 %).${stopped}`,
    ],
    [
      0.4,
      null,
      `40.0 % of 10 new trials are correct; the best that can be reached is not known; chance is 50.0 %.${stopped}`,
    ],
  ])('of a performance of %d with a ceiling of %s', (performance, ceiling, sentence) => {
    expect(answer(performance, ceiling)).toBe(sentence);
  });
});

/** The configuration that the words of a command ask for. */
function configOf(line: string): ExperimentConfig {
  const { kind, options } = parseCommand(line.split(' ').slice(1)) as { kind: string; options: RunSource };
  expect(kind).toBe('train');
  return commandConfig(options);
}

describe('the command that repeats the run', () => {
  test('has the updates that were made, not those that were asked for', () => {
    const study = untrained(experimentPresets.song2016);
    const stopped = { ...study, losses: Array.from({ length: 1555 }, () => 1) };
    const page = buildReport(stopped);
    expect(page).toContain('<code>synaptape train song2016 --steps 1555 --seed 1</code>');
    expect(page).toMatch(/<summary>config\.json<.*&quot;steps&quot;: 1555,.*<h2>Settings/s);
    expect(page).toContain('this gives the same weights to the bit');
    expect(buildReport({ ...stopped, losses: [] })).toContain('this trains the network');
  });

  test('says seed, steps and batch size, and asks for the same configuration', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...(Object.keys(experimentPresets) as PresetName[])),
        fc.record(
          {
            seed: fc.nat(Number.MAX_SAFE_INTEGER),
            steps: fc.integer({ min: 1, max: 10_000_000 }),
            batchSize: fc.integer({ min: 1, max: 4096 }),
          },
          { requiredKeys: [] },
        ),
        (name, { seed, ...training }) => {
          const config = changedExperiment(experimentPresets[name], {
            ...(seed === undefined ? {} : { seed }),
            training,
          });
          const command = commandOf(config);
          expect(command).toContain(`--steps ${config.training.steps} --seed ${config.seed}`);
          expect(configOf(command)).toEqual(config);
        },
      ),
    );
  });

  test.each<[string, PartialConfig]>([
    ['another network', { network: { tau: 50 } }],
    ['a performance to stop at', { training: { stopAt: 0.8 } }],
    ['another test', { test: { trials: 20 }, name: 'song2016' }],
    ['a name of its own', { name: 'mine', test: { trials: 20 } }],
    ['the name of a method', { name: 'toString', test: { trials: 20 } }],
  ])('is that of a file for %s', (_, change) => {
    const config = changedExperiment(experimentPresets.song2016, { ...change, seed: 5 });
    expect(commandOf(config)).toBe('synaptape train config.json');
  });

  test('of a file asks for the same configuration, with the file that the report holds', () => {
    const page = buildReport({ ...tiny, seconds: 1 });
    expect(page).toContain('with this <code>config.json</code>');
    const text = page.match(/<summary>config\.json<\/summary><pre><code>(.*?)<\/code>/s)![1];
    const folder = mkdtempSync(join(tmpdir(), 'report-'));
    const file = join(folder, 'config.json');
    writeFileSync(file, text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&'));
    const { config } = tiny.experiment;
    expect(configOf(commandOf(config).replace('config.json', file))).toEqual(config);
    rmSync(folder, { recursive: true });
  });
});
