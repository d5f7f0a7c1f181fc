/** The fraction of correct trials, with and without what is done to the network. @module */

import type { Manipulation } from '../protocol.ts';
import { byId, setText } from './h.ts';
import { type LabState, type LabStore, NO_MANIPULATION } from './state.ts';
import type { Ask } from './worker-client.ts';

/** While training: time between two tests at least, in ms, and as a multiple of what the last one took. */
const REST = 5000;
const REST_SHARE = 20;

const percent = (share: number): string => (Number.isNaN(share) ? 'none' : `${(100 * share).toFixed(1)} %`);

interface Readout {
  readonly element: HTMLElement;
  readonly manipulation: (state: LabState) => Manipulation;
  seen: boolean;
  shown: string;
}

/** Connects the numbers #performance and #performance-apart. */
export function mountPerformance(store: LabStore, ask: Ask): void {
  const none = (): Manipulation => NO_MANIPULATION;
  const readouts: readonly Readout[] = [
    { element: byId('performance'), manipulation: none, seen: false, shown: '' },
    { element: byId('performance-intact'), manipulation: none, seen: false, shown: '' },
    {
      element: byId('performance-apart'),
      manipulation: (state) => state.manipulation,
      seen: false,
      shown: '',
    },
  ];
  let busy = false;
  let timer = 0;
  let notBefore = 0;

  const wanted = (readout: Readout, state: LabState): string =>
    JSON.stringify([state.version, readout.manipulation(state)]);

  async function testOne(readout: Readout, state: LabState): Promise<void> {
    const asked = wanted(readout, state);
    const began = performance.now();
    try {
      const manipulation = readout.manipulation(state);
      const share = await ask('performance', { manipulation });
      // The same question is asked once for all that show it.
      for (const each of readouts) {
        if (wanted(each, state) !== asked) continue;
        setText(each.element, percent(share));
        each.shown = asked;
      }
    } catch (error) {
      setText(readout.element, (error as Error).message);
      readout.shown = asked;
    }
    notBefore = performance.now() + Math.max(REST, REST_SHARE * (performance.now() - began));
  }

  function wake(): void {
    clearTimeout(timer);
    const state = store.get();
    if (busy || state.facts === null) return;
    const stale = readouts.find((each) => each.seen && each.shown !== wanted(each, state));
    if (stale === undefined) return;
    const rest = state.run === 'running' ? notBefore - performance.now() : 0;
    if (rest > 0) {
      timer = window.setTimeout(wake, rest);
      return;
    }
    busy = true;
    void testOne(stale, state).finally(() => {
      busy = false;
      wake();
    });
  }

  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const readout = readouts.find(({ element }) => element === target);
      if (readout) readout.seen = isIntersecting;
    }
    wake();
  });
  for (const { element } of readouts) observer.observe(element);
  store.subscribe((state, before) => {
    if (state.facts !== before.facts && state.facts !== null) {
      const { ceiling } = state.facts;
      setText(byId('ceiling'), ceiling === null ? 'not known' : percent(ceiling));
    }
    wake();
  });
}
