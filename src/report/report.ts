/** The report of a run: one HTML document that needs nothing else. @module */

import { differences, type ExperimentConfig } from '../experiments/experiment-config.ts';
import { experimentPresets } from '../experiments/experiment-presets.ts';
import { figureStyles } from '../plot/index.ts';
import { checkDrawing } from './figure.ts';
import { drawFigure, type FigureName, fittingFigures, studyFigures } from './figures.ts';
import { type Findings, findingsOf, LAST } from './findings.ts';
import { html, page, table, escaped as text } from './html.ts';
import type { Study } from './study.ts';
import { VERSION } from './version.ts';
import { joinedRows } from './weight-figures.ts';

/** What a report says besides the study. */
export interface ReportOptions {
  /** Version of the library that the run was made with; this one by default. */
  readonly version?: string;
  /** When it was made, as the reader is to read it; left out by default, so that the same run gives the same bytes. */
  readonly date?: string;
  readonly palette?: 'blue-orange' | 'red-blue';
}

/** Percent, with a space that lines do not break at. */
const percent = (p: number): string => `${(100 * p).toFixed(1)}\u00a0%`;

/** Writes a duration as people do. */
function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

/** Whether a performance is as good as learned: 95 % of what can be reached, as the benchmark of the tasks counts it. */
const LEARNED = 0.95;

function verdictOf({ performance, ceiling, steps, of, trials, selectivity }: Findings): string {
  const reached = `${percent(performance)} of ${trials} new trials are correct`;
  const unfinished = steps < of ? ` Training stopped after ${steps} of ${of} updates.` : '';
  if (ceiling === null) {
    const chance = selectivity ? `; chance is ${percent(0.5)}` : '';
    return `${reached}; the best that can be reached is not known${chance}.${unfinished}`;
  }
  const share = performance / ceiling;
  const answer =
    share >= LEARNED ? 'Yes, it learned the task' : 'It did not learn the task as well as it could';
  return `${answer}: ${reached}, ${percent(share)} of what can be reached (${percent(ceiling)}).${unfinished}`;
}

/** Whether the constraints hold, in words. */
export function constraintsLine({ constraints }: Findings): string {
  if (constraints.length === 0) return 'The network has no constraints.';
  const broken = constraints.filter(({ holds }) => !holds);
  if (broken.length > 0)
    return `Broken: ${broken.map(({ name, found }) => `${name} (${found})`).join('; ')}.`;
  return `All hold: ${constraints.map(({ name, found }) => `${name} (${found})`).join('; ')}.`;
}

/** The final loss beside those of published runs, in words. */
export function lossLine({ finalLoss, published, steps }: Findings): string {
  if (steps === 0) return 'No update has been made.';
  const beside = published.map(({ name, loss }) => `${name} ${loss.toFixed(4)}`).join(', ');
  return `${finalLoss.toFixed(4)} in the mean of ${steps < LAST ? '' : 'the last '}${Math.min(steps, LAST)} updates${beside === '' ? '' : `; published runs end at ${beside}`}.`;
}

/** The answers that a reader comes for. */
function summary(findings: Findings, { config }: Study['experiment']): string {
  const { steps, seconds } = findings;
  const rows = [
    ['Did it learn?', verdictOf(findings)],
    ['Loss', lossLine(findings)],
    ['Constraints', constraintsLine(findings)],
    ...(seconds === null
      ? []
      : [
          [
            'Time',
            `${duration(seconds)} for ${steps} updates, ${((1000 * seconds) / (steps || 1)).toFixed(2)} ms each; the seed is ${config.seed}.`,
          ],
        ]),
  ];
  return `<dl class="answers">${rows.map(([name, answer]) => `<dt>${text(name)}</dt><dd>${text(answer)}</dd>`).join('')}</dl>`;
}

/** What units prefer, and which of them are joined. */
function selectivityText({ selectivity }: Findings, study: Study): string {
  if (selectivity === null || study.choices === null) return '';
  const [first, second] = study.choices.names;
  const { answer0, answer1, none, weights } = selectivity;
  return [
    `<p>${text(`${answer0} units prefer ${first}, ${answer1} prefer ${second}, and ${none} neither: their d′ is exactly 0, as that of units which are silent while the evidence is shown.`)}</p>`,
    table(
      'Mean weights between units, with the number of pairs',
      ['', 'same preference', 'opposite'],
      joinedRows(study, weights),
    ),
  ].join('\n');
}

