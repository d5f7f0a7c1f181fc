/** Checks of what training is given, with advice. @module */

import { show } from '../../tensor/options.ts';

function refuse(fn: string, name: string, want: string, value: unknown, example?: string): never {
  const advice = example ? ` - give ${example}, for one` : '';
  throw new TypeError(`${fn}: expected ${name} to be ${want}, got ${show(value)}${advice}`);
}

/** @throws TypeError unless a named value is a function; the sentence ends with the example, if there is one */
export function checkFunction(fn: string, name: string, value: unknown, example?: string): void {
  if (typeof value !== 'function') refuse(fn, name, 'a function', value, example);
}

/** Checks that a value has the functions that make it what it is: its maker and its options have none. */
function checkParts(
  fn: string,
  name: string,
  value: unknown,
  parts: readonly string[],
  example: string,
): void {
  const given = value as { readonly [part: string]: unknown } | null | undefined;
  for (const part of parts) checkFunction(fn, `${name}.${part}`, given?.[part], example);
}

/** @throws TypeError for what is no network, such as the options of one */
export function checkNetwork(
  fn: string,
  network: unknown,
  parts: readonly string[] = ['initialize', 'run', 'project'],
): void {
  checkParts(fn, 'network', network, parts, 'createRateNetwork(options)');
}

/** @throws TypeError for what is no optimiser, such as the function that makes one */
export function checkOptimizer(fn: string, optimizer: unknown): void {
  checkParts(fn, 'optimizer', optimizer, ['init', 'update'], 'adam()');
}

/**
 * Checks what `train` and `fit` share.
 * @throws TypeError naming the option
 */
export function checkTraining(
  fn: string,
  options: {
    readonly loss: unknown;
    readonly optimizer: unknown;
    readonly clip?: unknown;
    readonly signal?: unknown;
  },
): void {
  const { loss, optimizer, clip, signal } = options;
  checkFunction(fn, 'loss', loss, 'taskLoss(network)');
  checkOptimizer(fn, optimizer);
  if (clip !== undefined) checkFunction(fn, 'clip', clip, '(gradients) => clipByNorm(gradients, 1)');
  if (signal === undefined || typeof (signal as AbortSignal | null)?.aborted === 'boolean') return;
  refuse(fn, 'signal', 'an AbortSignal', signal);
}

/** @throws TypeError where there are no parameters, or gradients, at all */
export function checkGiven(fn: string, name: string, tree: unknown, example?: string): void {
  if (typeof tree !== 'object' || tree === null) refuse(fn, name, 'a tree of tensors', tree, example);
}
