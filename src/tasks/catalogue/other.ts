/** Tasks of the literature that belong to no collection. @module */

import { flipFlop } from '../flip-flop.ts';
import type { TaskEntry } from './entry.ts';

export const otherTasks: readonly TaskEntry[] = [
  {
    name: 'flipFlop',
    collection: 'other',
    title: 'Flip-flop',
    citation: 'Sussillo and Barak (2013), Neural Comput. 25',
    description: 'Remember the sign of the last pulse on each of three inputs.',
    // There is no noise.
    ceiling: 1,
    make: flipFlop,
  },
];
