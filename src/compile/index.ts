/** Functions of tensors compiled to WebAssembly. @module */

export {
  type Compiled,
  type CompileOptions,
  compile,
  compileStep,
  type Engine,
  interpretStep,
  type Step,
  type Stepper,
} from './compile.ts';
export type { Inspection, KernelCost } from './inspect.ts';
export { relaxedSupported, simdSupported } from './wasm/features.ts';
