/** The form of the design, one row for each control. @module */

/** What all controls have. */
interface Named {
  /** Where the value is in the configuration. */
  readonly path: string;
  readonly label: string;
  /** One sentence. */
  readonly hint: string;
  readonly unit?: string;
}

interface Range {
  readonly min: number;
  readonly max?: number;
  /** Whether `min` itself is no value. */
  readonly above?: boolean;
  readonly whole?: boolean;
}

export interface NumberField extends Named, Range {
  readonly kind: 'number';
}

/** A number that may be absent. */
export interface OptionalField extends Named, Range {
  readonly kind: 'optional';
  /** The number to begin with when it is switched on. */
  readonly first: number;
  /** The value of absence: null, or no value for options of tasks. */
  readonly none: null | undefined;
}

export interface ChoiceField extends Named {
  readonly kind: 'choice';
  /** Values and their labels. */
  readonly choices: readonly (readonly [value: string, label: string])[];
}

export interface FlagField extends Named {
  readonly kind: 'flag';
}

/** A record as JSON, but for some of its names, which have controls of their own. */
export interface JsonField extends Named {
  readonly kind: 'json';
  readonly except: readonly string[];
}

export interface TaskField extends Named {
  readonly kind: 'task';
}

export interface BlocksField extends Named {
  readonly kind: 'blocks';
}

export type Field =
  | NumberField
  | OptionalField
  | ChoiceField
  | FlagField
  | JsonField
  | TaskField
  | BlocksField;

/** Fields under one heading. */
export interface FieldGroup {
  readonly title: string;
  readonly fields: readonly Field[];
}

const task: FieldGroup = {
  title: 'Task',
  fields: [
    {
      kind: 'task',
      path: 'task',
      label: 'Task',
      hint: 'What the network sees and what it is to answer; another task begins with its own options.',
    },
    {
      kind: 'optional',
      path: 'taskOptions.dt',
      label: 'Time step (dt)',
      hint: 'Time between two steps of the simulation; without it, that of the task.',
      ...{ min: 0, above: true, unit: 'ms', first: 20, none: undefined },
    },
    {
      kind: 'json',
      path: 'taskOptions',
      label: 'Other options of the task (JSON)',
      hint: 'Durations in ms, strengths of evidence, noise of the inputs: the names are those of the task in the documentation.',
      except: ['dt'],
    },
    {
      kind: 'json',
      path: 'test.taskOptions',
      label: 'Options in the test (JSON)',
      hint: 'What differs from the training when the network is tested, for example fixed durations.',
      except: [],
    },
  ],
};

const network: FieldGroup = {
  title: 'Network',
  fields: [
    {
      kind: 'number',
      path: 'network.nRec',
      label: 'Recurrent units',
      hint: 'Size of the network; the time of a step grows with its square.',
      ...{ min: 1, max: 512, whole: true },
    },
    {
      kind: 'number',
      path: 'network.tau',
      label: 'Time constant (tau)',
      hint: 'How long a unit remembers its input; it may not be shorter than the time step.',
      ...{ min: 0, above: true, unit: 'ms' },
    },
    {
      kind: 'choice',
      path: 'network.leak',
      label: 'Leak',
      hint: 'What decays with tau: the current x of a unit, or its rate r; a is dt / tau, d the drive, f the activation.',
      choices: [
        ['current', "current: x' = (1-a) x + a d"],
        ['rateOutside', "rateOutside: r' = f((1-a) r + a d)"],
        ['rateInside', "rateInside: r' = (1-a) r + a f(d)"],
        ['reservoir', "reservoir: x' = (1-a) x + a f(d)"],
      ],
    },
    {
      kind: 'choice',
      path: 'network.activation',
      label: 'Activation',
      hint: 'How the rate of a unit follows from its current x.',
      choices: [
        ['relu', 'relu: x above 0'],
        ['softplus', 'softplus: a smooth relu'],
        ['tanh', 'tanh: between -1 and 1'],
        ['sigmoid', 'sigmoid: between 0 and 1'],
        ['retanh', 'retanh: tanh above 0'],
        ['power', 'power: x squared above 0'],
        ['linear', 'linear: x'],
      ],
    },
    {
      kind: 'number',
      path: 'network.sigmaRec',
      label: 'Recurrent noise (sigma)',
      hint: 'Standard deviation of the noise in each unit; 0 for none.',
      min: 0,
    },
    {
      kind: 'flag',
      path: 'network.inputBias',
      label: 'Bias of the inputs',
      hint: 'A learned constant that is added to what arrives from the inputs.',
    },
    {
      kind: 'choice',
      path: 'network.initialState',
      label: 'State at the start of a trial',
      hint: 'All units silent, or a state that is learned with the weights.',
      choices: [
        ['zero', 'Zero'],
        ['parameter', 'Learned'],
      ],
    },
  ],
};

