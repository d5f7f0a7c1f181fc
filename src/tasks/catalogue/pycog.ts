/** The example tasks of pycog (Song, Yang and Wang 2016, PLoS Comput. Biol. 12). @module */

import { lee } from '../pycog/lee.ts';
import { mante } from '../pycog/mante.ts';
import { multisensory } from '../pycog/multisensory.ts';
import { rdm, rdmRt, rdmVarstim } from '../pycog/rdm.ts';
import { romo } from '../pycog/romo.ts';
import { sinewave } from '../pycog/sinewave.ts';
import type { TaskEntry } from './entry.ts';

export const pycogTasks: readonly TaskEntry[] = [
  {
    name: 'sinewave',
    collection: 'pycog',
    title: 'Sine wave',
    citation: 'Song, Yang and Wang (2016), PLoS Comput. Biol. 12',
    description: 'Produce two periods of a sine wave without any input.',
    // There is nothing to be guessed.
    ceiling: 1,
    make: sinewave,
  },
  {
    name: 'rdm',
    collection: 'pycog',
    title: 'Random dots, fixed duration',
    citation:
      'Song, Yang and Wang (2016), PLoS Comput. Biol. 12; after Roitman and Shadlen (2002), J. Neurosci. 22',
    description: 'Say which of two inputs is the stronger: the task of rdm_dense, rdm_nodale and rdm_fixed.',
    // The noise belongs to the network.
    ceiling: 1,
    make: rdm,
  },
  {
    name: 'rdmVarstim',
    collection: 'pycog',
    title: 'Random dots, variable duration',
    citation:
      'Song, Yang and Wang (2016), PLoS Comput. Biol. 12; after Kiani, Hanks and Shadlen (2008), J. Neurosci. 28',
    description: 'Say which of two inputs is the stronger, after a stimulus of random duration.',
    // The noise belongs to the network.
    ceiling: 1,
    make: rdmVarstim,
  },
  {
    name: 'rdmRt',
    collection: 'pycog',
    title: 'Random dots, reaction time',
    citation:
      'Song, Yang and Wang (2016), PLoS Comput. Biol. 12; after Roitman and Shadlen (2002), J. Neurosci. 22',
    description: 'Say which of two inputs is the stronger, as soon as it is clear.',
    // The noise belongs to the network.
    ceiling: 1,
    make: rdmRt,
  },
  {
    name: 'mante',
    collection: 'pycog',
    title: 'Context-dependent integration',
    citation:
      'Song, Yang and Wang (2016), PLoS Comput. Biol. 12; after Mante, Sussillo, Shenoy and Newsome (2013), Nature 503',
    description: 'Judge motion or colour, whichever the context asks for: the task of mante and mante_areas.',
    // The noise belongs to the network.
    ceiling: 1,
    make: mante,
  },
  {
    name: 'multisensory',
    collection: 'pycog',
    title: 'Multisensory integration',
    citation:
      'Song, Yang and Wang (2016), PLoS Comput. Biol. 12; after Raposo, Kaufman and Churchland (2014), Nat. Neurosci. 17',
    description: 'Judge whether a rate that is seen, heard or both is high or low.',
    // The noise belongs to the network.
    ceiling: 1,
    make: multisensory,
  },
  {
    name: 'romo',
    collection: 'pycog',
    title: 'Parametric working memory',
    citation:
      'Song, Yang and Wang (2016), PLoS Comput. Biol. 12; after Barak, Tsodyks and Romo (2010), J. Neurosci. 30',
    description: 'Compare two frequencies over a delay.',
    // The noise belongs to the network.
    ceiling: 1,
    make: romo,
  },
  {
    name: 'lee',
    collection: 'pycog',
    title: 'Eye movement sequences',
    citation:
      'Song, Yang and Wang (2016), PLoS Comput. Biol. 12; after Averbeck and Lee (2007), J. Neurosci. 27',
    description: 'Move the eyes in the sequence that a cue stands for.',
    // The noise belongs to the network.
    ceiling: 1,
    make: lee,
  },
];
