/** The fraction of correct trials, with and without what is done to the network. @module */

import type { Manipulation } from '../protocol.ts';
import { byId, setText } from './h.ts';
import { restingLoop, watchSeen } from './resting-loop.ts';
import { type LabState, type LabStore, NO_MANIPULATION } from './state.ts';
import type { Ask } from './worker-client.ts';

/** Between two tests. */
const RESTS = { least: 5000, share: 20 };

const percent = (share: number): string => (Number.isNaN(share) ? 'none' : `${(100 * share).toFixed(1)} %`);

interface Readout {
  readonly element: HTMLElement;
  readonly manipulation: (state: LabState) => Manipulation;
  seen: boolean;
  shown: string;
}

/** Connects the numbers #performance, #performance-intact and #performance-apart. */
export function mountPerformance(store: LabStore, ask: Ask): void {
  const readout = (id: string, manipulation: Readout['manipulation']): Readout => {
    return { element: byId(id), manipulation, seen: false, shown: '' };
  };
  const readouts: readonly Readout[] = [
    readout('performance', () => NO_MANIPULATION),
    readout('performance-intact', () => NO_MANIPULATION),
    readout('performance-apart', ({ manipulation }) => manipulation),
  ];

  const wanted = ({ manipulation }: Readout, state: LabState): string =>
    JSON.stringify([state.version, manipulation(state)]);

  async function testOne(stale: Readout, state: LabState): Promise<void> {
    const asked = wanted(stale, state);
    const text = await ask('performance', { manipulation: stale.manipulation(state) }).then(
      percent,
      (error: Error) => error.message,
    );
    // The same question is asked once for all that show it.
    for (const each of readouts) {
      if (wanted(each, state) !== asked) continue;
      setText(each.element, text);
      each.shown = asked;
    }
  }

  const wake = restingLoop(store, RESTS, () => {
    const state = store.get();
    if (state.facts === null) return undefined;
    const stale = readouts.find((each) => each.seen && each.shown !== wanted(each, state));
    return stale && (() => testOne(stale, state));
  });
  watchSeen(readouts, wake);
  store.subscribe((state, before) => {
    if (state.facts !== before.facts && state.facts !== null) {
      const { ceiling } = state.facts;
      setText(byId('ceiling'), ceiling === null ? 'not known' : percent(ceiling));
    }
    wake();
  });
}