const constraints: FieldGroup = {
  title: 'Constraints of the brain',
  fields: [
    {
      kind: 'optional',
      path: 'network.daleRatio',
      label: "Dale's principle: excitatory share",
      hint: 'Each unit only excites or only inhibits; switched off, every weight may take either sign.',
      ...{ min: 0, max: 1, first: 0.8, none: null },
    },
    {
      kind: 'flag',
      path: 'network.autapses',
      label: 'Autapses',
      hint: 'Whether units may connect to themselves.',
    },
    {
      kind: 'choice',
      path: 'network.readout',
      label: 'Outputs read',
      hint: 'From the cortex long-range connections are excitatory; needs Dale’s principle.',
      choices: [
        ['all', 'All units'],
        ['excitatory', 'Excitatory units'],
      ],
    },
    {
      kind: 'choice',
      path: 'network.signs',
      label: 'Input and output weights',
      hint: 'Whether weights from the inputs and to the outputs may be negative.',
      choices: [
        ['free', 'Either sign'],
        ['positive', 'Positive'],
      ],
    },
    {
      kind: 'number',
      path: 'network.density',
      label: 'Density',
      hint: 'Share of the recurrent connections that exist, drawn from the seed.',
      ...{ min: 0, max: 1 },
    },
    {
      kind: 'blocks',
      path: 'network.blocks',
      label: 'Blocks of connections',
      hint: 'Rectangles of the recurrent matrix that are absent, or stay as they were drawn.',
    },
  ],
};

const start: FieldGroup = {
  title: 'Start',
  fields: [
    {
      kind: 'choice',
      path: 'network.start',
      label: 'First weights',
      hint: 'The rule by which weights are drawn before training.',
      choices: [
        ['song2016', 'PyTorch original of Song et al.'],
        ['psychrnn', 'PsychRNN'],
        ['orthogonal', 'Orthogonal'],
      ],
    },
    {
      kind: 'optional',
      path: 'network.radius',
      label: 'Spectral radius',
      hint: 'Largest modulus of an eigenvalue before training: below 1 activity dies out, above 1 it grows; without it, that of the draw.',
      ...{ min: 0, above: true, first: 1.1, none: null },
    },
    {
      kind: 'number',
      path: 'seed',
      label: 'Seed',
      hint: 'Draws weights, trials and noise: the same seed repeats the run to the bit.',
      ...{ min: 0, whole: true },
    },
  ],
};

const training: FieldGroup = {
  title: 'Training',
  fields: [
    {
      kind: 'number',
      path: 'training.steps',
      label: 'Steps',
      hint: 'Updates of the weights by Adam, each from one batch.',
      ...{ min: 1, max: 10_000_000, whole: true },
    },
    {
      kind: 'number',
      path: 'training.batchSize',
      label: 'Batch',
      hint: 'Trials (or columns of the stream) in each update.',
      ...{ min: 1, max: 4096, whole: true },
    },
    {
      kind: 'number',
      path: 'training.learningRate',
      label: 'Learning rate',
      hint: 'About the size of a change of a weight in one update.',
      ...{ min: 0, above: true },
    },
    {
      kind: 'optional',
      path: 'training.clipNorm',
      label: 'Limit of gradients',
      hint: 'Longer gradients of a parameter are shortened to this norm, against leaps.',
      ...{ min: 0, above: true, first: 1, none: null },
    },
    {
      kind: 'number',
      path: 'training.l2Rate',
      label: 'Cost of rates',
      hint: 'Weight of the mean square of the rates in the loss; it keeps activity low.',
      min: 0,
    },
    {
      kind: 'optional',
      path: 'training.seqLen',
      label: 'Windows of a stream',
      hint: 'Steps of a window that is cut from trials in a row; without it, whole trials.',
      ...{ min: 2, max: 100_000, whole: true, first: 100, none: null },
    },
    {
      kind: 'flag',
      path: 'training.masked',
      label: 'Mask of the task',
      hint: 'Whether steps count in the loss as the task says; without it all count alike.',
    },
    {
      kind: 'optional',
      path: 'training.stopAt',
      label: 'Stop at performance',
      hint: 'Training ends when a test, every 200 steps, reaches this fraction of correct trials.',
      ...{ min: 0, max: 1, first: 0.85, none: null },
    },
    {
      kind: 'number',
      path: 'test.trials',
      label: 'Trials of the test',
      hint: 'Trials, new ones, by which performance is measured.',
      ...{ min: 1, max: 100_000, whole: true },
    },
  ],
};

/** The form, from the task to the training. */
export const fieldGroups: readonly FieldGroup[] = [task, network, constraints, start, training];

/** The range of a control in words: `1 to 4096`, `above 0, ms`. */
export function rangeOf({ min, max, above, whole, unit }: Range & { readonly unit?: string }): string {
  const low = above ? `above ${min}` : `${min}`;
  const range = max === undefined ? (above ? low : `${low} or more`) : `${low} to ${max}`;
  return [whole ? `whole number, ${range}` : range, ...(unit === undefined ? [] : [unit])].join(', ');
}

/** The control that a sentence is about: the one whose path, or its last name, stands in it. */
export function fieldOf(sentence: string): Field | undefined {
  const fields = fieldGroups.flatMap((group) => group.fields);
  const names = (text: string): boolean => new RegExp(`\\b${text.replace('.', '\\.')}\\b`).test(sentence);
  return (
    fields.find(({ path }) => path !== 'task' && names(path)) ??
    fields.find(({ path }) => path.includes('.') && names(path.split('.')[1]))
  );
}
