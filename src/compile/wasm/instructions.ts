/** The WebAssembly instructions that kernels are made of: encoding, operands and result of each. @module */

/** Types of values: a pointer or integer, one float, 16 bytes of lanes. */
export type ValueType = 'i32' | 'f32' | 'v128';

/** Encodings of the value types. */
export const typeCodes: Readonly<Record<ValueType, number>> = { i32: 0x7f, f32: 0x7d, v128: 0x7b };

/** What an instruction or function takes (last operand on top of the stack) and leaves. */
export interface Signature {
  readonly operands: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** An instruction: its signature, its opcode, and for memory accesses the log2 of the bytes it touches. */
export interface Instruction extends Signature {
  readonly code: readonly number[];
  readonly align: number;
}

/** Instructions without immediates. Comparisons of lanes give all ones or all zeros per lane. */
export type Operation =
  | `i32.${'eq' | 'ne' | 'add' | 'sub' | 'xor' | 'rotl'}`
  | `f32.${'add' | 'max'}`
  | `v128.${'and' | 'or' | 'xor' | 'bitselect'}`
  | `i32x4.${'eq' | 'gt_s' | 'shl' | 'shr_s' | 'shr_u' | 'add' | 'sub' | 'mul' | 'min_s' | 'max_s'}`
  | `f32x4.${'eq' | 'lt' | 'nearest' | 'abs' | 'neg' | 'sqrt' | 'add' | 'sub' | 'mul' | 'div' | 'min' | 'max'}`
  | `f32x4.${'pmin' | 'pmax' | 'convert_i32x4_s' | 'convert_i32x4_u' | 'relaxed_madd'}`
  | 'i32x4.trunc_sat_f32x4_s'
  | `memory.${'copy' | 'fill'}`;

/** Loads: pop a byte pointer, push what lies at pointer + offset. */
export type Load = 'i32.load' | 'f32.load' | 'v128.load' | 'v128.load32_splat';

/** Stores: pop a value and below it the byte pointer. */
export type Store = 'i32.store' | 'f32.store' | 'v128.store';

/** Accesses to a single lane of a vector: pointer below, vector on top. */
export type LaneAccess = 'v128.store32_lane';

/** Reads a signature written `v128 v128 > v128`; nothing after the `>` means no result. */
function signature(text: string): Signature {
  const [operands, results] = text.split('>').map((side) => side.split(' ').filter(Boolean) as ValueType[]);
  return { operands, results };
}

const binaryI = signature('i32 i32 > i32');
const binaryF = signature('f32 f32 > f32');
const unaryV = signature('v128 > v128');
const binaryV = signature('v128 v128 > v128');
const ternaryV = signature('v128 v128 v128 > v128');
const shiftV = signature('v128 i32 > v128');
const bulk = signature('i32 i32 i32 >');

const core = (code: number, shape: Signature, align = 0): Instruction => ({ ...shape, code: [code], align });

/** SIMD opcodes follow a 0xfd prefix as LEB128, which takes a second byte from 0x80 on. */
function simd(code: number, shape: Signature, align = 0): Instruction {
  return { ...shape, code: code < 0x80 ? [0xfd, code] : [0xfd, (code & 0x7f) | 0x80, code >> 7], align };
}

export const operations: Readonly<Record<Operation, Instruction>> = {
  'i32.eq': core(0x46, binaryI),
  'i32.ne': core(0x47, binaryI),
  'i32.add': core(0x6a, binaryI),
  'i32.sub': core(0x6b, binaryI),
  'i32.xor': core(0x73, binaryI),
  'i32.rotl': core(0x77, binaryI),

  'f32.add': core(0x92, binaryF),
  'f32.max': core(0x97, binaryF),

  'v128.and': simd(0x4e, binaryV),
  'v128.or': simd(0x50, binaryV),
  'v128.xor': simd(0x51, binaryV),
  'v128.bitselect': simd(0x52, ternaryV),

  'i32x4.eq': simd(0x37, binaryV),
  'i32x4.gt_s': simd(0x3b, binaryV),
  'i32x4.shl': simd(0xab, shiftV),
  'i32x4.shr_s': simd(0xac, shiftV),
  'i32x4.shr_u': simd(0xad, shiftV),
  'i32x4.add': simd(0xae, binaryV),
  'i32x4.sub': simd(0xb1, binaryV),
  'i32x4.mul': simd(0xb5, binaryV),
  'i32x4.min_s': simd(0xb6, binaryV),
  'i32x4.max_s': simd(0xb8, binaryV),
  'i32x4.trunc_sat_f32x4_s': simd(0xf8, unaryV),

  'f32x4.eq': simd(0x41, binaryV),
  'f32x4.lt': simd(0x43, binaryV),
  'f32x4.nearest': simd(0x6a, unaryV),
  'f32x4.abs': simd(0xe0, unaryV),
  'f32x4.neg': simd(0xe1, unaryV),
  'f32x4.sqrt': simd(0xe3, unaryV),
  'f32x4.add': simd(0xe4, binaryV),
  'f32x4.sub': simd(0xe5, binaryV),
  'f32x4.mul': simd(0xe6, binaryV),
  'f32x4.div': simd(0xe7, binaryV),
  'f32x4.min': simd(0xe8, binaryV),
  'f32x4.max': simd(0xe9, binaryV),
  // b < a ? b : a and a < b ? b : a
  'f32x4.pmin': simd(0xea, binaryV),
  'f32x4.pmax': simd(0xeb, binaryV),
  'f32x4.convert_i32x4_s': simd(0xfa, unaryV),
  'f32x4.convert_i32x4_u': simd(0xfb, unaryV),

  // a * b + c, rounded once or twice as the machine likes: only behind `relaxedSupported()`.
  'f32x4.relaxed_madd': simd(0x105, ternaryV),

  // (to, from, bytes) and (to, byte value, bytes); the trailing zeros name the only memory.
  'memory.copy': { ...bulk, code: [0xfc, 0x0a, 0, 0], align: 0 },
  'memory.fill': { ...bulk, code: [0xfc, 0x0b, 0], align: 0 },
};

export const loads: Readonly<Record<Load, Instruction>> = {
  'i32.load': core(0x28, signature('i32 > i32'), 2),
  'f32.load': core(0x2a, signature('i32 > f32'), 2),
  'v128.load': simd(0x00, signature('i32 > v128'), 4),
  'v128.load32_splat': simd(0x09, signature('i32 > v128'), 2),
};

export const stores: Readonly<Record<Store, Instruction>> = {
  'i32.store': core(0x36, signature('i32 i32 >'), 2),
  'f32.store': core(0x38, signature('i32 f32 >'), 2),
  'v128.store': simd(0x0b, signature('i32 v128 >'), 4),
};

export const laneAccesses: Readonly<Record<LaneAccess, Instruction>> = {
  'v128.store32_lane': simd(0x5a, signature('i32 v128 >'), 2),
};
