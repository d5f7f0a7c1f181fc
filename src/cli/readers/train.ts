/** Reads the words of `synaptape train`. @module */

import { basename } from 'node:path';
import { PRESETS } from '../config.ts';
import { UsageError } from '../errors.ts';
import type { TrainCommand } from '../train.ts';
import { namedValues, onlyValue, unknown, wholeNumber } from '../words.ts';
import { nothingBehind, type Reader } from './reader.ts';

export const trainReader: Reader = {
  options: {
    steps: 'value',
    seed: 'value',
    batch: 'value',
    set: 'list',
    out: 'value',
    'save-every': 'value',
    resume: 'flag',
    replace: 'flag',
    json: 'flag',
  },
  read([preset, ...rest], values) {
    if (preset === undefined)
      throw new UsageError(
        `expected a preset behind train, got none - the presets are ${PRESETS.join(', ')}`,
      );
    nothingBehind('the preset', rest);
    const options: TrainCommand = {
      preset,
      steps: wholeNumber(values, 'steps', 1, 10_000_000),
      seed: wholeNumber(values, 'seed', 0),
      batch: wholeNumber(values, 'batch', 1, 4096),
      set: namedValues(values, 'set'),
      out: onlyValue(values, 'out') ?? `runs/${basename(preset, '.json')}`,
      saveEvery: wholeNumber(values, 'save-every', 1, 10_000_000) ?? 1000,
      resume: values.resume !== undefined,
      replace: values.replace !== undefined,
      json: values.json !== undefined,
    };
    // A name that nobody knows is told before a folder is made.
    if (!preset.endsWith('.json') && !PRESETS.includes(preset)) {
      throw unknown('a known preset or a file that ends in .json', preset, PRESETS);
    }
    return { kind: 'train', options };
  },
};
