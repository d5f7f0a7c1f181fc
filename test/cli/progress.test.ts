import { describe, expect, test } from 'vitest';
import { formatDuration, type Progress, startProgress, wantsColour } from '../../src/cli/progress.ts';

const ESC = '\x1b';
const COLOUR = new RegExp(`${ESC}\\[[\\d;]*m`, 'g');

interface Screen {
  readonly progress: Progress;
  readonly writes: string[];
  /** Lets time pass. */
  wait(ms: number): void;
}

function screen(total: number, shape: { isTTY?: boolean; columns?: number; colour?: boolean } = {}): Screen {
  const { isTTY = true, columns = 80, colour = false } = shape;
  const writes: string[] = [];
  let time = 5000;
  const terminal = { write: (text: string) => void writes.push(text), isTTY, columns, colour };
  return {
    progress: startProgress(terminal, total, () => time),
    writes,
    wait(ms) {
      time += ms;
    },
  };
}

describe('on a terminal', () => {
  test('a bar with step, loss and time left is drawn over the line before', () => {
    const { progress, writes, wait } = screen(100);
    wait(2500);
    progress.update(25, 0.123456);
    const bar = '━'.repeat(6) + '─'.repeat(18);
    expect(writes).toEqual([`\r${ESC}[K${bar}  step  25/100  loss 0.1235  8 s left`]);
  });

  test('the bar is full at the last step and cleared at the end', () => {
    const { progress, writes } = screen(3);
    progress.update(3, 1);
    progress.end();
    expect(writes[0]).toContain(`${'━'.repeat(24)}  step 3/3`);
    expect(writes[1]).toBe(`\r${ESC}[K`);
  });

  test('it is drawn at most every 80 ms, and always at the last step', () => {
    const { progress, writes, wait } = screen(1000);
    for (let step = 1; step <= 1000; step++) {
      wait(1);
      progress.update(step, 1);
    }
    expect(writes.length).toBe(1 + 12 + 1);
    expect(writes.at(-1)).toContain('step 1000/1000');
  });

  test('colour is used where it is wanted only', () => {
    const coloured = screen(2, { colour: true });
    coloured.progress.update(1, 1);
    expect(coloured.writes[0]).toContain(`${ESC}[36m${'━'.repeat(12)}`);
    expect(coloured.writes[0]).toContain(`${ESC}[0m`);
    const plain = screen(2);
    plain.progress.update(1, 1);
    expect(plain.writes[0]).not.toMatch(COLOUR);
  });

  const status = 'step  50/100  loss 0.5000  0 s left';
  test.each<[number, string]>([
    [80, `${'━'.repeat(12)}${'─'.repeat(12)}  ${status}`],
    [60, status],
    [40, status],
    [20, 'step  50/100  loss '],
    [5, 'step'],
  ])('with %i columns it stays on one line', (columns, shown) => {
    const { progress, writes } = screen(100, { columns, colour: true });
    progress.update(50, 0.5);
    expect(writes[0].replace(`\r${ESC}[K`, '').replace(COLOUR, '')).toBe(shown);
    expect(shown.length).toBeLessThanOrEqual(columns);
  });
});

describe('elsewhere', () => {
  test('plain lines are written, 20 in a long run, with no escape codes', () => {
    const { progress, writes, wait } = screen(5000, { isTTY: false });
    for (let step = 1; step <= 5000; step++) {
      wait(10);
      progress.update(step, 1 / step);
    }
    progress.end();
    expect(writes.length).toBe(20);
    expect(writes[0]).toBe('step  250/5000  loss 0.0040  48 s left\n');
    expect(writes.at(-1)).toBe('step 5000/5000  loss 0.0002  0 s left\n');
    expect(writes.join('')).not.toContain(ESC);
  });

  test('a short run has one line per step', () => {
    const { progress, writes } = screen(3, { isTTY: false });
    for (const step of [1, 2, 3]) progress.update(step, 1);
    expect(writes.map((line) => line.slice(0, 8))).toEqual(['step 1/3', 'step 2/3', 'step 3/3']);
  });
});

test.each([
  [-1, '0 s'],
  [0, '0 s'],
  [8.4, '8 s'],
  [59.4, '59 s'],
  [59.6, '1 min 00 s'],
  [125, '2 min 05 s'],
  [3599.7, '1 h 00 min'],
  [3780, '1 h 03 min'],
  [360_000, '100 h 00 min'],
])('%d seconds are written as %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

test.each<[boolean, Record<string, string>, boolean]>([
  [true, {}, true],
  [false, {}, false],
  [true, { NO_COLOR: '1' }, false],
  [true, { NO_COLOR: 'false' }, false],
  [true, { NO_COLOR: '' }, true],
  [true, { TERM: 'dumb' }, false],
  [true, { TERM: 'xterm-256color' }, true],
])('terminal %s with %o: colour %s', (isTTY, environment, colour) => {
  expect(wantsColour(isTTY, environment)).toBe(colour);
});
