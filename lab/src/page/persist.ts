/** Keeps the run and the choices over a reload. @module */

import type { Keeper } from '../storage.ts';
import { choicesIn } from './choices.ts';
import { restingLoop } from './resting-loop.ts';
import type { LabStore } from './state.ts';
import type { Ask } from './worker-client.ts';

/** Between two checkpoints while training. */
const RESTS = { least: 10_000, share: 0 };

/** Keeps what changes: choices at once, the run when it rests and every ten seconds. */
export function mountPersistence(store: LabStore, ask: Ask, keeper: Keeper): void {
  let kept = 0;

  async function keepRun(): Promise<void> {
    const { facts, version } = store.get();
    kept = version;
    if (facts === null) return;
    // Refused where a run cannot be kept.
    const checkpoint = await ask('file', { file: 'checkpoint.safetensors' }).catch(() => null);
    // Of another run by now, perhaps: its own checkpoint follows.
    if (store.get().facts === facts) keeper.save({ config: facts.config, checkpoint });
  }

  const wake = restingLoop(store, RESTS, () => (store.get().version === kept ? undefined : keepRun));
  store.subscribe((state, before) => {
    if (JSON.stringify(choicesIn(state)) !== JSON.stringify(choicesIn(before)))
      keeper.save({ options: choicesIn(state) });
    if (state.version !== before.version || state.run !== before.run) wake();
  });
}
