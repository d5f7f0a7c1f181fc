import { describe, expect, it } from 'vitest';
import { ringBump } from '../../../src/tasks/core/ring.ts';
import { trialBatch } from '../../../src/tasks/core/trial-batch.ts';
import type { Yang2019Rule } from '../../../src/tasks/yang2019/rules.ts';
import { yang2019 } from '../../../src/tasks/yang2019/yang2019.ts';
import { key } from '../../../src/tensor/index.ts';
import { normalCdf } from '../../support/statistics.ts';
import { clean, plans, tasks } from './trials.ts';

const { PI } = Math;

/** What ring 1 and ring 2 show at a step, rounded, by channel, where it is not 0. */
function shown(rule: Yang2019Rule, period: string, forced: object): { [channel: string]: number }[] {
  const { input, start } = clean(rule, key(2), forced, { dimRing: 4 });
  return [1, 5].map((first) =>
    Object.fromEntries(
      [0, 1, 2, 3].flatMap((i) => {
        const value = Math.round(1e4 * input(start[period], first + i)) / 1e4;
        return Math.abs(value) > 0.001 ? [[i, value]] : [];
      }),
    ),
  );
}

/** The channel of the ring of four that an answer is at; null for fixation. */
function answer(rule: Yang2019Rule, forced: object): number | null {
  const { target, nSteps } = clean(rule, key(2), forced, { dimRing: 4 });
  const ring = [1, 2, 3, 4].map((i) => target(nSteps - 1, i));
  const top = Math.max(...ring);
  return top > 0.1 ? ring.indexOf(top) : null;
}

describe('go and anti', () => {
  it.each<[Yang2019Rule, string[], string[], number]>([
    ['fdgo', ['stimulus', 'response'], ['fixation'], 1],
    ['fdanti', ['stimulus', 'response'], ['fixation'], 3],
    ['reactgo', ['response'], ['fixation'], 1],
    ['reactanti', ['response'], ['fixation'], 3],
    ['delaygo', ['stimulus'], ['fixation', 'delay', 'response'], 1],
    ['delayanti', ['stimulus'], ['fixation', 'delay', 'response'], 3],
  ])('%s shows a stimulus in one ring, during %j', (rule, on, off, at) => {
    const forced = { location: PI / 2, modality: 2 };
    for (const period of on) {
      expect(shown(rule, period, forced)).toEqual([{}, { 1: 0.8 }]);
      expect(shown(rule, period, { ...forced, modality: 1 })).toEqual([{ 1: 0.8 }, {}]);
    }
    for (const period of off) expect(shown(rule, period, forced)).toEqual([{}, {}]);
    expect(answer(rule, forced)).toBe(at);
  });
});

