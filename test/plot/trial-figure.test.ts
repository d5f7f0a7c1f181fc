import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type TrialFigureOptions, trialFigure } from '../../src/plot/index.ts';
import { widthOf } from '../../src/plot/svg.ts';
import { runs } from '../support/runs.ts';
import { elements, type Node, parseXml, textOf } from './xml.ts';

const names = (name: string, n: number): string[] => Array.from({ length: n }, (_, i) => `${name} ${i}`);
const channels = (name: string, n: number, nSteps: number) => ({
  names: names(name, n),
  values: Array.from({ length: n * nSteps }, (_, i) => ((i * 7) % 11) / 5 - 1),
});

function trial(nIn: number, nOut: number, nSteps = 10): TrialFigureOptions {
  return {
    ...{ title: 'Task', subtitle: 'coherence 51.2', description: 'Choose.', dt: 20, nSteps },
    periods: [
      { name: 'fixation', start: 0, end: 2 },
      { name: 'empty', start: 2, end: 2 },
      { name: 'stimulus', start: 2, end: 7 },
      { name: 'decision', start: 7, end: nSteps },
    ],
    inputs: channels('input', nIn, nSteps),
    targets: channels('output', nOut, nSteps),
    mask: { names: names('output', nOut), values: new Array(nSteps * nOut).fill(1) },
  };
}

const texts = (root: Node): string[] => elements(root, 'text').map(textOf);
const lines = (root: Node): Node[] =>
  elements(root, 'path').filter(
    ({ attributes }) => attributes.class?.startsWith('line') && attributes.d.includes('H'),
  );

describe('a trial', () => {
  test('is what it was, with classes and with values', async () => {
    const classes = {
      ...trial(3, 2),
      targets: { classes: ['fixate', 'left', 'right'], labels: [0, 0, 0, 0, 0, 0, 0, 2, 2, 2] },
      mask: { names: ['mask'], values: [0, 0, 1, 1, 1, 1, 1, 5, 5, 5] },
    };
    await expect(trialFigure(classes)).toMatchFileSnapshot('../golden/plot/trial-classes.svg');
    const values = { ...trial(8, 2), outputs: channels('output', 2, 10) };
    await expect(trialFigure(values)).toMatchFileSnapshot('../golden/plot/trial-values.svg');
  });

  test('draws up to six channels as lines, more as cells', () => {
    const six = parseXml(trialFigure(trial(6, 2)));
    // Six inputs, two targets, one mask.
    expect(lines(six)).toHaveLength(9);
    expect(elements(six, 'g')).toHaveLength(0);
    const seven = parseXml(trialFigure(trial(7, 2)));
    expect(lines(seven)).toHaveLength(3);
    // The cells and their colours.
    expect(elements(seven, 'g')).toHaveLength(2);
    expect(elements(parseXml(trialFigure(trial(85, 33, 100))), 'image')).toHaveLength(2);
  });

  test('shows the mask once where all outputs have the same weight, else each', () => {
    const options = trial(2, 2);
    const values = Array.from({ length: 20 }, (_, i) => i % 2);
    expect(lines(parseXml(trialFigure(options)))).toHaveLength(5);
    expect(lines(parseXml(trialFigure({ ...options, mask: { ...options.mask, values } })))).toHaveLength(6);
  });

  test('has borders and names of periods that are not empty, and time in ms', () => {
    const root = parseXml(trialFigure(trial(2, 2)));
    const said = texts(root);
    expect(said).toEqual(
      expect.arrayContaining([
        'fixation',
        'stimulus',
        'decision',
        'Time (ms)',
        '200',
        'Inputs',
        'Targets',
        'Mask',
      ]),
    );
    expect(said).not.toContain('empty');
    const borders = elements(root, 'path').filter(({ attributes }) => attributes.class === 'border');
    expect(borders).toHaveLength(4);
  });

  test('says in words what is to be seen', () => {
    const [desc] = elements(parseXml(trialFigure(trial(1, 2))), 'desc');
    expect(textOf(desc)).toBe(
      'One trial of 200 ms in 10 steps: fixation from 0 to 40 ms, stimulus from 40 to 140 ms, decision from 140 to 200 ms. ' +
        '1 input; targets of 2 outputs; weights in the loss. coherence 51.2. Choose.',
    );
  });

  test('is well formed, with all marks inside and no names of periods over each other, whatever it shows', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 59 }), { maxLength: 8 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 9 }),
        cuts,
        fc.string(),
        (nIn, nOut, at, name) => {
          const ends = [...at.sort((a, b) => a - b), 60];
          const periods = ends.map((end, i) => ({
            name: `${name} period ${i}`,
            start: ends[i - 1] ?? 0,
            end,
          }));
          const root = parseXml(trialFigure({ ...trial(nIn, nOut, 60), periods }));
          const [width, height] = [Number(root.attributes.width), Number(root.attributes.height)];
          for (const { attributes } of [...elements(root, 'text'), ...elements(root, 'rect')]) {
            expect(Number(attributes.x ?? 0)).toBeGreaterThanOrEqual(0);
            expect(Number(attributes.x ?? 0)).toBeLessThanOrEqual(width);
            expect(Number(attributes.y ?? 0)).toBeLessThanOrEqual(height);
          }
          const marks = elements(root, 'text').filter((node) => textOf(node).includes(' peri'));
          const boxes = marks.map((node) => {
            const half = widthOf(textOf(node), 11) / 2;
            const [x, y] = [Number(node.attributes.x), Number(node.attributes.y)];
            return { y, left: x - half, right: x + half };
          });
          boxes.forEach((a, i) => {
            for (const b of boxes.slice(0, i))
              expect(a.y !== b.y || a.left >= b.right || b.left >= a.right).toBe(true);
          });
        },
      ),
      runs(0.15),
    );
  });
});
