/** The panel in which a run is designed: the form, its checks, and the button that applies it. @module */

import type { ExperimentConfig } from '../../../src/experiments/experiment-config.ts';
import { type Control, createControl } from './field-controls.ts';
import { fieldGroups, fieldOf } from './fields.ts';
import { byId, h, setText } from './h.ts';
import { withValue } from './paths.ts';
import type { LabState, LabStore } from './state.ts';
import type { Ask } from './worker-client.ts';

/** Time between the last key and the check, in ms. */
const PAUSE = 250;

/** The configuration after a change in the form: another task begins with its own options. */
function changed(config: ExperimentConfig, path: string, value: unknown): ExperimentConfig {
  const next = withValue(config, path, value);
  return path !== 'task' ? next : { ...next, taskOptions: {}, test: { ...next.test, taskOptions: {} } };
}

/**
 * Fills the panel and keeps it in step with the draft.
 * @param apply starts a new run from the draft
 */
export function mountDesign(store: LabStore, ask: Ask, apply: () => void): void {
  const controls = new Map<string, Control>();
  let timer = 0;

  function check(): void {
    const { draft } = store.get();
    ask('check', { config: draft }).then(
      (complaint) => {
        if (store.get().draft === draft) store.update({ complaint });
      },
      (error: Error) => store.update({ complaint: error.message }),
    );
  }

  function change(path: string, value: unknown): void {
    store.update({ draft: changed(store.get().draft, path, value) });
    clearTimeout(timer);
    timer = window.setTimeout(check, PAUSE);
  }

  // In one column an open form would stand between the reader and the figures.
  const isWide = matchMedia('(min-width: 60rem)').matches;
  const groups = fieldGroups.map(({ title, fields }, i) => {
    const made = fields.map((field) => {
      const control = createControl(field, change);
      controls.set(field.path, control);
      return control.element;
    });
    return h(
      'details',
      { class: 'group', open: isWide && (i === 0 || title.startsWith('Constraints')) },
      h('summary', {}, h('h3', {}, title)),
      ...made,
    );
  });
  byId('design-form').prepend(...groups);
  const form = byId<HTMLFormElement>('design-form');
  const apply_ = byId<HTMLButtonElement>('apply');
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!store.get().settingUp) apply();
  });
  form.addEventListener('input', () => showApply(store.get()));

  function show(draft: ExperimentConfig): void {
    for (const control of controls.values()) control.show(draft);
  }

  function showComplaint(complaint: string | null): void {
    setText(byId('form-error'), complaint ?? '');
    const path = complaint === null ? undefined : fieldOf(complaint)?.path;
    for (const [each, control] of controls) control.mark(each === path);
  }

  function showApply({ complaint, settingUp }: LabState): void {
    apply_.disabled = complaint !== null || form.querySelector('textarea:invalid') !== null;
    // A disabled button would lose the focus.
    apply_.setAttribute('aria-disabled', String(settingUp));
  }

  store.subscribe((state, before) => {
    if (state.draft !== before.draft) show(state.draft);
    if (state.complaint !== before.complaint) showComplaint(state.complaint);
    showApply(state);
    if (state.draft !== before.draft || state.facts !== before.facts) {
      const same = JSON.stringify(state.draft) === JSON.stringify(state.facts?.config);
      setText(
        byId('design-note'),
        same ? 'The form is what runs.' : 'The form differs from the run: Apply starts a new one.',
      );
    }
  });
  show(store.get().draft);
}
