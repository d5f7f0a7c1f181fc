/** On a platform without WebAssembly SIMD: a module of its own, because the answer of the platform is kept. */
import { expect, test, vi } from 'vitest';

vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
const { compile, compileStep } = await import('../../src/compile/index.ts');
const { add, exp, mul } = await import('../../src/autograd/index.ts');
const { adam, taskLoss, createSong2016Network, train } = await import('../../src/rnn/index.ts');
const { integers, key, normal, tensor } = await import('../../src/tensor/index.ts');

const x = tensor([[1, 2, 3]]);

test('compile interprets, says so, and gives the same result', () => {
  const program = compile((a: typeof x) => exp(mul(a, 2)), [x]);
  expect(program.engine).toBe('interpreted');
  expect(program.inspect()).toBeNull();
  expect(program(x)).toEqual(exp(mul(x, 2)));
});

test('so does compileStep, whose state goes on', () => {
  const stepper = compileStep((state: typeof x, a: typeof x) => [add(state, a), mul(a, 2)] as never, x, [x]);
  expect(stepper.engine).toBe('interpreted');
  stepper.run(x);
  stepper.run(x);
  expect(stepper.read()).toEqual(tensor([[3, 6, 9]]));
});

test('train runs all the same and tells its engine', async () => {
  const network = createSong2016Network();
  const batch = () => ({ inputs: normal(key(1), [3, 2, 3]), targets: integers(key(2), [3, 2], 0, 3) });
  const training = train({
    params: network.initialize(key(0)),
    loss: taskLoss(network),
    optimizer: adam(),
    batch,
    steps: 1,
    key: key(3),
  });
  expect(training.engine).toBe('interpreted');
  for await (const { loss } of training) expect(loss).toBeGreaterThan(0);
  expect(training.inspect()).toBeNull();
});
