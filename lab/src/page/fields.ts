/** The form of the design, one row for each control. @module */

/** What all controls have. */
interface Named {
  /** Where the value is in the configuration. */
  readonly path: string;
  readonly label: string;
  /** One sentence. */
  readonly hint: string;
}

interface Range {
  readonly unit?: string;
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

/** A record as JSON, but for some of its names, which have controls of their own. */
export interface JsonField extends Named {
  readonly kind: 'json';
  readonly except: readonly string[];
}

/** A field of which nothing else is to be known. */
export interface PlainField extends Named {
  readonly kind: 'flag' | 'task' | 'blocks';
}

export type Field = NumberField | OptionalField | ChoiceField | JsonField | PlainField;

/** Fields under one heading. */
export interface FieldGroup {
  readonly title: string;
  readonly fields: readonly Field[];
}

const number = (path: string, label: string, hint: string, range: Range): NumberField => {
  return { kind: 'number', path, label, hint, ...range };
};

type First = Pick<OptionalField, 'first' | 'none'>;

const optional = (path: string, label: string, hint: string, range: Range & First): OptionalField => {
  return { kind: 'optional', path, label, hint, ...range };
};

const choice = (path: string, label: string, hint: string, choices: ChoiceField['choices']): ChoiceField => {
  return { kind: 'choice', path, label, hint, choices };
};

const json = (path: string, label: string, hint: string, except: readonly string[]): JsonField => {
  return { kind: 'json', path, label, hint, except };
};

const plain = (kind: PlainField['kind'], path: string, label: string, hint: string): PlainField => {
  return { kind, path, label, hint };
};

const task: FieldGroup = {
  title: 'Task',
  fields: [
    plain(
      'task',
      'task',
      'Task',
      'What the network sees and what it is to answer; another task begins with its own options.',
    ),
    optional(
      'taskOptions.dt',
      'Time step (dt)',
      'Time between two steps of the simulation; without it, that of the task.',
      { min: 0, above: true, unit: 'ms', first: 20, none: undefined },
    ),
    json(
      'taskOptions',
      'Other options of the task (JSON)',
      'Durations in ms, strengths of evidence, noise of the inputs: the names are those of the task in the documentation.',
      ['dt'],
    ),
    json(
      'test.taskOptions',
      'Options in the test (JSON)',
      'What differs from the training when the network is tested, for example fixed durations.',
      [],
    ),
  ],
};

const network: FieldGroup = {
  title: 'Network',
  fields: [
    number(
      'network.nRec',
      'Recurrent units',
      'Size of the network; the time of a step grows with its square.',
      { min: 1, max: 512, whole: true },
    ),
    number(
      'network.tau',
      'Time constant (tau)',
      'How long a unit remembers its input; it may not be shorter than the time step.',
      { min: 0, above: true, unit: 'ms' },
    ),
    choice(
      'network.leak',
      'Leak',
      'What decays with tau: the current x of a unit, or its rate r; a is dt / tau, d the drive, f the activation.',
      [
        ['current', "current: x' = (1-a) x + a d"],
        ['rateOutside', "rateOutside: r' = f((1-a) r + a d)"],
        ['rateInside', "rateInside: r' = (1-a) r + a f(d)"],
        ['reservoir', "reservoir: x' = (1-a) x + a f(d)"],
      ],
    ),
    choice('network.activation', 'Activation', 'How the rate of a unit follows from its current x.', [
      ['relu', 'relu: x above 0'],
      ['softplus', 'softplus: a smooth relu'],
      ['tanh', 'tanh: between -1 and 1'],
      ['sigmoid', 'sigmoid: between 0 and 1'],
      ['retanh', 'retanh: tanh above 0'],
      ['power', 'power: x squared above 0'],
      ['linear', 'linear: x'],
    ]),
    number(
      'network.sigmaRec',
      'Recurrent noise (sigma)',
      'Standard deviation of the noise in each unit; 0 for none.',
      { min: 0 },
    ),
    plain(
      'flag',
      'network.inputBias',
      'Bias of the inputs',
      'A learned constant that is added to what arrives from the inputs.',
    ),
    choice(
      'network.initialState',
      'State at the start of a trial',
      'All units silent, or a state that is learned with the weights.',
      [
        ['zero', 'Zero'],
        ['parameter', 'Learned'],
      ],
    ),
  ],
};

const constraints: FieldGroup = {
  title: 'Constraints of the brain',
  fields: [
    optional(
      'network.daleRatio',
      "Dale's principle: excitatory share",
      'Each unit only excites or only inhibits; switched off, every weight may take either sign.',
      { min: 0, max: 1, first: 0.8, none: null },
    ),
    plain('flag', 'network.autapses', 'Autapses', 'Whether units may connect to themselves.'),
    choice(
      'network.readout',
      'Outputs read',
      'From the cortex long-range connections are excitatory; needs Dale’s principle.',
      [
        ['all', 'All units'],
        ['excitatory', 'Excitatory units'],
      ],
    ),
    choice(
      'network.signs',
      'Input and output weights',
      'Whether weights from the inputs and to the outputs may be negative.',
      [
        ['free', 'Either sign'],
        ['positive', 'Positive'],
      ],
    ),
    number(
      'network.density',
      'Density',
      'Share of the recurrent connections that exist, drawn from the seed.',
      { min: 0, max: 1 },
    ),
    plain(
      'blocks',
      'network.blocks',
      'Blocks of connections',
      'Rectangles of the recurrent matrix that are absent, or stay as they were drawn.',
    ),
  ],
};

const start: FieldGroup = {
  title: 'Start',
  fields: [
    choice('network.start', 'First weights', 'The rule by which weights are drawn before training.', [
      ['song2016', 'PyTorch original of Song et al.'],
      ['psychrnn', 'PsychRNN'],
      ['orthogonal', 'Orthogonal'],
    ]),
    optional(
      'network.radius',
      'Spectral radius',
      'Largest modulus of an eigenvalue before training: below 1 activity dies out, above 1 it grows; without it, that of the draw.',
      { min: 0, above: true, first: 1.1, none: null },
    ),
    number('seed', 'Seed', 'Draws weights, trials and noise: the same seed repeats the run to the bit.', {
      min: 0,
      whole: true,
    }),
  ],
};

const training: FieldGroup = {
  title: 'Training',
  fields: [
    number('training.steps', 'Steps', 'Updates of the weights by Adam, each from one batch.', {
      min: 1,
      max: 10_000_000,
      whole: true,
    }),
    number('training.batchSize', 'Batch', 'Trials (or columns of the stream) in each update.', {
      min: 1,
      max: 4096,
      whole: true,
    }),
    number(
      'training.learningRate',
      'Learning rate',
      'About the size of a change of a weight in one update.',
      { min: 0, above: true },
    ),
    optional(
      'training.clipNorm',
      'Limit of gradients',
      'Longer gradients of a parameter are shortened to this norm, against leaps.',
      { min: 0, above: true, first: 1, none: null },
    ),
    number(
      'training.l2Rate',
      'Cost of rates',
      'Weight of the mean square of the rates in the loss; it keeps activity low.',
      { min: 0 },
    ),
    optional(
      'training.seqLen',
      'Windows of a stream',
      'Steps of a window that is cut from trials in a row; without it, whole trials.',
      { min: 2, max: 100_000, whole: true, first: 100, none: null },
    ),
    plain(
      'flag',
      'training.masked',
      'Mask of the task',
      'Whether steps count in the loss as the task says; without it all count alike.',
    ),
    optional(
      'training.stopAt',
      'Stop at performance',
      'Training ends when a test, every 200 steps, reaches this fraction of correct trials.',
      { min: 0, max: 1, first: 0.85, none: null },
    ),
    number('test.trials', 'Trials of the test', 'Trials, new ones, by which performance is measured.', {
      min: 1,
      max: 100_000,
      whole: true,
    }),
  ],
};

/** The form, from the task to the training. */
export const fieldGroups: readonly FieldGroup[] = [task, network, constraints, start, training];

/** The range of a control in words: `1 to 4096`, `above 0, ms`. */
export function rangeOf({ min, max, above, whole, unit }: Range): string {
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
