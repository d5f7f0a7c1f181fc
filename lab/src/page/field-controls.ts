/** The controls of the form: an element for a field, and how it shows a value. @module */

import type { ExperimentConfig } from '../../../src/experiments/experiment-config.ts';
import { labTasks } from '../tasks.ts';
import { createBlocksControl } from './blocks.ts';
import {
  type ChoiceField,
  type Field,
  type JsonField,
  type NumberField,
  type OptionalField,
  rangeOf,
} from './fields.ts';
import { h } from './h.ts';
import { type JsonRecord, parted, recordIn } from './json-record.ts';
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

const idOf = (path: string): string => `field-${path.replaceAll('.', '-')}`;

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

/** An empty box is no number; the worker says so in a sentence. */
const numberIn = (input: HTMLInputElement): number => (input.value === '' ? Number.NaN : Number(input.value));

/** Shows a number, or nothing; a box that says it already keeps its letters. */
function showNumber(input: HTMLInputElement, value: unknown): void {
  if (Object.is(numberIn(input), value ?? Number.NaN)) return;
  input.value = Number.isFinite(value) ? String(value) : '';
}

function numberInput(field: NumberField | OptionalField): HTMLInputElement {
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

function numberControl(field: NumberField, change: Change): Control {
  const input = numberInput(field);
  input.addEventListener('input', () => change(field.path, numberIn(input)));
  return {
    element: h('div', { class: 'field' }, labelOf(field), withUnit(input, field.unit), hintOf(field)),
    show: (config) => showNumber(input, valueAt(config, field.path)),
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
      showNumber(input, value);
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
    show(config) {
      select.value = String(valueAt(config, field.path));
    },
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
    show(config) {
      select.value = config.task;
    },
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

function jsonControl(field: JsonField, change: Change): Control {
  const area = h('textarea', { ...common(field), rows: 3, spellcheck: 'false', autocomplete: 'off' });
  const problem = h('p', { class: 'problem', role: 'alert' });
  let kept: JsonRecord = {};
  let shown = '';
  let isOwn = false;
  let isRefused = false;

  function tell(sentence: string): void {
    problem.textContent = sentence;
    // What is invalid cannot be applied.
    area.setCustomValidity(sentence);
    marker(area)(isRefused || sentence !== '');
  }

  area.addEventListener('input', () => {
    try {
      const value = recordIn(area.value);
      tell('');
      isOwn = true;
      change(field.path, { ...kept, ...value });
    } catch (error) {
      tell((error as Error).message);
    }
    isOwn = false;
  });
  return {
    element: h('div', { class: 'field' }, labelOf(field), area, hintOf(field), problem),
    show(config) {
      const parts = parted((valueAt(config, field.path) ?? {}) as JsonRecord, field.except);
      kept = parts.kept;
      const text = JSON.stringify(parts.rest, null, 1).replace(/\n */g, ' ');
      // What is being typed stays, and so does what is no JSON yet while others edit the form.
      if (!isOwn && text !== shown) {
        area.value = text;
        tell('');
      }
      shown = text;
    },
    mark(refused) {
      isRefused = refused;
      marker(area)(refused || problem.textContent !== '');
    },
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
