/** The tasks of PsychRNN (Ehrlich et al. 2021, eNeuro 8). @module */

import { delayedDiscrimination } from '../psychrnn/delayed-discrimination.ts';
import { matchToCategory } from '../psychrnn/match-to-category.ts';
import { perceptualDiscrimination } from '../psychrnn/perceptual-discrimination.ts';
import type { TaskEntry } from './entry.ts';

export const perceptualDiscriminationEntry: TaskEntry = {
  name: 'perceptualDiscrimination',
  collection: 'PsychRNN',
  title: 'Perceptual discrimination',
  citation: 'Ehrlich et al. (2021), eNeuro 8; after Roitman and Shadlen (2002), J. Neurosci. 22',
  description: 'Which of two noisy inputs is the stronger?',
  ceiling: null,
  make: perceptualDiscrimination,
};

export const delayedDiscriminationEntry: TaskEntry = {
  name: 'delayedDiscrimination',
  collection: 'PsychRNN',
  title: 'Delayed discrimination',
  citation: 'Ehrlich et al. (2021), eNeuro 8; after Romo, Brody, Hernandez and Lemus (1999), Nature 399',
  description: 'Which of two frequencies, one after the other, is the higher?',
  ceiling: null,
  make: delayedDiscrimination,
};

export const matchToCategoryEntry: TaskEntry = {
  name: 'matchToCategory',
  collection: 'PsychRNN',
  title: 'Match to category',
  citation: 'Ehrlich et al. (2021), eNeuro 8; after Freedman and Assad (2006), Nature 443',
  description: 'To which part of the circle does an angle belong?',
  ceiling: null,
  make: matchToCategory,
};

export const psychrnnTasks: readonly TaskEntry[] = [
  perceptualDiscriminationEntry,
  delayedDiscriminationEntry,
  matchToCategoryEntry,
];
