import { describe, expect, test } from 'vitest';
import {
  averagesFigure,
  connectivityFigure,
  lesionFigure,
  lossFigure,
  psychometricFigure,
  sampleTrialsFigure,
  selectivityFigure,
  spectrumFigure,
  structuredConnectivityFigure,
  taskVarianceFigure,
  trajectoriesFigure,
  tuningFigure,
  unitActivityFigure,
  weightsBeforeAfterFigure,
} from '../../../src/plot/figures/index.ts';
import { nameTicks } from '../../../src/plot/figures/layout.ts';
import { logOf, logTicks } from '../../../src/plot/figures/log-scale.ts';
import { rowsOf } from '../../../src/plot/figures/tiles.ts';
import { percent, say } from '../../../src/plot/figures/words.ts';
import { elements, type Node, parseXml, textOf } from '../xml.ts';

const times = (n: number, make: (i: number) => number): number[] =>
  Array.from({ length: n }, (_, i) => make(i));
const described = (svg: string): string => textOf(elements(parseXml(svg), 'desc')[0]);
const texts = (svg: string): string[] => elements(parseXml(svg), 'text').map(textOf);
const paths = (svg: string, pen: RegExp): Node[] =>
  elements(parseXml(svg), 'path').filter(({ attributes }) => pen.test(attributes.class ?? ''));

describe('activity', () => {
  // Four units in three steps: the first is silent, the last inhibitory.
  const options = { dt: 20, n: 4, nExc: 3, rates: [0, 1, 2, 3, 0, 2, 2, 4, 0, 3, 2, 5] };

  test('says how many units are silent and how high the others get', () => {
    expect(
      described(unitActivityFigure({ ...options, periods: [{ name: 'stimulus', start: 1, end: 3 }] })),
    ).toBe(
      'Rates of 4 units over 60 ms: 3 excitatory, at most 3, 1 inhibitory, at most 5; 1 silent. stimulus from 20 to 60 ms.',
    );
  });

  test('draws inhibitory units above excitatory ones, in red if asked', () => {
    const last = (svg: string): string | undefined =>
      elements(parseXml(svg), 'g')
        .at(-1)
        ?.children.map((child) => (child as Node).attributes.class)[0];
    expect(last(unitActivityFigure(options))).toBe('line c1');
    expect(last(unitActivityFigure({ ...options, palette: 'red-blue' }))).toBe('line red');
  });

  test('thins out what would be more than 50,000 points, and says so', () => {
    const svg = unitActivityFigure({ dt: 1, n: 100, rates: times(150_000, (i) => 1 + (i % 7)) });
    expect(svg.length).toBeLessThan(1e6);
    expect(described(svg)).toMatch(/ One step in 3 is drawn\.$/);
  });
});

describe('matrices', () => {
  test('are sorted by the order: rows are to, columns from', () => {
    const svg = connectivityFigure({ weights: [0, 1, 0, 0], order: [1, 0], nExc: 1 });
    const [cell] = elements(parseXml(svg), 'rect').filter(
      ({ attributes }) => attributes.fill === 'rgb(31,143,214)',
    );
    const [frame] = elements(parseXml(svg), 'rect').filter(
      ({ attributes }) => attributes.class === 'axis frame',
    );
    // From unit 1, in front, to unit 0, which is behind it: at the bottom left.
    expect(Number(cell.attributes.x)).toBe(Number(frame.attributes.x));
    expect(Number(cell.attributes.y)).toBeGreaterThan(Number(frame.attributes.y));
    expect(texts(svg)).toEqual(expect.arrayContaining(['E', 'I', 'To', 'From']));
    expect(described(svg)).toBe(
      'Weights between 2 units, the first 1 of them excitatory, sorted: 1 positive, 0 negative, 3 absent; the largest magnitude is 1.',
    );
  });

  test('of few units have colours up to the 99th percentile, truncated', () => {
    // Of 0, 1/16, .. 15/16 it lies at 0.99 x 15 = 14.85: 14.85 / 16 = 0.928.
    const svg = structuredConnectivityFigure({
      ...{ weights: times(16, (i) => (i % 2 === 0 ? 1 : -1) * (i / 16)), order: [0, 1, 2, 3] },
      blocks: [
        { name: 'E1', size: 3 },
        { name: 'I1', size: 1 },
      ],
    });
    expect(texts(svg)).toEqual(expect.arrayContaining(['0.92', '0', '−0.92', 'E1', 'I1']));
    expect(described(svg)).toContain('colours end at 0.92. Mean weights: E1 to E1 0.104');
  });

  test('before and after training share their colours', () => {
    const svg = weightsBeforeAfterFigure({ rows: 1, columns: 2, before: [0.5, 0], after: [0, -2] });
    const opacities = elements(parseXml(svg), 'rect').flatMap(({ attributes }) =>
      Number(attributes.width) > 50 && attributes.fill !== undefined
        ? [[attributes.fill, attributes['fill-opacity']]]
        : [],
    );
    expect(opacities).toEqual([
      ['rgb(31,143,214)', '0.25'],
      ['rgb(224,112,26)', undefined],
    ]);
  });
});

