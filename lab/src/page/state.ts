/** What the page knows, in one place. @module */

import type { ExperimentConfig } from '../../../src/experiments/experiment-config.ts';
import type { Facts, Manipulation, ShownTrial, ViewOptions } from '../protocol.ts';

/** Where a run stands. */
export type RunState = 'ready' | 'running' | 'paused' | 'ended' | 'failed';

export type ThemeChoice = 'system' | 'light' | 'dark';

/** What the reader has chosen to see, and how. */
export interface Choices {
  readonly theme: ThemeChoice;
  readonly logLoss: boolean;
  readonly palette: ViewOptions['palette'];
  readonly order: ViewOptions['order'];
  readonly trial: ShownTrial;
  readonly manipulation: Manipulation;
}

/** All that the page knows. */
export interface LabState extends Choices {
  /** Null until the worker has answered the first configuration. */
  readonly run: RunState | null;
  readonly facts: Facts | null;
  /** What the form says, which is applied on demand. */
  readonly draft: ExperimentConfig;
  /** The draft that runs or was sent last: a form that says anything else has been edited since. */
  readonly sent: ExperimentConfig;
  /** Whether a configuration was sent that has not been answered. */
  readonly settingUp: boolean;
  /** Why the draft is impossible; null where it is possible. */
  readonly complaint: string | null;
  readonly step: number;
  /** Training time so far. */
  readonly seconds: number;
  /** The loss before each update; it grows in place, and `step` says when. */
  readonly losses: number[];
  /** Goes up whenever the weights change, or the network. */
  readonly version: number;
  /** What is announced. */
  readonly status: string;
}

/** A state, and those who are told of its changes. */
export interface Store<S> {
  get(): S;
  /** Changes some of it; listeners are told at once, with the state before. */
  update(change: Partial<S>): void;
  subscribe(listener: (state: S, before: S) => void): void;
}

export type LabStore = Store<LabState>;

export function createStore<S extends object>(initial: S): Store<S> {
  const listeners: ((state: S, before: S) => void)[] = [];
  let state = initial;
  return {
    get: () => state,
    update(change) {
      const before = state;
      state = { ...state, ...change };
      const after = state;
      for (const listener of listeners) listener(after, before);
    },
    subscribe(listener) {
      listeners.push(listener);
    },
  };
}

export const NO_MANIPULATION: Manipulation = { silenced: [], inhibition: 1 };

export const FIRST_CHOICES: Choices = {
  theme: 'system',
  logLoss: true,
  palette: 'red-blue',
  order: 'selectivity',
  trial: { conditions: {}, seed: 1, noise: true },
  manipulation: NO_MANIPULATION,
};
