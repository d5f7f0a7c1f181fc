/** The program of the lab: the page, and its worker, which is the same text once more. @module */

import { openLab } from './page/main.ts';
import { startWorker } from './worker.ts';

// Once in the file, they share what both need, 7 KB of 150.
if (typeof document === 'undefined') startWorker();
else openLab();
