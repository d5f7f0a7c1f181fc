/** Cards with figures: those that are seen are drawn, one after the other, and again when the network has changed. @module */

import type { ViewOptions } from '../protocol.ts';
import { download, figureElement } from './figure.ts';
import { byId, h, setText } from './h.ts';
import { restingLoop, watchSeen } from './resting-loop.ts';
import { type LabState, type LabStore, NO_MANIPULATION } from './state.ts';
import type { View } from './view-list.ts';
import type { Ask } from './worker-client.ts';

/** Between two figures. */
const RESTS = { least: 2000, share: 12 };

interface Card {
  readonly view: View;
  /** Begins the ids of the card, `view` or `apart`. */
  readonly group: CardGroup['group'];
  readonly element: HTMLElement;
  readonly body: HTMLElement;
  readonly note: HTMLElement;
  readonly save: HTMLButtonElement;
  seen: boolean;
  /** What the figure that is shown was asked with. */
  shown: string;
  text: string;
}

/** A group of cards. */
export interface CardGroup {
  readonly group: 'view' | 'apart';
  readonly place: HTMLElement;
  readonly views: readonly View[];
}

function createCard(view: View, group: CardGroup['group']): Card {
  const body = h('div', { class: 'figure' });
  const note = h('p', { class: 'note' });
  const save = h('button', { type: 'button', class: 'small', disabled: true }, 'SVG');
  save.setAttribute('aria-label', `Download ${view.title} as SVG`);
  const element = h(
    'article',
    { class: 'card', id: `${group}-${view.name}`, 'aria-labelledby': `${group}-${view.name}-title` },
    h('header', {}, h('h3', { id: `${group}-${view.name}-title` }, view.title), save),
    h('p', { class: 'reading' }, view.reading),
    body,
    note,
  );
  const card: Card = { view, group, element, body, note, save, seen: false, shown: '', text: '' };
  save.addEventListener('click', () => download(`${view.name}.svg`, card.text, 'image/svg+xml'));
  return card;
}

const optionsOf = (
  { palette, order, trial, manipulation }: LabState,
  group: CardGroup['group'],
  width: number,
): ViewOptions => {
  return { width, palette, order, trial, manipulation: group === 'apart' ? manipulation : NO_MANIPULATION };
};

const optionsFor = ({ group, body }: Card, state: LabState): ViewOptions =>
  optionsOf(state, group, Math.round(Math.min(900, Math.max(340, body.clientWidth))));

/** Connects the button that saves the figure of the loss, whose card has a live chart. */
export function mountLossFigure(store: LabStore, ask: Ask): void {
  byId('loss-svg').addEventListener('click', async () => {
    try {
      const text = await ask('view', { view: 'loss', options: optionsOf(store.get(), 'view', 640) });
      download('loss.svg', text, 'image/svg+xml');
    } catch (error) {
      store.update({ status: (error as Error).message });
    }
  });
}

/** Makes the cards of all groups; one figure is asked for at a time, so that training goes on. */
export function mountCards(store: LabStore, ask: Ask, groups: readonly CardGroup[]): void {
  const cards = groups.flatMap(({ group, place, views }) => {
    const made = views.map((view) => createCard(view, group));
    place.append(...made.map(({ element }) => element));
    return made;
  });
  let next = 0;

  const wanted = (card: Card, state: LabState): string =>
    JSON.stringify([state.version, optionsFor(card, state)]);

  const isOffered = ({ view }: Card, { facts }: LabState): boolean =>
    facts?.views.includes(view.name) ?? false;

  /** The next card, in turn, whose figure is not the one that is wanted. */
  function stale(state: LabState): Card | undefined {
    const turn = cards.map((_, i) => cards[(next + i) % cards.length]);
    return turn.find((card) => card.seen && isOffered(card, state) && card.shown !== wanted(card, state));
  }

  function show(card: Card, text: string): void {
    card.body.replaceChildren(figureElement(text, card.group));
    card.text = text;
    card.save.disabled = false;
    setText(card.note, '');
  }

  async function drawOne(card: Card, state: LabState): Promise<void> {
    const options = optionsFor(card, state);
    const asked = wanted(card, state);
    card.element.setAttribute('aria-busy', 'true');
    try {
      show(card, await ask('view', { view: card.view.name, options }));
    } catch (error) {
      setText(card.note, (error as Error).message);
    }
    card.shown = asked;
    next = cards.indexOf(card) + 1;
    card.element.removeAttribute('aria-busy');
  }

  const wake = restingLoop(store, RESTS, () => {
    const state = store.get();
    const card = stale(state);
    return card && (() => drawOne(card, state));
  });
  watchSeen(cards, wake);
  let resized = 0;
  addEventListener('resize', () => {
    clearTimeout(resized);
    resized = window.setTimeout(wake, 300);
  });

  store.subscribe((state, before) => {
    if (state.facts !== before.facts) {
      for (const card of cards) card.element.hidden = !isOffered(card, state);
    }
    wake();
  });
}
