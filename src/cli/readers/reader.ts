/** What the words of a command are read into, and how. @module */

import type { AnalyseCommand } from '../analyse.ts';
import type { BenchmarkCommand } from '../benchmark.ts';
import { UsageError } from '../errors.ts';
import type { PlotCommand } from '../plot.ts';
import type { ReportCommand } from '../report.ts';
import type { SimulateCommand } from '../simulate.ts';
import type { ShowTaskCommand } from '../tasks.ts';
import type { TrainCommand } from '../train.ts';
import type { OptionKinds, Values } from '../words.ts';

/** A command as typed, checked. */
export type ParsedCommand =
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'version' }
  | { readonly kind: 'train'; readonly options: TrainCommand }
  | { readonly kind: 'report'; readonly options: ReportCommand }
  | { readonly kind: 'plot'; readonly options: PlotCommand }
  | { readonly kind: 'analyse'; readonly options: AnalyseCommand }
  | { readonly kind: 'simulate'; readonly options: SimulateCommand }
  | { readonly kind: 'tasks'; readonly json: boolean }
  | { readonly kind: 'tasks show'; readonly options: ShowTaskCommand }
  | { readonly kind: 'benchmark tasks'; readonly options: BenchmarkCommand };

/** How a command is read: its options, and what it makes of them and of the words behind its name. */
export interface Reader {
  readonly options: OptionKinds;
  read(rest: readonly string[], values: Values): ParsedCommand;
}

/** @throws UsageError for words behind the last one that a command takes */
export function nothingBehind(what: string, [unwanted]: readonly string[]): void {
  if (unwanted !== undefined) throw new UsageError(`expected nothing behind ${what}, got '${unwanted}'`);
}
