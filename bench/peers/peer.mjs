/**
 * What the JavaScript peers share: the protocol of peer.py, one JSON object a line. Ours is served by it as well.
 */
import { createInterface } from 'node:readline';

/** Reads { dtype, shape, data }. */
export function readTensor({ dtype, shape, data }) {
  return { dtype, shape, data: dtype === 'i32' ? Int32Array.from(data) : Float32Array.from(data) };
}

const readAll = (tensors) =>
  Object.fromEntries(Object.entries(tensors).map(([name, value]) => [name, readTensor(value)]));

/** Signs of the presynaptic units, 0 on the diagonal unless units may excite themselves; flat [post, pre]. */
export function signedMask({ nRec, nExc, autapses }) {
  return Float32Array.from({ length: nRec * nRec }, (_, i) => {
    const [post, pre] = [Math.floor(i / nRec), i % nRec];
    if (post === pre && !autapses) return 0;
    return pre < nExc ? 1 : -1;
  });
}

/** Answers commands; `make(workload)` returns a function that trains one step and returns the loss or a promise of it. */
export async function serve(versions, make) {
  const say = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);
  say({ ready: true, versions });
  let workload;
  let step;
  for await (const line of createInterface({ input: process.stdin })) {
    const message = JSON.parse(line);
    if (message.cmd === 'setup') {
      const { params, batch } = message.workload;
      workload = { ...message.workload, params: readAll(params), batch: readAll(batch) };
      step = await make(workload);
      say({ ok: true });
    } else if (message.cmd === 'losses') {
      const silent = await make({ ...workload, sigmaRec: 0 });
      const losses = [];
      for (let i = 0; i < message.steps; i++) losses.push(await silent());
      say({ losses });
    } else if (message.cmd === 'round') {
      if (message.steps > 1) await step();
      const cpu = process.cpuUsage();
      const began = performance.now();
      for (let i = 0; i < message.steps; i++) await step();
      const ms = performance.now() - began;
      const { user, system } = process.cpuUsage(cpu);
      say({ ms: ms / message.steps, cpuMs: (user + system) / 1000 / message.steps });
    } else {
      say({ error: `unknown command ${message.cmd}` });
    }
  }
}
