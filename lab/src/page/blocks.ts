/** Blocks of the recurrent matrix, drawn with the pointer or the keys. @module */

import type { ExperimentConfig, WeightBlock } from '../../../src/experiments/experiment-config.ts';
import { excitatoryCount } from '../../../src/rnn/constraints/connectivity.ts';
import { type Area, areaBetween, areaText, borderPath, fitted, moved, sized } from './block-area.ts';
import type { Change, Control } from './field-controls.ts';
import type { Field } from './fields.ts';
import { h, setText, svg } from './h.ts';

const ARROWS: Readonly<Record<string, readonly [down: number, right: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

const RULES: Readonly<Record<WeightBlock['rule'], string>> = { absent: 'absent', fixed: 'do not learn' };

const rectOf = ({ post, pre }: Area, name: string): SVGRectElement =>
  svg('rect', {
    class: name,
    x: pre[0],
    y: post[0],
    width: pre[1] - pre[0],
    height: post[1] - post[0],
  });

/** Makes the control of the blocks. */
export function createBlocksControl(field: Field, change: Change): Control {
  let network: ExperimentConfig['network'] | null = null;
  let area: Area = { post: [0, 1], pre: [0, 1] };
  let anchor: { post: number; pre: number } | null = null;
  const help = `${field.path}-help`.replace('.', '-');
  const matrix = svg('svg', { 'aria-hidden': 'true', preserveAspectRatio: 'none' });
  const board = h(
    'div',
    {
      class: 'blocks-board',
      id: 'blocks-board',
      tabindex: 0,
      role: 'application',
      'aria-label': 'Recurrent matrix, rows receive and columns send',
      'aria-describedby': help,
    },
    matrix,
  );
  const chosen = h('p', { class: 'chosen', 'aria-live': 'polite' });
  const list = h('ul', { class: 'blocks-list' });
  const rule = h(
    'select',
    { id: 'block-rule', 'aria-label': 'Rule of the block' },
    ...Object.entries(RULES).map(([value, label]) => h('option', { value }, label)),
  );
  const add = h('button', { type: 'button', id: 'block-add', click: () => put() }, 'Add block');

  function put(): void {
    if (network === null) return;
    const block: WeightBlock = { ...area, rule: rule.value as WeightBlock['rule'] };
    change(field.path, [...network.blocks, block]);
  }

  function draw(): void {
    if (network === null) return;
    const { nRec, blocks } = network;
    matrix.setAttribute('viewBox', `0 0 ${nRec} ${nRec}`);
    matrix.replaceChildren(
      ...blocks.map((block) => rectOf(block, `block ${block.rule}`)),
      svg('path', { class: 'ei-border', d: borderPath(nRec, excitatoryCount(nRec, network.daleRatio)) }),
      rectOf(area, 'selection'),
    );
    setText(chosen, `Chosen: ${areaText(area)}`);
  }

  /** The cell under the pointer. */
  function cellAt(event: PointerEvent): { post: number; pre: number } {
    const { left, top, width, height } = matrix.getBoundingClientRect();
    const n = network?.nRec ?? 1;
    return {
      post: Math.floor(((event.clientY - top) / height) * n),
      pre: Math.floor(((event.clientX - left) / width) * n),
    };
  }

  function choose(next: Area): void {
    area = next;
    draw();
  }

  board.addEventListener('pointerdown', (event) => {
    board.setPointerCapture(event.pointerId);
    anchor = cellAt(event);
    choose(areaBetween(anchor, anchor, network?.nRec ?? 1));
  });
  board.addEventListener('pointermove', (event) => {
    if (anchor !== null) choose(areaBetween(anchor, cellAt(event), network?.nRec ?? 1));
  });
  for (const end of ['pointerup', 'pointercancel'] as const) {
    board.addEventListener(end, () => {
      anchor = null;
    });
  }
  board.addEventListener('keydown', (event) => {
    const n = network?.nRec ?? 1;
    const arrow = ARROWS[event.key];
    if (event.key === 'Enter') put();
    else if (arrow === undefined) return;
    else choose((event.shiftKey ? sized : moved)(area, arrow[0], arrow[1], n));
    event.preventDefault();
  });

  function remove(i: number): void {
    change(field.path, network?.blocks.filter((_, each) => each !== i) ?? []);
    // The button that had the focus is gone: the one before it, or the board, takes it.
    const buttons = list.querySelectorAll('button');
    (buttons[Math.min(i, buttons.length - 1)] ?? board).focus();
  }

  function showList(blocks: readonly WeightBlock[]): void {
    const items = blocks.map((block, i) => {
      const text = `${RULES[block.rule]}: ${areaText(block)}`;
      const name = `Remove block ${text}`;
      return h(
        'li',
        {},
        h('span', {}, text),
        h('button', { type: 'button', class: 'small', 'aria-label': name, click: () => remove(i) }, 'Remove'),
      );
    });
    list.replaceChildren(...items);
  }

  return {
    element: h(
      'fieldset',
      { class: 'field blocks' },
      h('legend', {}, field.label),
      h('p', { class: 'hint', id: help }, field.hint, ' ', KEYS),
      board,
      chosen,
      h('div', { class: 'row' }, rule, add),
      list,
    ),
    show({ network: next }) {
      if (!Number.isInteger(next.nRec) || next.nRec < 1 || !Array.isArray(next.blocks)) return;
      const first = network === null || network.nRec !== next.nRec;
      if (network?.blocks !== next.blocks) showList(next.blocks);
      network = next;
      const tenth = Math.max(1, Math.round(next.nRec / 10));
      if (first) area = { post: [0, tenth], pre: [0, tenth] };
      area = fitted(area, next.nRec);
      draw();
    },
    mark: (refused) => board.classList.toggle('refused', refused),
  };
}

const KEYS =
  'Drag a rectangle, or use the arrow keys to move it, with Shift to size it, and Enter to add it. Rows receive, columns send; the line parts excitatory from inhibitory units.';