describe('decisions', () => {
  const pair = { location: 0, separation: PI / 2 };
  const one = { ...pair, mean: 1, coherence: 0.25, stronger: 2 };
  const two = {
    ...pair,
    mean1: 1,
    coherence1: 0.25,
    stronger1: 2,
    mean2: 1.2,
    coherence2: 0.5,
    stronger2: 1,
  };
  // A bump of 0.8 at 0 and pi / 2 has 0.8 exp(-8) = 0.0003 at the other.
  const weak = { 0: 0.6003, 1: 1.0002 };

  it('show strengths mean +- coherence in their ring: 0.8 x 0.75 and 0.8 x 1.25', () => {
    expect(shown('dm1', 'stimulus', one)).toEqual([weak, {}]);
    expect(shown('dm2', 'stimulus', one)).toEqual([{}, weak]);
    expect(shown('dm1', 'response', one)).toEqual([{}, {}]);
    expect(shown('delaydm1', 'stimulus1', one)).toEqual([{ 0: 0.6 }, {}]);
    expect(shown('delaydm1', 'stimulus2', one)).toEqual([{ 1: 1 }, {}]);
    expect(shown('delaydm2', 'stimulus2', one)).toEqual([{}, { 1: 1 }]);
    expect(shown('delaydm2', 'delay', one)).toEqual([{}, {}]);
    for (const rule of ['dm1', 'dm2', 'delaydm1', 'delaydm2'] as const) {
      expect(answer(rule, one)).toBe(1);
      expect(answer(rule, { ...one, stronger: 1 })).toBe(0);
    }
  });

  it('by context show both rings and count one', () => {
    const both = [weak, { 0: 1.3602, 1: 0.5605 }];
    for (const [rule, at] of [['contextdm1', 1] as const, ['contextdm2', 0] as const]) {
      expect(shown(rule, 'stimulus', two)).toEqual(both);
      expect(answer(rule, two)).toBe(at);
    }
    for (const [rule, at] of [['contextdelaydm1', 1] as const, ['contextdelaydm2', 0] as const]) {
      expect(shown(rule, 'stimulus1', two)).toEqual([{ 0: 0.6 }, { 0: 1.36 }]);
      expect(shown(rule, 'stimulus2', two)).toEqual([{ 1: 1 }, { 1: 0.56 }]);
      expect(answer(rule, two)).toBe(at);
    }
  });

  it('by both rings split each strength: s (1 +- split / 2), of sum 2 s', () => {
    const split = { ...one, split1: 0.4, split2: -0.8 };
    expect(shown('multidelaydm', 'stimulus1', split)).toEqual([{ 0: 0.72 }, { 0: 0.48 }]);
    expect(shown('multidelaydm', 'stimulus2', split)).toEqual([{ 1: 0.6 }, { 1: 1.4 }]);
    expect(answer('multidm', split)).toBe(1);
    expect(answer('multidm', { ...split, stronger: 1 })).toBe(0);
  });

  it('draw the published strengths, easier ones by name, or those given', () => {
    const seen = (rule: 'dm1' | 'delaydm1', coherences?: 'easy' | number[]): number[] => {
      const task = yang2019(rule, coherences === undefined ? {} : { coherences });
      const trials = plans(task, key(1), 200);
      for (const { mean, separation } of trials) {
        expect(Math.abs(mean - 1)).toBeLessThanOrEqual(0.2);
        expect(Math.abs(separation - PI)).toBeLessThanOrEqual(PI / 2);
      }
      return [...new Set(trials.map(({ coherence }) => coherence))].sort((a, b) => a - b);
    };
    expect(seen('dm1')).toEqual([0.01, 0.02, 0.04, 0.08]);
    expect(seen('dm1', 'easy')).toEqual([0.1, 0.2, 0.4, 0.8]);
    expect(seen('delaydm1')).toEqual([0.08, 0.16, 0.32]);
    expect(seen('delaydm1', 'easy')).toEqual([0.16, 0.32, 0.64]);
    expect(seen('dm1', [0.5])).toEqual([0.5]);
  });

  it('can be answered in 0.9999 of the trials at the published noise', () => {
    const [a, b] = [ringBump(32, 0), ringBump(32, PI)];
    const size = Math.sqrt(a.reduce((sum, x, i) => sum + (x - b[i]) ** 2, 0));
    const ofAll = [20, 40, 80].flatMap((steps) =>
      [0.01, 0.02, 0.04, 0.08].map((c) => normalCdf((c * size * Math.sqrt(steps)) / Math.sqrt(0.001))),
    );
    expect(ofAll.reduce((sum, p) => sum + p / 12, 0)).toBeCloseTo(0.99989, 5);
  });

  it('are as hard as a matched filter says: Phi(coherence |b1 - b2| sqrt(steps) / std)', () => {
    // Ten times the published sigma, so that errors can be counted.
    const task = yang2019('dm1', { sigma: 0.1, targets: 'classes' });
    const count = 400;
    const { inputs, trials } = trialBatch(task, key(9), count);
    const std = 0.1 * Math.sqrt(10);
    let [right, wanted] = [0, 0];
    trials.forEach(({ location, separation, coherence, stronger, periods }, b) => {
      const [first, second] = [ringBump(32, location), ringBump(32, location + separation)];
      const template = first.map((x, i) => x - second[i]);
      const { start, end } = periods[1];
      let evidence = 0;
      for (let t = start; t < end; t++) {
        template.forEach((w, i) => {
          evidence += w * inputs.data[(t * count + b) * 85 + 1 + i];
        });
      }
      // The common strength would bias a template whose two halves, rounded to channels, differ in norm.
      const bias = template.reduce((sum, w, i) => sum + w * (first[i] + second[i]), 0);
      evidence -= trials[b].mean * bias * (end - start);
      right += (evidence > 0 ? 1 : 2) === stronger ? 1 : 0;
      const size = Math.sqrt(template.reduce((sum, w) => sum + w * w, 0));
      wanted += normalCdf((coherence * size * Math.sqrt(end - start)) / std) / count;
    });
    expect(wanted).toBeGreaterThan(0.7);
    expect(wanted).toBeLessThan(0.95);
    expect(Math.abs(right / count - wanted)).toBeLessThan(4 * Math.sqrt((wanted * (1 - wanted)) / count));
  });
});

