/** Assembles a WebAssembly module: one imported memory, and functions that call earlier ones. @module */

import { ByteWriter } from './bytes.ts';
import { FunctionBuilder, type Local } from './function-builder.ts';
import { type Signature, typeCodes, type ValueType } from './instructions.ts';

/** Pages of WebAssembly memory are 64 KiB. */
export const pageBytes = 65536;

/** What a function is called in traces and profiles, takes and returns. */
export interface FunctionSpec {
  readonly name: string;
  readonly params?: readonly ValueType[];
  readonly results?: readonly ValueType[];
  /** Makes the function visible outside, under its name. */
  readonly exported?: boolean;
}

interface FunctionEntry extends FunctionSpec {
  readonly signature: Signature;
  readonly type: number;
  readonly body: Uint8Array;
}

const header = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const sections = { custom: 0, type: 1, import: 2, function: 3, export: 7, code: 10 } as const;
const functionType = 0x60;
const kinds = { function: 0x00, memory: 0x02 } as const;
const functionNames = 1;

/**
 * Collects functions and writes them as one module.
 * @example
 * const module = new ModuleBuilder();
 * module.func({ name: 'twice', params: ['f32'], results: ['f32'], exported: true }, (f, x) => {
 *   f.get(x).get(x).op('f32.add');
 * });
 * new WebAssembly.Module(module.toBytes());
 */
export class ModuleBuilder {
  readonly #types: Map<string, Signature> = new Map();
  readonly #functions: FunctionEntry[] = [];
  readonly #shared: Map<string, number> = new Map();
  readonly #exportNames: Set<string> = new Set();
  #memory: { readonly module: string; readonly name: string; readonly pages: number } | undefined;

  /** Imports the memory that all loads and stores refer to, with at least so many pages of 64 KiB. */
  importMemory(module: string, name: string, pages: number): void {
    if (this.#memory !== undefined) throw new Error('internal: expected one imported memory, got a second');
    this.#memory = { module, name, pages };
  }

  /**
   * Adds a function and returns its index, by which later ones call it.
   * @param body receives the builder and a handle per parameter
   */
  func(spec: FunctionSpec, body: (f: FunctionBuilder, ...params: Local[]) => void): number {
    const signature = { operands: spec.params ?? [], results: spec.results ?? [] };
    const builder = new FunctionBuilder(spec.name, signature, (index) => this.#signatureOf(index));
    body(builder, ...builder.params);
    const entry = { ...spec, signature, type: this.#typeOf(signature), body: builder.finish() };
    if (spec.exported) {
      if (this.#exportNames.has(spec.name))
        throw new Error(`internal: a second export is named '${spec.name}'`);
      this.#exportNames.add(spec.name);
    }
    return this.#functions.push(entry) - 1;
  }

  /** Returns the function that was added under a key, or adds it now: what several kernels have in common. */
  once(key: string, add: () => number): number {
    const index = this.#shared.get(key) ?? add();
    this.#shared.set(key, index);
    return index;
  }

  /** Returns the module in the binary format. */
  toBytes(): Uint8Array<ArrayBuffer> {
    const out = new ByteWriter().bytes(header);
    const section = (id: number, content: ByteWriter): ByteWriter => out.byte(id).sized(content.written());
    section(sections.type, this.#typeSection());
    if (this.#memory !== undefined) section(sections.import, this.#importSection(this.#memory));
    section(
      sections.function,
      this.#list(this.#functions, (to, entry) => to.unsigned(entry.type)),
    );
    section(sections.export, this.#exportSection());
    section(
      sections.code,
      this.#list(this.#functions, (to, entry) => to.sized(entry.body)),
    );
    section(sections.custom, this.#nameSection());
    return out.written();
  }

  #signatureOf(index: number): Signature {
    const entry = this.#functions[index];
    if (entry === undefined) throw new Error(`internal: no function has the index ${index}`);
    return entry.signature;
  }

  /** Returns the number of a type; equal ones are written once. */
  #typeOf(signature: Signature): number {
    const key = `${signature.operands.join(' ')} > ${signature.results.join(' ')}`;
    if (!this.#types.has(key)) this.#types.set(key, signature);
    return [...this.#types.keys()].indexOf(key);
  }

  #list<T>(items: readonly T[], write: (to: ByteWriter, item: T, index: number) => void): ByteWriter {
    const out = new ByteWriter().unsigned(items.length);
    for (const [index, item] of items.entries()) write(out, item, index);
    return out;
  }

  #typeSection(): ByteWriter {
    return this.#list([...this.#types.values()], (to, { operands, results }) => {
      to.byte(functionType);
      for (const side of [operands, results]) to.sized(Uint8Array.from(side, (type) => typeCodes[type]));
    });
  }

  #importSection(memory: { module: string; name: string; pages: number }): ByteWriter {
    const noMaximum = 0x00;
    return new ByteWriter()
      .unsigned(1)
      .name(memory.module)
      .name(memory.name)
      .byte(kinds.memory)
      .byte(noMaximum)
      .unsigned(memory.pages);
  }

  #exportSection(): ByteWriter {
    const exported = this.#functions.flatMap(({ name, exported }, index) =>
      exported ? [{ name, index }] : [],
    );
    return this.#list(exported, (to, { name, index }) => to.name(name).byte(kinds.function).unsigned(index));
  }

  #nameSection(): ByteWriter {
    const names = this.#list(this.#functions, (to, { name }, index) => to.unsigned(index).name(name));
    return new ByteWriter().name('name').byte(functionNames).sized(names.written());
  }
}
