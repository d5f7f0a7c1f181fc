/** Keeps the run and the choices over a reload. @module */

import type { Keeper } from '../storage.ts';
import { choicesIn } from './choices.ts';
import type { LabStore } from './state.ts';
import type { Ask } from './worker-client.ts';

/** Between two checkpoints while training, and from the last change to one, in ms. */
const EVERY = 10_000;
const PAUSE = 300;

/** Keeps what changes: choices at once, the run when it rests and every ten seconds. */
export function mountPersistence(store: LabStore, ask: Ask, keeper: Keeper): void {
  let timer = 0;
  let kept = 0;

  async function keepRun(): Promise<void> {
    kept = performance.now();
    const { facts, version } = store.get();
    if (facts === null) return;
    try {
      const checkpoint = await ask('file', { file: 'checkpoint.safetensors' });
      // Of another run by now, perhaps: its own checkpoint follows.
      if (store.get().facts === facts) keeper.save({ config: facts.config, checkpoint });
    } catch {
      if (store.get().version === version) keeper.save({ config: facts.config, checkpoint: null });
    }
  }

  store.subscribe((state, before) => {
    if (JSON.stringify(choicesIn(state)) !== JSON.stringify(choicesIn(before)))
      keeper.save({ options: choicesIn(state) });
    if (state.version === before.version && state.run === before.run) return;
    if (state.run === 'running' && performance.now() - kept < EVERY) return;
    clearTimeout(timer);
    timer = window.setTimeout(keepRun, state.run === 'running' ? 0 : PAUSE);
  });
}