describe('descriptions', () => {
  test.each([
    [
      selectivityFigure({ dPrime: [0, 0, -1.5, 0.25, 0] }),
      'Histogram of the selectivity of 5 units in 10 bins, from −1.5 to 0.25: 1 below 0, 1 above 0, 3 at exactly 0, as silent units are.',
    ],
    [
      lossFigure({
        steps: [1, 2],
        losses: [1.0986, 0.06],
        floors: [{ name: 'ideal observer', value: 0.0531 }],
      }),
      'The loss over 2 steps of training, on a logarithmic axis: it begins at 1.1 and ends at 0.06. ideal observer: 0.0531.',
    ],
    [
      spectrumFigure({ after: { re: [0.6, 1.2], im: [0.8, 0] }, alpha: 1, line: 1 }),
      'In the complex plane: 2 eigenvalues, the largest of magnitude 1.2, 1 outside the border, 1 right of real part 1.',
    ],
    [
      psychometricFigure({
        points: [{ x: -6.4, fraction: 0.25, low: 0.1, high: 0.4, n: 20 }],
        fit: { bias: 0.5, sigma: 9, xs: [-10, 10], ys: [0.1, 0.9] },
      }),
      'Fraction of choices 1 in 20 trials at 1 strength of evidence: 25 % at −6.4. The fitted curve has its centre at 0.5 and a width (sigma) of 9.',
    ],
    [
      lesionFigure({ effects: [{ name: 'all I', change: -0.4 }] }),
      'Change in fraction correct when groups of units are silenced: all I −0.4.',
    ],
    [
      trajectoriesFigure({
        ...{
          trajectories: [{ xs: [0, 1], ys: [0, 1], group: 0 }],
          groups: ['left'],
          explained: [0.634, 0.2],
        },
        points: [
          { x: 0, y: 0, kind: 'unstable' },
          { x: 1, y: 0, kind: 'slow' },
        ],
      }),
      '1 trajectory in the plane of two principal components: left 1. The components explain 63.4 % and 20 % of the variance. 1 fixed point: 0 stable, 1 unstable. 1 slow point.',
    ],
    [
      taskVarianceFigure({ tasks: ['a', 'b'], values: [1, 0, 1, 0, 1, 0], clusters: [0, 1, 1] }),
      '3 units in 2 tasks. Clusters of 1, 2 units. Units that vary most in each task: a 2, b 1. Colours end at 1.',
    ],
    [
      sampleTrialsFigure({
        dt: 10,
        trials: [
          {
            ...{ name: 'coherence 0', nSteps: 2, inputs: { names: ['u'], values: [1, 0] } },
            targets: { classes: ['wait', 'go'], labels: [0, 1] },
            outputs: { classes: ['wait', 'go'], labels: [0, 0] },
          },
        ],
      }),
      '1 trial of 1 input. coherence 0, 20 ms, the network right at 50 % of the steps.',
    ],
  ])('%#', (svg, words) => {
    expect(described(svg)).toBe(words);
  });

  test('write numbers to three digits with true minus signs', () => {
    expect([1234.5, -0.00012345, 1e-9, -0, Number.NaN].map(say)).toEqual([
      '1230',
      '−0.000123',
      '1e−9',
      '0',
      'unknown',
    ]);
    expect(percent(0.8642)).toBe('86.4 %');
  });
});

