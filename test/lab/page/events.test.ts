import { describe, expect, test } from 'vitest';
import { readChoices } from '../../../lab/src/page/choices.ts';
import { takeEvent } from '../../../lab/src/page/run-events.ts';
import { createStore, type LabState, type LabStore } from '../../../lab/src/page/state.ts';
import type { WorkerEvent } from '../../../lab/src/page/worker-client.ts';
import { changedExperiment, type ExperimentConfig } from '../../../src/experiments/experiment-config.ts';
import { openTestPage, song } from '../page.ts';

type Configured = Extract<WorkerEvent, { readonly kind: 'configured' }>;

const sent = song(5);
const edited = changedExperiment(sent, { seed: 2 });

/** What the worker says of a configuration. */
async function answerTo(config: ExperimentConfig): Promise<Configured> {
  const page = openTestPage();
  await page.send({ kind: 'configure', config });
  return page.last('configured')!;
}

const answer = await answerTo(sent);

/** A page that has sent a draft and says another one, or the same. */
function pageWith(draft: ExperimentConfig, change: Partial<LabState> = {}): LabStore {
  return createStore<LabState>({
    ...readChoices(null),
    ...{ run: null, facts: null, draft, sent, settingUp: true, complaint: null },
    ...{ step: 0, seconds: 0, losses: [], version: 0, status: '' },
    ...change,
  });
}

describe('a configuration is set up', () => {
  test('the form then says what runs, under its right name', () => {
    const store = pageWith(sent, { complaint: 'before' });
    takeEvent(store, answer);
    const { config } = answer.facts;
    expect(store.get()).toMatchObject({ draft: config, sent: config, settingUp: false, complaint: null });
    expect(store.get().status).toMatch(/: ready to start\.$/);
  });

  test('what was edited meanwhile stays, with what is said about it, and after a reset too', () => {
    const store = pageWith(edited, { complaint: 'too large' });
    for (const _ of [1, 2]) {
      takeEvent(store, answer);
      expect(store.get().draft).toBe(edited);
      expect(store.get()).toMatchObject({ facts: answer.facts, complaint: 'too large', settingUp: false });
    }
  });

  test('a refusal is told, and ends the waiting', () => {
    const store = pageWith(sent);
    takeEvent(store, { kind: 'refused', message: 'no' });
    expect(store.get()).toMatchObject({ settingUp: false, complaint: 'no', status: 'no' });
  });

  test.each([
    [0, null, 'ready'],
    [3, null, 'paused'],
    [200, { kind: 'ended', reason: 'performance', message: 'Over.' }, 'ended'],
  ] as const)('at step %i, ended %j: the run is %3$s', (step, ended, run) => {
    const store = pageWith(sent);
    takeEvent(store, { ...answer, step, ended, seconds: 1.5 });
    expect(store.get()).toMatchObject({ run, step, seconds: 1.5 });
    if (ended !== null) expect(store.get().status).toBe('Over.');
  });
});
