/** From a command that was read to what carries it out. @module */

import { runAnalyse } from './analyse.ts';
import type { ParsedCommand } from './arguments.ts';
import { runBenchmark } from './benchmark.ts';
import { EXIT } from './errors.ts';
import { runPlot } from './plot.ts';
import type { Progress } from './progress.ts';
import { runReport } from './report.ts';
import { runSimulate } from './simulate.ts';
import { runTasks, runTasksShow, type Streams } from './tasks.ts';
import { runTrain } from './train.ts';

/** The program around the commands. */
export interface Host extends Streams {
  version(): string;
  progress(total: number): Progress;
  /** Begins to listen for Ctrl-C and requests to terminate; the reason of the signal is the exit code. */
  listen(): AbortSignal;
}

/** Runs a command and returns the exit code. */
export async function runCommand(command: ParsedCommand, host: Host): Promise<number> {
  const { print, tell, progress } = host;
  const streams: Streams = { print, tell };
  switch (command.kind) {
    case 'help':
      print(command.text);
      return EXIT.ok;
    case 'version':
      print(`${host.version()}\n`);
      return EXIT.ok;
    case 'tasks':
      return runTasks(command, streams);
    case 'tasks show':
      return runTasksShow(command.options, streams);
    case 'benchmark tasks':
      return runBenchmark(command.options, { ...streams, signal: host.listen() });
    case 'report':
      return runReport(command.options, streams);
    case 'plot':
      return runPlot(command.options, streams);
    case 'analyse':
      return runAnalyse(command.options, streams);
    case 'simulate':
      return runSimulate(command.options, streams);
    case 'train':
      return runTrain(command.options, { ...streams, progress, signal: host.listen() });
  }
}