/** Values of a configuration by path, as a table. */
function settings(config: ExperimentConfig): string {
  const rows: [string, string][] = [];
  const visit = (value: unknown, path: string): void => {
    const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (!isRecord) rows.push([path, typeof value === 'string' ? value : JSON.stringify(value)]);
    else
      for (const [name, each] of Object.entries(value)) visit(each, path === '' ? name : `${path}.${name}`);
  };
  visit(config, '');
  return table('All settings; times are in ms', ['setting', 'value'], rows);
}

/** The words that repeat a run: of a preset with what differs, or of its file. */
export function commandOf(config: ExperimentConfig): string {
  const preset = (experimentPresets as Readonly<Record<string, ExperimentConfig | undefined>>)[config.name];
  const { steps, batchSize } = config.training;
  const words: Readonly<Record<string, string>> = {
    seed: `--seed ${config.seed}`,
    'training.steps': `--steps ${steps}`,
    'training.batchSize': `--batch ${batchSize}`,
  };
  if (preset === undefined) return 'synaptape train config.json';
  const differing = differences(preset, config);
  if (differing.some((path) => words[path] === undefined)) return 'synaptape train config.json';
  // Seed and steps are said in any case: a default may change, and what is written in a report may not.
  const told = new Set(['training.steps', 'seed', ...differing]);
  return ['synaptape train', config.name, ...Array.from(told, (path) => words[path])].join(' ');
}

function repeat({ experiment, losses }: Study, { version = VERSION }: ReportOptions): string {
  const made = losses.length;
  const { config: asked } = experiment;
  // The updates that were made: a run that was interrupted has fewer than were asked for.
  const config = made > 0 ? { ...asked, training: { ...asked.training, steps: made } } : asked;
  const gives = made > 0 ? 'gives the same weights to the bit, on any machine' : 'trains the network';
  const command = commandOf(config);
  const file = command.endsWith('config.json') ? ' with this <code>config.json</code>' : '';
  return [
    `<p>With version ${text(version)} of synaptape${file}, this ${gives}:</p>`,
    `<pre><code>${text(command)}</code></pre>`,
    `<details><summary>config.json</summary><pre><code>${text(JSON.stringify(config, null, 2))}</code></pre></details>`,
  ].join('\n');
}

/** A figure with its reading. */
function figureSection(study: Study, name: FigureName, { palette }: ReportOptions): string {
  const { title, reading } = studyFigures[name];
  const svg = drawFigure(study, name, { id: `${name}-`, styles: false, ...(palette && { palette }) });
  return html`<section id="figure-${name}">
<h3 class="unseen">${title}</h3>
<figure>
<div class="drawing">${{ raw: svg }}</div>
<figcaption>${reading}</figcaption>
</figure>
</section>`;
}

/**
 * Writes the report of a run: the answer first - did it learn, how close to the best, do the constraints hold, how long did
 * it take - then the figures, the settings and the command that repeats the run. One file, nothing is loaded; it follows
 * the light or dark scheme of the reader, and prints.
 * @example await writeFile('report.html', buildReport(studyOf(experiment, { losses, seconds })))
 */
export function buildReport(study: Study, options: ReportOptions = {}): string {
  checkDrawing('buildReport', study, options, ['version', 'date', 'palette']);
  const { experiment } = study;
  const { config, entry } = experiment;
  const findings = findingsOf(study);
  const figures = fittingFigures(study).map((name) => figureSection(study, name, options));
  return page({
    title: `${config.name}: ${entry.title}, seed ${config.seed}`,
    styles: figureStyles,
    body: [
      `<header><h1>${text(`${config.name}: ${entry.title}`)}</h1>`,
      `<p class="lead">${text(entry.description)} ${text(`${experiment.network.nRec} units, seed ${config.seed}.`)}${options.date === undefined ? '' : ` ${text(options.date)}`}</p></header>`,
      '<main>',
      summary(findings, experiment),
      '<h2>Figures</h2>',
      `<div class="figures">${figures.join('\n')}</div>`,
      ...(findings.selectivity ? ['<h2>Who is joined to whom</h2>', selectivityText(findings, study)] : []),
      '<h2>Repeat this run</h2>',
      repeat(study, options),
      '<h2>Settings</h2>',
      settings(config),
      `<p class="source">Task: ${text(entry.citation)}</p>`,
      '</main>',
    ].join('\n'),
  });
}