describe('matching', () => {
  const forced = { location: 0, separation: PI / 2, match: true, modality1: 1, modality2: 2 };

  it('shows stimulus 2 in the response, and goes to it on a match, or on none', () => {
    expect(shown('dmsgo', 'stimulus1', forced)).toEqual([{ 0: 0.8 }, {}]);
    expect(shown('dmsgo', 'delay', forced)).toEqual([{}, {}]);
    expect(shown('dmsgo', 'response', forced)).toEqual([{}, { 0: 0.8 }]);
    expect(shown('dmsgo', 'response', { ...forced, match: false })).toEqual([{}, { 1: 0.8 }]);
    expect(answer('dmsgo', forced)).toBe(0);
    expect(answer('dmsgo', { ...forced, match: false })).toBe(null);
    expect(answer('dmsnogo', forced)).toBe(null);
    expect(answer('dmsnogo', { ...forced, match: false })).toBe(1);
  });

  it('by category compares halves of the ring', () => {
    const show = (location1: number, location2: number) => ({ ...forced, location1, location2 });
    const of = (rule: 'dmcgo' | 'dmcnogo', a: number, b: number): number | null => {
      const { match: _, location: __, separation: ___, ...rest } = show(a * PI, b * PI);
      return answer(rule, rest);
    };
    expect(of('dmcgo', 0.1, 0.9)).toBe(2);
    expect(of('dmcgo', 0.1, 1.1)).toBe(null);
    expect(of('dmcgo', 1.9, 1.5)).toBe(3);
    expect(of('dmcnogo', 0.1, 0.9)).toBe(null);
    expect(of('dmcnogo', 0.1, 1.5)).toBe(3);
  });

  it('matches in half of the trials; categories have ten angles', () => {
    const count = 1000;
    const error = 4 * Math.sqrt(0.25 / count);
    const trials = plans(tasks.dmsgo, key(4), count);
    expect(Math.abs(trials.filter(({ match }) => match).length / count - 0.5)).toBeLessThan(error);
    for (const { separation } of trials) {
      expect(separation).toBeGreaterThanOrEqual(PI / 9);
      expect(separation).toBeLessThanOrEqual((17 * PI) / 9);
    }
    const categories = plans(tasks.dmcgo, key(4), count);
    const angles = new Set(categories.map(({ location1 }) => Math.round((10 * location1) / PI)));
    expect([...angles].sort((a, b) => a - b)).toEqual([1, 3, 5, 7, 9, 11, 13, 15, 17, 19]);
    const same = categories.filter((t) => t.location1 < PI === t.location2 < PI).length;
    expect(Math.abs(same / count - 0.5)).toBeLessThan(error);
  });
});
