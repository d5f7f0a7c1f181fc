/** Asks the engine which WebAssembly features it has, by validating tiny modules. @module */

import { ModuleBuilder } from './assembler.ts';
import type { FunctionBuilder } from './function-builder.ts';

const known = new Map<string, boolean>();

/** Validates a module with one function of no parameters and no results; the answer is kept. */
function supports(feature: string, body: (f: FunctionBuilder) => void): boolean {
  const answer = known.get(feature);
  if (answer !== undefined) return answer;
  const module = new ModuleBuilder();
  module.func({ name: feature }, body);
  const valid = typeof WebAssembly === 'object' && WebAssembly.validate(module.toBytes());
  known.set(feature, valid);
  return valid;
}

/** Whether this engine runs SIMD128 and bulk memory, without which nothing compiled runs. */
export function simdSupported(): boolean {
  return supports('simd', (f) => f.f32x4(1).op('f32x4.sqrt').drop());
}

/** Whether this engine has relaxed multiply-add, which `fma: true` asks for. */
export function relaxedSupported(): boolean {
  return supports('relaxed', (f) => f.f32x4(1).f32x4(2).f32x4(3).op('f32x4.relaxed_madd').drop());
}
