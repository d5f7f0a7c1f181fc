/** Reads the words of `synaptape benchmark tasks`. @module */

import type { BenchmarkCommand } from '../benchmark.ts';
import { onlyValue, wholeNumber } from '../words.ts';
import { nothingBehind, type Reader } from './reader.ts';

export const benchmarkReader: Reader = {
  options: {
    task: 'list',
    seconds: 'value',
    seed: 'value',
    seeds: 'value',
    percent: 'value',
    out: 'value',
    json: 'flag',
  },
  read(rest, values) {
    nothingBehind('tasks', rest);
    const first = wholeNumber(values, 'seed', 0) ?? 1;
    const options: BenchmarkCommand = {
      tasks: values.task ?? [],
      seconds: wholeNumber(values, 'seconds', 1, 86_400) ?? 60,
      seeds: Array.from({ length: wholeNumber(values, 'seeds', 1, 1000) ?? 1 }, (_, i) => first + i),
      percent: wholeNumber(values, 'percent', 1, 100) ?? 95,
      json: values.json !== undefined,
      out: onlyValue(values, 'out'),
    };
    return { kind: 'benchmark tasks', options };
  },
};
