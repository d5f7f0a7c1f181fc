/** The controls of the form: an element for a field, and how it shows a value. @module */

import type { ExperimentConfig } from '../../../src/experiments/experiment-config.ts';
import { labTasks } from '../tasks.ts';
import { createBlocksControl } from './blocks.ts';
import { type ChoiceField, type Field, type JsonField, type OptionalField, rangeOf } from './fields.ts';
import { h } from './h.ts';
import { valueAt } from './paths.ts';

/** The control of a field. */
export interface Control {
  readonly element: HTMLElement;
  /** Shows the value of a configuration; what is just being typed stays. */
  show(config: ExperimentConfig): void;
  /** Says that the value is refused, or no longer. */
  mark(refused: boolean): void;
}

/** Takes another value at a path. */
export type Change = (path: string, value: unknown) => void;

export const idOf = (path: string): string => `field-${path.replaceAll('.', '-')}`;

const hintId = (path: string): string => `${idOf(path)}-hint`;

function hintOf(field: Field): HTMLElement {
  const range = field.kind === 'number' || field.kind === 'optional' ? ` (${rangeOf(field)})` : '';
  return h('p', { class: 'hint', id: hintId(field.path) }, `${field.hint}${range}`);
}

const labelOf = ({ path, label }: Field): HTMLElement => h('label', { for: idOf(path) }, label);

/** Attributes of every control. */
const common = ({ path }: Field): { id: string; 'aria-describedby': string } => ({
  id: idOf(path),
  'aria-describedby': hintId(path),
});

function marker(input: HTMLElement): Control['mark'] {
  return (refused) => {
    if (refused) input.setAttribute('aria-invalid', 'true');
    else input.removeAttribute('aria-invalid');
  };
}

function setValue(input: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement, value: string): void {
  if (document.activeElement !== input || input instanceof HTMLSelectElement) input.value = value;
}

/** An empty box is no number; the worker says so in a sentence. */
const numberIn = (input: HTMLInputElement): number => (input.value === '' ? Number.NaN : Number(input.value));

const textOf = (value: unknown): string =>
  typeof value === 'number' && Number.isFinite(value) ? String(value) : '';

function numberInput(field: Field & { min: number; max?: number; whole?: boolean }): HTMLInputElement {
  return h('input', {
    ...common(field),
    type: 'number',
    min: field.min,
    max: field.max,
    step: field.whole ? 1 : 'any',
    inputmode: field.whole ? 'numeric' : 'decimal',
    autocomplete: 'off',
  });
}

function withUnit(input: HTMLElement, unit: string | undefined): HTMLElement {
  return unit === undefined ? input : h('span', { class: 'with-unit' }, input, h('span', {}, unit));
}

function numberControl(field: Extract<Field, { kind: 'number' }>, change: Change): Control {
  const input = numberInput(field);
  input.addEventListener('input', () => change(field.path, numberIn(input)));
  return {
    element: h('div', { class: 'field' }, labelOf(field), withUnit(input, field.unit), hintOf(field)),
    show: (config) => setValue(input, textOf(valueAt(config, field.path))),
    mark: marker(input),
  };
}

function optionalControl(field: OptionalField, change: Change): Control {
  const input = numberInput(field);
  const box = h('input', {
    type: 'checkbox',
    id: `${idOf(field.path)}-on`,
    'aria-describedby': hintId(field.path),
  });
  input.setAttribute('aria-label', field.label);
  input.addEventListener('input', () => change(field.path, numberIn(input)));
  box.addEventListener('change', () => change(field.path, box.checked ? field.first : field.none));
  const label = h('label', { for: box.id }, field.label);
  const row = h('div', { class: 'check' }, box, label, withUnit(input, field.unit));
  return {
    element: h('div', { class: 'field' }, row, hintOf(field)),
    show(config) {
      const value = valueAt(config, field.path);
      box.checked = value !== null && value !== undefined;
      input.disabled = !box.checked;
      setValue(input, textOf(value));
    },
    mark: marker(input),
  };
}

function choiceControl(field: ChoiceField, change: Change): Control {
  const options = field.choices.map(([value, label]) => h('option', { value }, label));
  const select = h(
    'select',
    { ...common(field), change: () => change(field.path, select.value) },
    ...options,
  );
  return {
    element: h('div', { class: 'field' }, labelOf(field), select, hintOf(field)),
    show: (config) => setValue(select, String(valueAt(config, field.path))),
    mark: marker(select),
  };
}

function taskControl(field: Field, change: Change): Control {
  const collections = [...new Set(labTasks.map(({ collection }) => collection))];
  const groups = collections.map((label) => {
    const tasks = labTasks.filter(({ collection }) => collection === label);
    return h('optgroup', { label }, ...tasks.map(({ name, title }) => h('option', { value: name }, title)));
  });
  const select = h('select', { ...common(field), change: () => change(field.path, select.value) }, ...groups);
  return {
    element: h('div', { class: 'field' }, labelOf(field), select, hintOf(field)),
    show: (config) => setValue(select, config.task),
    mark: marker(select),
  };
}

function flagControl(field: Field, change: Change): Control {
  const box = h('input', {
    ...common(field),
    type: 'checkbox',
    change: () => change(field.path, box.checked),
  });
  return {
    element: h('div', { class: 'field' }, h('div', { class: 'check' }, box, labelOf(field)), hintOf(field)),
    show(config) {
      box.checked = valueAt(config, field.path) === true;
    },
    mark: marker(box),
  };
}

type Named = Readonly<Record<string, unknown>>;

/** A record without some of its names, and those alone. */
function parted(record: Named, names: readonly string[]): { rest: Named; kept: Named } {
  const entries = Object.entries(record);
  return {
    rest: Object.fromEntries(entries.filter(([name]) => !names.includes(name))),
    kept: Object.fromEntries(entries.filter(([name]) => names.includes(name))),
  };
}

function jsonControl(field: JsonField, change: Change): Control {
  const area = h('textarea', { ...common(field), rows: 3, spellcheck: 'false', autocomplete: 'off' });
  const problem = h('p', { class: 'problem', role: 'alert' });
  let kept: Named = {};
  area.addEventListener('input', () => {
    try {
      const value = JSON.parse(area.value.trim() || '{}');
      problem.textContent = '';
      const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
      change(field.path, isRecord ? { ...kept, ...value } : value);
    } catch (error) {
      problem.textContent = `This is not JSON yet (${(error as Error).message}); the options stay as they were.`;
    }
  });
  return {
    element: h('div', { class: 'field' }, labelOf(field), area, hintOf(field), problem),
    show(config) {
      const parts = parted((valueAt(config, field.path) ?? {}) as Named, field.except);
      kept = parts.kept;
      setValue(area, JSON.stringify(parts.rest, null, 1).replace(/\n */g, ' '));
    },
    mark: marker(area),
  };
}

/** Makes the control of a field. */
export function createControl(field: Field, change: Change): Control {
  switch (field.kind) {
    case 'number':
      return numberControl(field, change);
    case 'optional':
      return optionalControl(field, change);
    case 'choice':
      return choiceControl(field, change);
    case 'flag':
      return flagControl(field, change);
    case 'json':
      return jsonControl(field, change);
    case 'task':
      return taskControl(field, change);
    case 'blocks':
      return createBlocksControl(field, change);
  }
}
