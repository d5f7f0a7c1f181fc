/** The help of the command line: one text, and its parts for single commands. @module */

/** Names of the commands. */
export type CommandName =
  | 'train'
  | 'report'
  | 'plot'
  | 'analyse'
  | 'simulate'
  | 'tasks'
  | 'tasks show'
  | 'benchmark tasks';

const TITLE = 'synaptape - trains brain-constrained recurrent networks on cognitive tasks';

interface CommandHelp {
  readonly examples: readonly string[];
  /** What the command does, behind its name in the list of commands. */
  readonly summary: string;
  readonly options: string;
}

const HELP: Readonly<Record<CommandName, CommandHelp>> = {
  train: {
    examples: [
      'synaptape train song2016',
      'synaptape train song2016 --steps 2000 --seed 7 --out runs/seed7',
      'synaptape train song2016 --json > result.json',
      'synaptape train song2016 --resume --steps 10000',
      'synaptape train flipFlop --set network.nRec=100',
      'synaptape train runs/flipFlop/config.json --seed 2 --out runs/second',
    ],
    summary: `\
  train PRESET       trains, tests and saves a preset - song2016, the excitatory-inhibitory network
                     of Song et al. (2016) on perceptual decisions, helloWorld,
                     delayedDiscrimination, contextIntegration, flipFlop, fdgo - or the
                     configuration in a file, such as the config.json of a run`,
    options: `\
  --steps N          number of updates (those of the preset: 5000 for song2016)
  --seed N           seed of weights, data and noise (1)
  --batch N          sequences per update (those of the preset: 16 for song2016)
  --set NAME=VALUE   another part of the configuration, such as network.daleRatio=null; repeatable
  --out DIR          folder for the weights, the test and the report (runs/PRESET)
  --save-every N     updates between saves of checkpoint.safetensors in that folder (1000)
  --resume           goes on from that checkpoint; the run ends as if it had never stopped
  --replace          replaces the run that the folder holds
  --json             one JSON document on standard output in place of the table`,
  },
  report: {
    examples: ['synaptape report runs/song2016'],
    summary: `\
  report DIR         writes the report of a run, one page that needs no connection: the answer
                     first, then figures, settings and the command that repeats the run; train
                     writes it too`,
    options: `\
  --out FILE         file for the report (DIR/report.html)
  --palette NAME     blue-orange, which everyone can tell apart, or red-blue (blue-orange)
  --json             the findings as one JSON document on standard output in place of lines`,
  },
  plot: {
    examples: [
      'synaptape plot connectivity runs/song2016 --palette red-blue --out weights.svg',
      'synaptape plot trials runs/song2016 --force coherence=51.2 --seed 3 > trial.svg',
    ],
    summary: `\
  plot FIGURE DIR    draws a figure of a run: loss, performance, psychometric, trials, activity,
                     averages, selectivity, connectivity, structure, weights, spectrum,
                     trajectories, fixedPoints, lesions`,
    options: `\
  --out FILE         file for the figure, an SVG (standard output)
  --palette NAME     colours of signs: blue-orange or red-blue (blue-orange)
  --width N          width in pixels (640)
  --order NAME       order of the units of connectivity: selectivity or index (selectivity)
  --force NAME=VALUE a condition of the trial of trials or activity, such as coherence=6; repeatable
  --seed N           seed of that trial (1); without these three, trials of the test are shown
  --no-noise         shows that trial to the network without its noise
  --json             one JSON document with title, reading and file, or svg`,
  },
  analyse: {
    examples: [
      'synaptape analyse fixed-points runs/song2016',
      'synaptape analyse fixed-points runs/song2016 --input 1,0.5,0.5 --json',
      'synaptape analyse lesions runs/song2016 --units',
    ],
    summary: `\
  analyse WHAT DIR   prints what a network has learned: fixed-points, selectivity, psychometric,
                     spectrum, pca, lesions, constraints`,
    options: `\
  --input A,B,...    input at fixed-points, a number for each channel (the mean input of a period)
  --starts N         states of the test that the search for fixed-points starts from (64)
  --units            lesions of units one by one in place of groups
  --json             one JSON document with all numbers in place of the table`,
  },
  simulate: {
    examples: [
      'synaptape simulate runs/song2016 --coherence 0,6.4,12.8,25.6,51.2',
      'synaptape simulate runs/song2016 --force groundTruth=1 --no-noise --out trials.npz',
    ],
    summary: `\
  simulate DIR       shows new trials of the test's task to the network, and counts its answers`,
    options: `\
  --coherence A,...  values of that condition, each with trials of its own
  --force NAME=VALUE a condition of all trials, such as groundTruth=1; repeatable
  --trials N         trials, of each value (500)
  --seed N           seed of trials and noise (1)
  --no-noise         leaves out the noise of the network; that of the inputs stays
  --out FILE         file for inputs, activity and answers, a .npz as the activity.npz of train
  --json             one JSON document in place of the table`,
  },
  tasks: {
    examples: ['synaptape tasks'],
    summary: '  tasks              lists the tasks by name',
    options: '  --json             one JSON document on standard output in place of the table',
  },
  'tasks show': {
    examples: [
      'synaptape tasks show goNogo --out trial.svg',
      'synaptape tasks show perceptualDecisionMaking --set dt=20 --force coherence=51.2 > trial.svg',
    ],
    summary: '  tasks show NAME    draws one trial of a task: inputs, targets, mask and periods in time',
    options: `\
  --seed N           seed of the trial (1)
  --set NAME=VALUE   an option of the task, such as dt=20 or timing.stimulus=800; repeatable
  --force NAME=VALUE a condition of the trial, such as groundTruth=1; repeatable
  --out FILE         file for the figure, an SVG (standard output)`,
  },
  'benchmark tasks': {
    examples: ['synaptape benchmark tasks --task goNogo --task romo --seconds 30'],
    summary: `\
  benchmark tasks    trains a network of 64 units on each task, until it reaches a part of the
                     best accuracy that can be reached or its time is up`,
    options: `\
  --task NAME        a task; repeatable (all of them)
  --seconds N        time for each task (60)
  --seed N           seed of weights, data and noise (1)
  --seeds N          number of seeds, from --seed on (1)
  --percent N        part of the ceiling to reach (95)
  --out FILE         file for the results, a JSON document
  --json             that document on standard output in place of the table`,
  },
};

const NAMES = Object.keys(HELP) as CommandName[];

const indented = (lines: readonly string[]): string => lines.map((line) => `  ${line}`).join('\n');
const optionsOf = (name: CommandName): string => `Options of ${name}\n${HELP[name].options}`;

const OTHERS = `\
Other options
  --help, -h         this text, or that of a command
  --version, -v      the version`;

const EXITS = 'Exit codes: 0 done, 1 failure, 2 wrong usage, 130 interrupted, 143 asked to end';

/** The whole help. */
export const USAGE: string = `${[
  TITLE,
  `Examples\n${indented(NAMES.flatMap((name) => HELP[name].examples))}`,
  `Commands\n${NAMES.map((name) => HELP[name].summary).join('\n')}`,
  ...NAMES.map(optionsOf),
  OTHERS,
  `${EXITS}\n(weights and checkpoint are saved).`,
].join('\n\n')}\n`;

/** Returns the help of one command. */
export function usageOf(name: CommandName): string {
  const { examples, summary } = HELP[name];
  return `${[`Examples\n${indented(examples)}`, `Command\n${summary}`, optionsOf(name), `${EXITS}.`].join('\n\n')}\n`;
}
