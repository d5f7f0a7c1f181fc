/** What the page and its worker say to each other. Types only. @module */

import type { ExperimentConfig, PartialConfig } from '../../src/experiments/experiment-config.ts';
import type { LossReference } from '../../src/experiments/experiment-reference.ts';
import type { FigureName } from '../../src/report/figures.ts';

/** What is done to the trained network before it is looked at; training never sees it. */
export interface Manipulation {
  /** Units whose rates are 0 for all others and for the outputs. */
  readonly silenced: readonly number[];
  /** Factor of all weights from inhibitory units. */
  readonly inhibition: number;
}

/** Which trial is shown: conditions that are not given are drawn from the seed. */
export interface ShownTrial {
  readonly conditions: Readonly<Record<string, number>>;
  readonly seed: number;
  readonly noise: boolean;
}

/** Figures that the worker draws: those of a report. */
export type ViewName = FigureName;

/** How a figure is drawn. */
export interface ViewOptions {
  /** Width in CSS pixels. */
  readonly width: number;
  readonly palette: 'red-blue' | 'blue-orange';
  readonly order: 'index' | 'selectivity';
  readonly trial: ShownTrial;
  readonly manipulation: Manipulation;
}

/** Files that can be kept. */
export type FileName =
  | 'weights.npz'
  | 'weights.safetensors'
  | 'psychrnn.npz'
  | 'checkpoint.safetensors'
  | 'config.json'
  | 'report.html';

/** A question, and what is answered. */
export interface Questions {
  /** Is this configuration possible? null, or a sentence that says why not. */
  readonly check: { readonly ask: { readonly config: PartialConfig }; readonly answer: string | null };
  /** An SVG document; rejected with a sentence where the view says nothing about the task. */
  readonly view: {
    readonly ask: { readonly view: ViewName; readonly options: ViewOptions };
    readonly answer: string;
  };
  /** Fraction of correct trials in the test, with what is done to the network. */
  readonly performance: { readonly ask: { readonly manipulation: Manipulation }; readonly answer: number };
  /** Choice selectivity d' of each unit, positive for answer 0; null for a task without two answers. */
  readonly selectivity: { readonly ask: Record<never, never>; readonly answer: readonly number[] | null };
  /** SHA-256 of the parameters, in the order of their names, in hexadecimal digits. */
  readonly hash: {
    readonly ask: Record<never, never>;
    readonly answer: { readonly hash: string; readonly step: number };
  };
  readonly file: { readonly ask: { readonly file: FileName }; readonly answer: Uint8Array<ArrayBuffer> };
  /**
   * Opens a file that was kept: a checkpoint goes on where it stopped, a configuration starts anew, weights (npz,
   * safetensors, PsychRNN's npz) become those of the network. The answer says what was done.
   */
  readonly open: {
    readonly ask: { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> };
    readonly answer: string;
  };
}

export type QuestionName = keyof Questions;

/** From the page. */
export type ToWorker =
  | { readonly kind: 'configure'; readonly config: PartialConfig }
  | { readonly kind: 'start' }
  | { readonly kind: 'pause' }
  | { readonly kind: 'step' }
  | { readonly kind: 'reset' }
  | {
      readonly [N in QuestionName]: { readonly kind: 'ask'; readonly id: number; readonly question: N } & {
        readonly content: Questions[N]['ask'];
      };
    }[QuestionName];

/** A condition of the trials that the reader may choose. */
export interface ChoosableCondition {
  readonly name: string;
  readonly values: readonly number[];
}

/** What is known of an experiment before it runs. */
export interface Facts {
  readonly config: ExperimentConfig;
  readonly title: string;
  readonly description: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly nExc: number;
  readonly parameters: number;
  readonly ceiling: number | null;
  readonly reference: LossReference;
  readonly conditions: readonly ChoosableCondition[];
  /** Views that say something about this task, others are not offered. */
  readonly views: readonly ViewName[];
  readonly engine: 'compiled' | 'interpreted';
}

/** A run is over. */
export interface Ended {
  readonly kind: 'ended';
  readonly reason: 'steps' | 'performance' | 'failure';
  readonly message: string;
}

/** From the worker. */
export type FromWorker =
  | {
      readonly kind: 'configured';
      readonly facts: Facts;
      readonly step: number;
      readonly losses: readonly number[];
      /** Training time so far. */
      readonly seconds: number;
      /** null where the run can go on. */
      readonly ended: Ended | null;
    }
  | { readonly kind: 'refused'; readonly message: string }
  | {
      readonly kind: 'progress';
      /** Updates so far. */
      readonly step: number;
      /** Losses since the last report. */
      readonly losses: Float64Array;
      /** Training time so far, in seconds. */
      readonly seconds: number;
      readonly running: boolean;
    }
  | Ended
  | { readonly kind: 'answer'; readonly id: number; readonly content: Questions[QuestionName]['answer'] }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
