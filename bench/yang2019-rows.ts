/**
 * The twenty tasks of Yang et al. (2019) beside neurogym's collection `yang19`. Ours are those of the paper, which
 * neurogym shortens and simplifies; here they have neurogym's durations, step, rings and classes, stimuli at its
 * locations where options allow, and both are without noise, so that what is left apart shows.
 * @module
 */

import type { Timing } from '../src/tasks/core/timing.ts';
import { type Yang2019Rule, yang2019Rules } from '../src/tasks/yang2019/rules.ts';
import { yang2019 } from '../src/tasks/yang2019/yang2019.ts';
import { type Expected, on, type Row } from './neurogym-row.ts';

const N_RING = 16;

/** What a family of rules shares. */
interface Family {
  readonly timing: { readonly [period: string]: Timing };
  readonly periods?: { readonly [theirs: string]: string | null };
  readonly omit?: readonly string[];
  /** Puts stimuli where channels are, as in neurogym; ours are anywhere. */
  readonly forced?: Row['forced'];
  readonly theirs?: object;
  readonly expected?: readonly Expected[];
}

const rings = (periods: string, reason: string): Expected => ({
  at: new RegExp(` (${periods}|trial) / ring`),
  reason,
});

const cue = (periods: readonly string[], reason: string): Expected => ({
  at: on([...periods, 'trial'], ['fixation']),
  reason,
});

const UNTIL_RESPONSE =
  'the fixation cue is on until the response, as published; neurogym has it on in the fixation period only';
const THROUGHOUT =
  'the fixation cue stays on throughout, as published: the stimulus is the signal; neurogym ends it';
const STRENGTHS =
  'strengths are 0.8 .. 1.2 +- coherence, and stimuli 90 to 270 degrees apart, as published; neurogym has other strengths, and any distance';

const SILENT = { sigma: 0 };

const channelAt = (u: number): number => (2 * Math.PI * Math.floor(N_RING * u)) / N_RING;
const location: Row['forced'] = (u) => ({ location: channelAt(u[0]) });

const GO = { fixation: 500, response: 500 };

const lasting = (turn: 'go' | 'anti'): Family => ({
  timing: { ...GO, stimulus: 500 },
  periods: { delay: null },
  forced: location,
  expected: [
    rings(
      'response',
      `fd${turn} shows its stimulus through the response, as published; neurogym ends it before`,
    ),
  ],
});

const reacting: Family = {
  timing: GO,
  forced: location,
  expected: [cue(['response'], THROUGHOUT)],
};

const remembering: Family = { timing: { ...GO, stimulus: 500, delay: 500 }, forced: location };

const deciding = (stimulus: Timing): Family => ({
  timing: { fixation: { uniform: [200, 500] }, stimulus, response: 200 },
  theirs: SILENT,
  expected: [rings('stimulus', STRENGTHS), cue(['stimulus'], UNTIL_RESPONSE)],
});

const decidingLater: Family = {
  timing: {
    fixation: { uniform: [200, 500] },
    stimulus1: 500,
    delay: 1000,
    stimulus2: 500,
    wait: 0,
    response: 200,
  },
  periods: { stim1: 'stimulus1', stim2: 'stimulus2' },
  omit: ['wait'],
  theirs: SILENT,
  expected: [
    rings('stimulus1|stimulus2', STRENGTHS),
    cue(['stimulus1', 'delay', 'stimulus2'], UNTIL_RESPONSE),
  ],
};

const MATCH: readonly Expected[] = [
  {
    at: /steps trial|trial \/ class/,
    reason:
      'the answer is given while the second stimulus is shown, as published; neurogym has a period for it first',
  },
  rings('response', 'the second stimulus is shown in the response, as published; neurogym shows it before'),
  cue(['stimulus1', 'delay', 'response'], THROUGHOUT),
];

const matching: Family = {
  timing: { fixation: 300, stimulus1: 500, delay: 1000, response: 900 },
  periods: { sample: 'stimulus1', test: null },
  theirs: SILENT,
  // Stimuli that do not match are opposite.
  forced: (u) => ({ location: channelAt(u[0]), separation: Math.PI }),
  expected: MATCH,
};

// The authors have ten angles.
const categorizing: Family = {
  ...matching,
  forced: (u) => ({ location1: channelAt(u[0]), location2: channelAt(u[1]) }),
};

const BRIEF: Timing = { choice: [200, 400, 600] };

/** neurogym's name of each rule, and its family. */
const RULES: { readonly [R in Yang2019Rule]: readonly [theirs: string, family: Family] } = {
  fdgo: ['go', lasting('go')],
  reactgo: ['rtgo', reacting],
  delaygo: ['dlygo', remembering],
  fdanti: ['anti', lasting('anti')],
  reactanti: ['rtanti', reacting],
  delayanti: ['dlyanti', remembering],
  dm1: ['dm1', deciding(BRIEF)],
  dm2: ['dm2', deciding(500)],
  contextdm1: ['ctxdm1', deciding(500)],
  contextdm2: ['ctxdm2', deciding(500)],
  multidm: ['multidm', deciding(500)],
  delaydm1: ['dlydm1', decidingLater],
  delaydm2: ['dlydm2', decidingLater],
  contextdelaydm1: ['ctxdlydm1', decidingLater],
  contextdelaydm2: ['ctxdlydm2', decidingLater],
  multidelaydm: ['multidlydm', decidingLater],
  dmsgo: ['dms', matching],
  dmsnogo: ['dnms', matching],
  dmcgo: ['dmc', categorizing],
  dmcnogo: ['dnmc', categorizing],
};

function rowOf(rule: Yang2019Rule): Row {
  const [name, { timing, periods = {}, omit = [], forced, theirs = {}, expected = [] }] = RULES[rule];
  const ours = { targets: 'classes', dt: 100, dimRing: N_RING, sigma: 0, timing };
  return {
    task: rule,
    env: `yang19.${name}-v0`,
    make: (options) => yang2019(rule, options) as ReturnType<Row['make']>,
    periods: { ...periods, decision: 'response' },
    response: ['response'],
    rings: [
      [1, N_RING],
      [1 + N_RING, N_RING],
    ],
    hidden: yang2019Rules.length,
    omit: () => omit,
    ...(forced === undefined ? {} : { forced }),
    cases: [{ ours, theirs, asNeurogym: true, expected }],
    control: { timing: { ...timing, fixation: 800 } },
  };
}

export const yangRows: readonly Row[] = yang2019Rules.map(rowOf);