test('explained variance is in the titles of the axes', () => {
  const svg = trajectoriesFigure({
    trajectories: [{ xs: [0], ys: [1], group: 0 }],
    groups: ['a'],
    explained: [0.63, 0.2],
  });
  expect(texts(svg)).toEqual(expect.arrayContaining(['PC 1 (63 % of variance)', 'PC 2 (20 % of variance)']));
});

test('the network is drawn solid and its target dashed', () => {
  const svg = sampleTrialsFigure({
    dt: 10,
    trials: [
      {
        ...{ name: 'one', nSteps: 2, inputs: { names: ['u'], values: [1, 0] } },
        targets: { names: ['z'], values: [0, 1] },
        outputs: { names: ['z'], values: [0.1, 0.9] },
      },
    ],
  });
  const dashes = paths(svg, /^line c0$/)
    .filter(({ attributes }) => attributes.d.includes('V'))
    .map(({ attributes }) => attributes['stroke-dasharray']);
  expect(dashes).toEqual([undefined, '6 3', undefined]);
});

describe('axes', () => {
  test.each<[[number, number], string]>([
    [[-1.3, 0.1], '0.1 0.2 0.3 0.5 1'],
    [[-0.1, 0.6], '1 2 3'],
    [[-4, 3], '0.0001 0.001 0.01 0.1 1 10 100 1000'],
    [[-7, -5.5], '10⁻⁷ 2·10⁻⁷ 3·10⁻⁷ 5·10⁻⁷ 10⁻⁶ 2·10⁻⁶ 3·10⁻⁶'],
    [[-2.4, -0.2], '0.005 0.01 0.02 0.05 0.1 0.2 0.5'],
    [[0.31, 0.32], '2.06 2.08'],
  ])('of logarithms from %j have ticks %s', (domain, labels) => {
    expect(logTicks(domain, 8).labels.join(' ')).toBe(labels);
  });

  test('leave out what has no logarithm', () => {
    expect(logOf([10, 0, -1])).toEqual([1, Number.NaN, Number.NaN]);
  });

  test('of names shorten them, or leave some out', () => {
    expect(nameTicks(['left', 'right'], 200)).toEqual({ values: [0.5, 1.5], labels: ['left', 'right'] });
    expect(nameTicks(['a long name', 'another name'], 80).labels).toEqual(['a …e', 'an…e']);
    expect(nameTicks(['1', '2', '3', '4', '5'], 40).values).toEqual([0.5, 2.5, 4.5]);
  });

  test('boxes in rows are equally many in each', () => {
    const place = { top: 0, width: 640, left: 68, least: 150, height: 50, gap: 8 };
    const inRows = (n: number): number[] => {
      const tops = rowsOf(n, place).map(({ y }) => y);
      return [...new Set(tops)].map((top) => tops.filter((y) => y === top).length);
    };
    expect([1, 3, 4, 5, 7].map(inRows)).toEqual([[1], [3], [2, 2], [3, 2], [3, 3, 1]]);
  });
});

