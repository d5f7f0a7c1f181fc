/** The chooser of the trial that figures show. @module */

import type { ChoosableCondition, ShownTrial } from '../protocol.ts';
import { h } from './h.ts';
import type { LabStore } from './state.ts';

const words = (name: string): string => name.replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);

/**
 * Makes a chooser of the shown trial, which all choosers of the page share.
 * @param prefix of its ids
 */
export function createTrialChoice(store: LabStore, prefix: string): HTMLElement {
  const set = (change: Partial<ShownTrial>): void =>
    store.update({ trial: { ...store.get().trial, ...change } });

  const setSeed = (value: number): void =>
    set({ seed: Math.min(Number.MAX_SAFE_INTEGER, Math.max(0, Math.round(value))) });

  const seed = h('input', {
    type: 'number',
    id: `${prefix}-seed`,
    min: 0,
    step: 1,
    change: () => setSeed(Number(seed.value)),
  });
  const noise = h('input', {
    type: 'checkbox',
    id: `${prefix}-noise`,
    change: () => set({ noise: noise.checked }),
  });
  const another = h(
    'button',
    { type: 'button', click: () => setSeed(store.get().trial.seed + 1) },
    'Another trial',
  );
  const conditions = h('span', { class: 'conditions' });

  function choose(name: string, value: string): void {
    const { [name]: _, ...others } = store.get().trial.conditions;
    set({ conditions: value === '' ? others : { ...others, [name]: Number(value) } });
  }

  function conditionChoice({ name, values }: ChoosableCondition): HTMLElement {
    const options = values.map((value) => h('option', { value }, String(value)));
    const select = h(
      'select',
      { id: `${prefix}-condition-${name}`, change: () => choose(name, select.value) },
      h('option', { value: '' }, 'any'),
      ...options,
    );
    return h('span', { class: 'choice' }, h('label', { for: select.id }, words(name)), select);
  }

  function show({ trial }: { trial: ShownTrial }): void {
    if (document.activeElement !== seed) seed.value = String(trial.seed);
    noise.checked = trial.noise;
    for (const select of conditions.querySelectorAll('select')) {
      select.value = String(trial.conditions[select.id.slice(`${prefix}-condition-`.length)] ?? '');
    }
  }

  store.subscribe((state, before) => {
    const isNew = state.facts?.conditions !== before.facts?.conditions;
    if (isNew) conditions.replaceChildren(...(state.facts?.conditions ?? []).map(conditionChoice));
    if (isNew || state.trial !== before.trial) show(state);
  });
  show(store.get());
  return h(
    'div',
    { class: 'row trial-choice', role: 'group', 'aria-label': 'Trial that is shown' },
    conditions,
    h('span', { class: 'choice' }, h('label', { for: seed.id }, 'seed'), seed),
    h('span', { class: 'choice' }, noise, h('label', { for: noise.id }, 'noise of the network')),
    another,
  );
}
