/** One button for each unit: pressed ones are silenced. @module */

import { byId, h } from './h.ts';
import type { LabStore } from './state.ts';
import type { Ask } from './worker-client.ts';

/** Where an arrow key leads among n units in rows; null for other keys. */
export function neighbour(key: string, i: number, n: number, columns: number): number | null {
  const by: Readonly<Record<string, number>> = {
    ...{ ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns },
    ...{ Home: -i, End: n - 1 - i },
  };
  if (!(key in by)) return null;
  const to = i + by[key];
  return to >= 0 && to < n ? to : i;
}

/** The units of a range with those of another set: `[from, to)` and what is silenced beside. */
export function withUnits(silenced: readonly number[], from: number, to: number): readonly number[] {
  const all = new Set(silenced);
  for (let i = from; i < to; i++) all.add(i);
  return [...all].sort((a, b) => a - b);
}

/** The set with one unit in it or taken out of it. */
export const toggled = (silenced: readonly number[], i: number): readonly number[] =>
  silenced.includes(i) ? silenced.filter((each) => each !== i) : withUnits(silenced, i, i + 1);

/** What a unit prefers, in words: d' is positive for answer 0. */
export function preferenceOf(dPrime: number): string {
  if (dPrime === 0) return 'no preference, d′ 0';
  return `prefers answer ${dPrime > 0 ? 0 : 1}, d′ ${dPrime.toFixed(2).replace('-', '−')}`;
}

/** Fills #units with the units of the network, and connects the buttons for whole populations. */
export function mountUnits(store: LabStore, ask: Ask): void {
  const place = byId('units');
  let buttons: HTMLButtonElement[] = [];
  let described = -1;

  function silence(silenced: readonly number[]): void {
    store.update({ manipulation: { ...store.get().manipulation, silenced } });
  }

  /** Buttons in the first row of a unit's group: as many as stand at one height. */
  function columnsOf(button: HTMLElement): number {
    const row = Array.from(button.parentElement!.children) as HTMLElement[];
    return Math.max(1, row.filter((each) => each.offsetTop === row[0].offsetTop).length);
  }

  function focus(i: number): void {
    for (const [j, button] of buttons.entries()) button.tabIndex = j === i ? 0 : -1;
    buttons[i].focus();
  }

  place.addEventListener('keydown', (event) => {
    const i = buttons.indexOf(event.target as HTMLButtonElement);
    if (i < 0) return;
    const to = neighbour(event.key, i, buttons.length, columnsOf(buttons[i]));
    if (to === null) return;
    event.preventDefault();
    focus(to);
  });

  function unitButton(i: number, population: string): HTMLButtonElement {
    const button = h(
      'button',
      {
        type: 'button',
        id: `unit-${i}`,
        class: 'unit',
        tabindex: i === 0 ? 0 : -1,
        'data-name': `Unit ${i}, ${population}`,
        'aria-label': `Unit ${i}, ${population}`,
        click: () => {
          for (const [j, each] of buttons.entries()) each.tabIndex = j === i ? 0 : -1;
          silence(toggled(store.get().manipulation.silenced, i));
        },
      },
      String(i),
    );
    return button;
  }

  function population(name: string, letter: string, from: number, to: number): HTMLElement[] {
    if (from >= to) return [];
    const made = Array.from({ length: to - from }, (_, k) => unitButton(from + k, name));
    buttons.push(...made);
    const title = `${name[0].toUpperCase()}${name.slice(1)} units (${to - from})`;
    return [
      h(
        'div',
        { class: `population ${letter}`, role: 'group', 'aria-label': `${title}, pressed is silenced` },
        h('h3', {}, title),
        h('div', { class: 'unit-grid' }, ...made),
      ),
    ];
  }

  function build(nRec: number, nExc: number, isDale: boolean): void {
    buttons = [];
    place.replaceChildren(
      ...(isDale
        ? [...population('excitatory', 'E', 0, nExc), ...population('inhibitory', 'I', nExc, nRec)]
        : population('unsigned', 'U', 0, nRec)),
    );
    byId('silence-e').hidden = !isDale;
    byId('silence-i').hidden = !isDale;
    byId('inhibition-row').hidden = !isDale;
  }

  /** Takes back what is said of weights that are gone. */
  function undescribe(): void {
    described = -1;
    for (const button of buttons) {
      button.title = '';
      button.setAttribute('aria-label', button.dataset.name as string);
    }
  }

  /** Says what each unit prefers, once training rests. */
  async function describe(version: number): Promise<void> {
    described = version;
    const dPrime = await ask('selectivity', {}).catch(() => null);
    if (described !== version || dPrime?.length !== buttons.length) return;
    for (const [i, button] of buttons.entries()) {
      const name = button.dataset.name as string;
      button.title = `${name}: ${preferenceOf(dPrime[i])}`;
      button.setAttribute('aria-label', button.title);
    }
  }

  store.subscribe((state, before) => {
    const { facts, manipulation } = state;
    if (facts === null) return;
    if (facts !== before.facts) {
      const { nRec, daleRatio } = facts.config.network;
      build(nRec, facts.nExc, daleRatio !== null);
    }
    if (state.version !== described) {
      if (state.run !== 'running') void describe(state.version);
      else if (described >= 0) undescribe();
    }
    if (facts !== before.facts || manipulation !== before.manipulation) {
      const silenced = new Set(manipulation.silenced);
      for (const [i, button] of buttons.entries())
        button.setAttribute('aria-pressed', String(silenced.has(i)));
    }
  });

  const all = (from: 'start' | 'border', to: 'border' | 'end') => (): void => {
    const { facts, manipulation } = store.get();
    if (facts === null) return;
    const at = { start: 0, border: facts.nExc, end: facts.config.network.nRec };
    silence(withUnits(manipulation.silenced, at[from], at[to]));
  };
  byId('silence-e').addEventListener('click', all('start', 'border'));
  byId('silence-i').addEventListener('click', all('border', 'end'));
  byId('silence-none').addEventListener('click', () => silence([]));
}
