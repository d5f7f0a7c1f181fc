/** The head of the page: preset, start and pause, progress. @module */

import { experimentPresets } from '../../../src/experiments/experiment-presets.ts';
import { stepsText } from '../words.ts';
import { byId, h, setText } from './h.ts';
import { type Moment, paceOf, spanText, withMoment } from './pace.ts';
import { isPreset, presetNames, presetTexts } from './presets.ts';
import type { LabState, LabStore } from './state.ts';
import type { WorkerClient } from './worker-client.ts';

/** Shows one of two buttons that take each other's place; the focus goes along. */
function swap(shown: HTMLButtonElement, hidden: HTMLButtonElement): void {
  const had = document.activeElement === hidden;
  shown.hidden = false;
  hidden.hidden = true;
  if (had) shown.focus();
}

const milliseconds = (seconds: number): string => `${Number((1000 * seconds).toPrecision(2))} ms per step`;

/** Progress in words: time left, and time per step. */
function paceText({ facts, step, run, seconds }: LabState, moments: readonly Moment[]): string {
  if (facts === null) return '';
  const pace = paceOf(moments);
  const left = facts.config.training.steps - step;
  if (run === 'running' && pace !== null) return `${spanText(left * pace)} left, ${milliseconds(pace)}`;
  return seconds > 0 ? `${spanText(seconds)} of training` : '';
}

function mountPreset(store: LabStore, apply: () => void): void {
  const select = byId<HTMLSelectElement>('preset');
  select.append(
    ...presetNames.map((name) => h('option', { value: name }, presetTexts[name].title)),
    h('option', { value: 'custom', disabled: true }, 'custom: your own settings'),
  );
  select.addEventListener('change', () => {
    const { value } = select;
    if (!isPreset(value)) return;
    store.update({ draft: experimentPresets[value], complaint: null });
    // What has been trained is not given up by a slip on the list.
    if (store.get().step === 0) apply();
    else store.update({ status: `The form holds ${value}. Apply starts it and gives up the present run.` });
  });
  store.subscribe((state, before) => {
    if (state.draft === before.draft && state.facts === before.facts) return;
    const { name } = state.draft;
    select.value = isPreset(name) ? name : 'custom';
    const own = 'Your own settings; a link or config.json keeps them.';
    setText(byId('preset-text'), isPreset(name) ? presetTexts[name].text : own);
  });
}

/**
 * Connects the head of the page.
 * @param apply starts a new run from the draft
 */
export function mountRunControls(store: LabStore, worker: WorkerClient, apply: () => void): void {
  const [start, pause, step, reset] = ['start', 'pause', 'step', 'reset'].map((id) =>
    byId<HTMLButtonElement>(id),
  );
  const bar = byId<HTMLProgressElement>('progress');
  let moments: readonly Moment[] = [];
  mountPreset(store, apply);
  start.addEventListener('click', () => worker.send({ kind: 'start' }));
  pause.addEventListener('click', () => worker.send({ kind: 'pause' }));
  step.addEventListener('click', () => worker.send({ kind: 'step' }));
  reset.addEventListener('click', () => worker.send({ kind: 'reset' }));

  function showRun(run: LabState['run']): void {
    if (run !== null) document.body.dataset.state = run;
    if (run === 'running') swap(pause, start);
    else swap(start, pause);
    const over = run === null || run === 'ended' || run === 'failed';
    start.disabled = over;
    step.disabled = over || run === 'running';
    reset.disabled = run === null;
    setText(start, run === 'paused' ? 'Go on' : 'Start');
  }

  function showProgress(state: LabState): void {
    const { facts, step: done } = state;
    if (facts === null) return;
    bar.max = facts.config.training.steps;
    bar.value = done;
    setText(byId('step-count'), String(done));
    setText(byId('step-total'), ` of ${stepsText(facts.config.training.steps)}`);
    setText(byId('pace'), paceText(state, moments));
  }

  store.subscribe((state, before) => {
    if (state.run !== before.run) {
      if (state.run === 'running') moments = [];
      showRun(state.run);
    }
    if (state.step !== before.step || state.seconds !== before.seconds)
      moments = withMoment(moments, { step: state.step, seconds: state.seconds });
    if (state.status !== before.status) setText(byId('status'), state.status);
    showProgress(state);
    if (state.facts !== before.facts && state.facts !== null) {
      const { title, description, parameters, engine } = state.facts;
      setText(byId('task-title'), title);
      setText(byId('task-text'), `${description} ${parameters} parameters, ${engine} engine.`);
    }
  });
  showRun(null);
}
