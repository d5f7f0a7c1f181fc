/**
 * Question: do all contestants of train-step do the same work?
 * Metric: the losses of the first steps from the same parameters and batch, without noise: the first shows that the
 *   forward pass is the same, the following that gradients and Adam are.
 * Control: a contestant with a learning rate 5 % larger must be told apart.
 * A pass does not show that the noise of S and L is alike: its numbers differ by generator.
 * How to run: npm run bench -- agree [S] [P] [L] [--steps 10] [--only part-of-name]; exits with 1 if any disagrees.
 * @module
 */

import { type ChildSpec, startChild } from './child.ts';
import { ourEngines, peers, specification } from './contestants.ts';
import { readOptions } from './options.ts';
import { layOut } from './report.ts';
import { makeWorkload, type WorkloadName, workloadNames } from './workloads.ts';

// Sums of f32 in other orders differ by up to 5e-6 (P adds up 51,200 squares), and an Adam whose epsilon is added before
// the correction of the bias (BrainPy's) by 8e-6 after ten steps; the control by 8e-5.
const TOLERANCE = 2e-5;

const { values, words } = readOptions({ steps: 10, only: '' });
let disagree = 0;
for (const name of words.length > 0 ? (words as WorkloadName[]) : workloadNames) {
  const workload = makeWorkload(name);
  const planted = { ...workload, learningRate: workload.learningRate * 1.05 };
  const rows = [[`workload ${name}`, 'first loss', 'last loss', 'first differs', 'last differs', '']];
  const missing: string[] = [];
  let ours: number[] | null = null;
  const all = [...ourEngines, ...peers].map((spec) => ({ spec, given: workload }));
  const isFirst = ({ spec }: { spec: ChildSpec }): boolean => spec.name === specification;
  const entries = [...all.filter(isFirst), ...all.filter((entry) => !isFirst(entry))];
  entries.splice(1, 0, {
    spec: { ...entries[0].spec, name: 'control: another learning rate' },
    given: planted,
  });
  for (const { spec, given } of entries) {
    if (ours !== null && given === workload && !spec.name.includes(values.only)) continue;
    const trainer = await startChild(spec, given);
    if ('missing' in trainer) {
      missing.push(`missing: ${spec.name} - ${trainer.missing}`);
      continue;
    }
    let losses: number[];
    try {
      losses = await trainer.losses(values.steps);
    } catch (error) {
      missing.push(`missing: ${spec.name} - ${(error as Error).message}`);
      continue;
    }
    trainer.stop();
    ours ??= losses;
    const difference = (i: number): number => Math.abs(losses.at(i)! / ours!.at(i)! - 1);
    const [first, last] = [difference(0), difference(-1)];
    const agrees = first <= TOLERANCE && last <= TOLERANCE;
    const expected = given === workload;
    if (agrees !== expected) disagree++;
    const verdict = agrees ? 'agrees' : 'DIFFERS';
    const numbers = [losses[0].toFixed(7), losses.at(-1)!.toFixed(7), first.toExponential(1)];
    rows.push([spec.name, ...numbers, last.toExponential(1), expected ? verdict : `${verdict}, as planted`]);
  }
  console.log([layOut(rows), ...missing, ''].join('\n'));
}
process.exitCode = disagree > 0 ? 1 : 0;
