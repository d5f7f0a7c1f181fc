/** A page that trains in its own thread and in a worker, and shows both hashes of the weights. @module */

import { weightsHash } from './weights-hash.ts';

const text = (id: string): string => document.getElementById(id)!.textContent!;
const show = (id: string, words: string): void => {
  document.getElementById(id)!.textContent = words;
};

// From its text, so that a page opened from disk, which may not load other files as workers, has it too.
const source = new Blob([text('worker-source')], { type: 'text/javascript' });
const worker = new Worker(URL.createObjectURL(source));
worker.onmessage = ({ data }) => show('worker', data);
worker.onerror = ({ message }) => show('worker', `failed: ${message}`);

const steps = Number(text('steps'));
worker.postMessage(steps);
weightsHash(steps).then(
  (hash) => show('page', hash),
  (error) => show('page', `failed: ${error}`),
);
