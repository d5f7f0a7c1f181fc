/** A page of the tests: talks to a session in the same thread and keeps what it is told. @module */

import { setImmediate } from 'node:timers/promises';
import type { FromWorker, QuestionName, Questions, ToWorker } from '../../lab/src/protocol.ts';
import { createSession } from '../../lab/src/session.ts';
import { changedExperiment, type ExperimentConfig } from '../../src/experiments/experiment-config.ts';
import { experimentPresets } from '../../src/experiments/experiment-presets.ts';

/** The network of Song et al. for a few steps, with a test of a few trials. */
export const song = (steps: number, change: Parameters<typeof changedExperiment>[1] = {}): ExperimentConfig =>
  changedExperiment(changedExperiment(experimentPresets.song2016, change), {
    name: 'song2016',
    training: { steps },
    test: { trials: 20 },
  });

type Told<K extends FromWorker['kind']> = Extract<FromWorker, { readonly kind: K }>;

/** What the tests do with a session. */
export interface TestPage {
  readonly told: readonly FromWorker[];
  send(message: ToWorker): Promise<void>;
  /** Asks, and takes the answer. */
  ask<N extends QuestionName>(question: N, content: Questions[N]['ask']): Promise<Questions[N]['answer']>;
  hash(): Promise<string>;
  /** All messages of a kind so far. */
  all<K extends FromWorker['kind']>(kind: K): Told<K>[];
  last<K extends FromWorker['kind']>(kind: K): Told<K> | undefined;
  /** Starts, and resolves when the run is over. */
  finish(): Promise<Told<'ended'>>;
}

export function openTestPage(): TestPage {
  const told: FromWorker[] = [];
  const session = createSession(
    (message) => told.push(structuredClone(message)),
    () => setImmediate(),
  );
  let asked = 0;
  const all = <K extends FromWorker['kind']>(kind: K): Told<K>[] =>
    told.filter((message): message is Told<K> => message.kind === kind);
  const ask: TestPage['ask'] = async (question, content) => {
    const id = asked++;
    await session.receive({ kind: 'ask', id, question, content } as ToWorker);
    const failure = all('failed').find((message) => message.id === id);
    if (failure) throw new Error(failure.message);
    return all('answer').find((message) => message.id === id)?.content as never;
  };
  return {
    told,
    send: session.receive,
    all,
    last: (kind) => all(kind).at(-1),
    ask,
    hash: async () => (await ask('hash', {})).hash,
    async finish() {
      const before = all('ended').length;
      await session.receive({ kind: 'start' });
      while (all('ended').length === before) await setImmediate();
      return all('ended')[before];
    },
  };
}
