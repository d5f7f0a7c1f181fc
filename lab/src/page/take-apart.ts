/** The panel in which a network is taken apart: units silenced, inhibition scaled. @module */

import { byId, setText } from './h.ts';
import type { LabStore } from './state.ts';
import { mountUnits } from './units.ts';
import type { Ask } from './worker-client.ts';

/** Connects the panel. */
export function mountTakeApart(store: LabStore, ask: Ask): void {
  mountUnits(store, ask);
  const slider = byId<HTMLInputElement>('inhibition');
  slider.addEventListener('input', () => {
    store.update({ manipulation: { ...store.get().manipulation, inhibition: Number(slider.value) } });
  });
  store.subscribe((state, before) => {
    const { manipulation } = state;
    if (manipulation === before.manipulation && state.facts === before.facts) return;
    const { silenced, inhibition } = manipulation;
    slider.value = String(inhibition);
    setText(byId('inhibition-value'), `× ${inhibition.toFixed(2)}`);
    const units = silenced.length === 1 ? '1 unit' : `${silenced.length} units`;
    setText(
      byId('apart-text'),
      silenced.length === 0 && inhibition === 1
        ? 'Nothing is changed: the figures show the network as it is.'
        : `${units} silenced, inhibition × ${inhibition.toFixed(2)}. Training never sees this.`,
    );
  });
}
