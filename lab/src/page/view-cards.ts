/** Cards with figures: those that are seen are drawn, one after the other, and again when the network has changed. @module */

import type { ViewOptions } from '../protocol.ts';
import { download, figureElement } from './figure.ts';
import { byId, h, setText } from './h.ts';
import { type LabState, type LabStore, NO_MANIPULATION } from './state.ts';
import type { View } from './view-list.ts';
import type { Ask } from './worker-client.ts';

/** While training: time between two figures at least, in ms, and as a multiple of what the last one took. */
const REST = 2000;
const REST_SHARE = 12;

interface Card {
  readonly view: View;
  /** Begins the ids of the card, `view` or `apart`. */
  readonly group: string;
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

function createCard(view: View, group: string, titleTag: 'h3' | 'h4'): Card {
  const body = h('div', { class: 'figure' });
  const note = h('p', { class: 'note' });
  const save = h('button', { type: 'button', class: 'small', disabled: true }, 'SVG');
  save.setAttribute('aria-label', `Download ${view.title} as SVG`);
  const element = h(
    'article',
    { class: 'card', id: `${group}-${view.name}`, 'aria-labelledby': `${group}-${view.name}-title` },
    h('header', {}, h(titleTag, { id: `${group}-${view.name}-title` }, view.title), save),
    h('p', { class: 'reading' }, view.reading),
    body,
    note,
  );
  const card: Card = { view, group, element, body, note, save, seen: false, shown: '', text: '' };
  save.addEventListener('click', () => download(`${view.name}.svg`, card.text, 'image/svg+xml'));
  return card;
}

function optionsFor(card: Card, state: LabState): ViewOptions {
  const width = Math.round(Math.min(900, Math.max(340, card.body.clientWidth)));
  const { palette, order, trial, manipulation } = state;
  return {
    width,
    palette,
    order,
    trial,
    manipulation: card.group === 'apart' ? manipulation : NO_MANIPULATION,
  };
}

/** Connects the button that saves the figure of the loss, whose card has a live chart. */
export function mountLossFigure(store: LabStore, ask: Ask): void {
  byId('loss-svg').addEventListener('click', async () => {
    const { palette, order, trial } = store.get();
    const options = { width: 640, palette, order, trial, manipulation: NO_MANIPULATION };
    const text = await ask('view', { view: 'loss', options });
    download('loss.svg', text, 'image/svg+xml');
  });
}

/** Makes the cards of all groups; one figure is asked for at a time, so that training goes on. */
export function mountCards(store: LabStore, ask: Ask, groups: readonly CardGroup[]): void {
  const cards = groups.flatMap(({ group, place, views }) => {
    const made = views.map((view) => createCard(view, group, 'h3'));
    place.append(...made.map(({ element }) => element));
    return made;
  });
  let busy = false;
  let timer = 0;
  let next = 0;
  /** When the next figure may be asked for while training. */
  let notBefore = 0;

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
    const began = performance.now();
    try {
      show(card, await ask('view', { view: card.view.name, options }));
    } catch (error) {
      setText(card.note, (error as Error).message);
    }
    card.shown = asked;
    next = cards.indexOf(card) + 1;
    const took = performance.now() - began;
    notBefore = performance.now() + Math.max(REST, REST_SHARE * took);
  }

  function wake(): void {
    clearTimeout(timer);
    if (busy) return;
    const state = store.get();
    // First, for it is cheap, and asked ten times a second.
    const rest = state.run === 'running' ? notBefore - performance.now() : 0;
    if (rest > 0) {
      timer = window.setTimeout(wake, rest);
      return;
    }
    const card = stale(state);
    if (card === undefined) return;
    busy = true;
    card.element.setAttribute('aria-busy', 'true');
    void drawOne(card, state).finally(() => {
      card.element.removeAttribute('aria-busy');
      busy = false;
      wake();
    });
  }

  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const card = cards.find(({ element }) => element === target);
      if (card) card.seen = isIntersecting;
    }
    wake();
  });
  for (const { element } of cards) observer.observe(element);
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
