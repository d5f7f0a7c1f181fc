/** The table of measured runs in the README, made from their summary.json files. */
import { readFileSync } from 'node:fs';

const HEADER = ['seed', 'steps', 'mean loss of the last 200', 'performance', 'ceiling', 'time'];
const REGION = /(<!-- results:song2016 -->\n).*?(<!-- \/results -->)/s;

const row = (cells) => `| ${cells.join(' | ')} |\n`;
const percent = (p) => `${(100 * p).toFixed(1)} %`;

/** The cells of a run that the same seed gives again on any machine: all but the time. */
export function reproducibleCells({ seed, steps, losses, performance, ceiling }) {
  return [seed, steps, losses.at(-1)[1].toFixed(4), percent(performance), percent(ceiling)];
}

function duration(seconds) {
  const whole = Math.round(seconds);
  if (whole < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

/** Replaces the rows between the marks by those of the given summaries, ordered by seed, then steps. */
export function withResults(readme, summaries) {
  if (!REGION.test(readme)) throw new Error('expected README.md to have the marks of results:song2016');
  const ordered = summaries.toSorted((a, b) => a.seed - b.seed || a.steps - b.steps);
  const rows = ordered.map((summary) => row([...reproducibleCells(summary), duration(summary.seconds)]));
  const table = row(HEADER) + row(HEADER.map(() => '---:')) + rows.join('');
  return readme.replace(REGION, (_, open, close) => open + table + close);
}

/** The row of a run in the README; undefined if there is none. */
export function readRow(readme, { seed, steps }) {
  const region = REGION.exec(readme)?.[0] ?? '';
  const rows = region.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  return rows
    .map((cells) => cells.slice(1, -1))
    .find((cells) => cells[0] === `${seed}` && cells[1] === `${steps}`);
}

/** @throws {Error} for a file that is not the summary of a run of song2016 */
export function readSummary(path) {
  const summary = JSON.parse(readFileSync(path, 'utf8'));
  if (summary.preset !== 'song2016') {
    throw new Error(`expected a summary of song2016 in ${path}, got '${summary.preset}'`);
  }
  return summary;
}
