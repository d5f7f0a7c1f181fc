/** Reads the words of `synaptape tasks` and `synaptape tasks show`. @module */

import { UsageError } from '../errors.ts';
import type { ShowTaskCommand } from '../tasks.ts';
import { namedValues, onlyValue, unknown, wholeNumber } from '../words.ts';
import { nothingBehind, type Reader } from './reader.ts';

export const tasksReader: Reader = {
  options: { json: 'flag' },
  read(rest, values) {
    if (rest.length > 0) throw unknown('a known command behind tasks', rest[0], ['show']);
    return { kind: 'tasks', json: values.json !== undefined };
  },
};

export const tasksShowReader: Reader = {
  options: { seed: 'value', set: 'list', force: 'list', out: 'value' },
  read([name, ...rest], values) {
    if (name === undefined)
      throw new UsageError("expected a task behind show, got none - 'synaptape tasks' lists them");
    nothingBehind('the task', rest);
    const options: ShowTaskCommand = {
      name,
      seed: wholeNumber(values, 'seed', 0) ?? 1,
      options: namedValues(values, 'set'),
      forced: namedValues(values, 'force'),
      out: onlyValue(values, 'out'),
    };
    return { kind: 'tasks show', options };
  },
};
