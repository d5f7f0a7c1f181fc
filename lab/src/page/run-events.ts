/** What the worker tells, as changes of the state. @module */

import type { LabState, LabStore, RunState } from './state.ts';
import type { WorkerEvent } from './worker-client.ts';

type Configured = Extract<WorkerEvent, { readonly kind: 'configured' }>;
type Progress = Extract<WorkerEvent, { readonly kind: 'progress' }>;

function configured(state: LabState, { facts, step, losses, seconds, ended }: Configured): Partial<LabState> {
  const { nRec } = facts.config.network;
  const { manipulation, trial } = state;
  const conditions = Object.entries(trial.conditions).filter(([name, value]) =>
    facts.conditions.some((each) => each.name === name && each.values.includes(value)),
  );
  return {
    facts,
    step,
    losses: [...losses],
    seconds,
    run: ended !== null ? 'ended' : step === 0 ? 'ready' : 'paused',
    // What was edited meanwhile stays, and what is said about it.
    ...(state.draft === state.sent ? { draft: facts.config, complaint: null } : {}),
    sent: facts.config,
    settingUp: false,
    version: state.version + 1,
    trial: { ...trial, conditions: Object.fromEntries(conditions) },
    manipulation: { ...manipulation, silenced: manipulation.silenced.filter((unit) => unit < nRec) },
    status: ended?.message ?? `${facts.title}: ${step === 0 ? 'ready to start' : `at step ${step}`}.`,
  };
}

const loss = (losses: readonly number[]): string => {
  const last = losses.at(-1);
  return last === undefined ? '' : `, loss ${last.toPrecision(3)}`;
};

/** What is announced of a step: starts and pauses, and every tenth of the way. */
function announcement(state: LabState, { step, running }: Progress): string {
  if (!running) {
    return state.run === 'ended' || state.run === 'failed'
      ? state.status
      : `Paused at step ${step}${loss(state.losses)}.`;
  }
  if (state.run !== 'running') return 'Training.';
  const steps = state.facts?.config.training.steps ?? step;
  const tenth = (at: number): number => Math.floor((10 * at) / steps);
  if (tenth(step) === tenth(state.step)) return state.status;
  return `${10 * tenth(step)} % of the steps${loss(state.losses)}.`;
}

function progressed(state: LabState, event: Progress): Partial<LabState> {
  // In place: a list of a hundred thousand is not copied ten times a second.
  for (const each of event.losses) state.losses.push(each);
  const stays: readonly (RunState | null)[] = ['ended', 'failed'];
  const idle: RunState = stays.includes(state.run)
    ? (state.run as RunState)
    : event.step === 0
      ? 'ready'
      : 'paused';
  return {
    step: event.step,
    seconds: event.seconds,
    run: event.running ? 'running' : idle,
    version: event.step === state.step ? state.version : state.version + 1,
    status: announcement(state, event),
  };
}

function changeBy(state: LabState, event: WorkerEvent): Partial<LabState> {
  switch (event.kind) {
    case 'configured':
      return configured(state, event);
    case 'progress':
      return progressed(state, event);
    case 'ended':
      return { run: event.reason === 'failure' ? 'failed' : 'ended', status: event.message };
    case 'refused':
      return { complaint: event.message, status: event.message, settingUp: false };
  }
}

/** Takes an event of the worker into the state. */
export function takeEvent(store: LabStore, event: WorkerEvent): void {
  store.update(changeBy(store.get(), event));
}