describe('wrong sizes', () => {
  const square = { weights: [1, 2, 3, 4] };
  test.each<[string, () => string, string]>([
    [
      'rates that are not whole steps',
      () => unitActivityFigure({ dt: 20, n: 2, rates: [1, 2, 3] }),
      'unitActivityFigure: expected rates of [2, 2] = 4 numbers, got 3 - give them row by row',
    ],
    [
      'weights that are not a square',
      () => connectivityFigure({ weights: [1, 2, 3] }),
      'connectivityFigure: expected weights of [2, 2] = 4 numbers, got 3 - give them row by row',
    ],
    [
      'a unit twice',
      () => connectivityFigure({ ...square, order: [0, 0] }),
      'connectivityFigure: expected an order of different units from 0 to 1, got 0 - give each unit once',
    ],
    [
      'a unit that is not there',
      () => structuredConnectivityFigure({ ...square, order: [2], blocks: [] }),
      'structuredConnectivityFigure: expected an order of different units from 0 to 1, got 2 - give each unit once',
    ],
    [
      'blocks of other sizes',
      () => structuredConnectivityFigure({ ...square, order: [1, 0], blocks: [{ name: 'E', size: 1 }] }),
      'structuredConnectivityFigure: expected blocks that hold the 2 units of the order, got 1 - give the size of each block',
    ],
    [
      'matrices of other sizes',
      () => weightsBeforeAfterFigure({ rows: 2, columns: 1, before: [1, 2], after: [1] }),
      'weightsBeforeAfterFigure: expected after of [2, 1] = 2 numbers, got 1 - give them row by row',
    ],
    [
      'clusters of other units',
      () => taskVarianceFigure({ tasks: ['a'], values: [1, 2], clusters: [0] }),
      'taskVarianceFigure: expected clusters of [2] = 2 numbers, got 1 - give them row by row',
    ],
    [
      'more excitatory units than there are',
      () => connectivityFigure({ ...square, nExc: 7 }),
      'connectivityFigure: expected nExc to be a whole number in [0, 2], got 7',
    ],
    [
      'half of a unit',
      () => unitActivityFigure({ dt: 20, n: 2, rates: [1, 2], nExc: 0.5 }),
      'unitActivityFigure: expected nExc to be a whole number in [0, 2], got 0.5',
    ],
    [
      'averages of other conditions',
      () => averagesFigure({ dt: 20, groups: ['a', 'b'], units: [{ name: 'E 1', means: [[1]] }] }),
      'averagesFigure: expected 2 means of E 1, got 1',
    ],
    [
      'a curve of another length',
      () => tuningFigure({ xs: [1, 2], xTitle: 'x', units: [{ name: 'E 1', mean: [1] }] }),
      'tuningFigure: expected mean of E 1 of [2] = 2 numbers, got 1 - give them row by row',
    ],
    ['no width', () => connectivityFigure({ ...square, width: -3 }), 'figure: expected a width > 0, got -3'],
  ])('%s', (_, draw, message) => {
    expect(draw).toThrow(new RangeError(message));
  });

  // A tensor as scripts have it; src/plot knows nothing of them.
  const tensor = { dtype: 'f32', shape: [1, 1], data: Float32Array.of(1) } as never;
  test.each<[string, () => string]>([
    ['connectivityFigure: expected weights', () => connectivityFigure({ weights: tensor })],
    ['unitActivityFigure: expected rates', () => unitActivityFigure({ dt: 20, n: 1, rates: tensor })],
    ['taskVarianceFigure: expected values', () => taskVarianceFigure({ tasks: ['a'], values: tensor })],
    ['tuningFigure: expected xs', () => tuningFigure({ xs: tensor, xTitle: 'x', units: [] })],
    [
      'weightsBeforeAfterFigure: expected before',
      () => weightsBeforeAfterFigure({ rows: 1, columns: 1, before: tensor, after: tensor }),
    ],
    [
      'averagesFigure: expected means of E 1',
      () => averagesFigure({ dt: 20, groups: ['a'], units: [{ name: 'E 1', means: [tensor] }] }),
    ],
  ])('%s to be numbers, got a tensor', (begin, draw) => {
    expect(draw).toThrow(new TypeError(`${begin} to be numbers, got a tensor - give its data`));
  });

  test.each<[unknown, string]>([
    [undefined, 'undefined'],
    [null, 'object'],
    [4, 'number'],
    ['1234', 'string'],
    [[[1]], 'object'],
  ])('%j in place of numbers', (weights, got) => {
    expect(() => connectivityFigure({ weights: weights as never })).toThrow(
      new TypeError(`connectivityFigure: expected weights to be numbers, got ${got}`),
    );
  });
});
