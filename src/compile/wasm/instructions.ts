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
  | `i32.${'eqz' | 'reinterpret_f32' | IntegerBinary | IntegerCompare}`
  | `f32.${FloatUnary | FloatBinary | Compare | 'convert_i32_s' | 'convert_i32_u' | 'reinterpret_i32'}`
  | `v128.${'not' | 'and' | 'andnot' | 'or' | 'xor' | 'bitselect' | 'any_true'}`
  | `i32x4.${'splat' | 'all_true' | 'bitmask' | 'abs' | 'neg' | 'add' | 'sub' | 'mul' | 'min_s' | 'max_s'}`
  | `i32x4.${'shl' | 'shr_s' | 'shr_u' | IntegerCompare | 'trunc_sat_f32x4_s' | 'trunc_sat_f32x4_u'}`
  | `f32x4.${'splat' | FloatUnary | FloatBinary | 'pmin' | 'pmax' | Compare}`
  | `f32x4.${'convert_i32x4_s' | 'convert_i32x4_u' | 'demote_f64x2_zero' | 'relaxed_madd' | 'relaxed_nmadd'}`
  | `f64x2.${'add' | 'sub' | 'mul' | 'promote_low_f32x4'}`
  | `memory.${'copy' | 'fill'}`;

type IntegerBinary = 'add' | 'sub' | 'mul' | Bitwise | Signed<'div' | 'rem' | 'shr'>;
type Bitwise = 'and' | 'or' | 'xor' | 'shl' | 'rotl';
type IntegerCompare = 'eq' | 'ne' | Signed<'lt' | 'gt' | 'le' | 'ge'>;
type Signed<Name extends string> = `${Name}_${'s' | 'u'}`;
type FloatUnary = 'abs' | 'neg' | 'sqrt' | 'ceil' | 'floor' | 'trunc' | 'nearest';
type FloatBinary = 'add' | 'sub' | 'mul' | 'div' | 'min' | 'max';
type Compare = 'eq' | 'ne' | 'lt' | 'gt' | 'le' | 'ge';

/** Loads: pop a byte pointer, push what lies at pointer + offset. */
export type Load = 'i32.load' | 'f32.load' | 'v128.load' | `v128.load${32 | 64}_${'splat' | 'zero'}`;

/** Stores: pop a value and below it the byte pointer. */
export type Store = 'i32.store' | 'f32.store' | 'v128.store';

/** Loads and stores of a single lane of a vector: pointer below, vector on top. */
export type LaneAccess = `v128.${'load' | 'store'}${32 | 64}_lane`;

/** Reading and replacing one of four lanes. */
export type LaneOperation = `${'i32x4' | 'f32x4'}.${'extract' | 'replace'}_lane`;

/** Reads a signature written `v128 v128 > v128`; nothing after the `>` means no result. */
function signature(text: string): Signature {
  const [operands, results] = text.split('>').map((side) => side.split(' ').filter(Boolean) as ValueType[]);
  return { operands, results };
}

const unaryI = signature('i32 > i32');
const binaryI = signature('i32 i32 > i32');
const unaryF = signature('f32 > f32');
const binaryF = signature('f32 f32 > f32');
const compareF = signature('f32 f32 > i32');
const unaryV = signature('v128 > v128');
const binaryV = signature('v128 v128 > v128');
const ternaryV = signature('v128 v128 v128 > v128');
const shiftV = signature('v128 i32 > v128');
const testV = signature('v128 > i32');
const bulk = signature('i32 i32 i32 >');

const core = (code: number, shape: Signature, align = 0): Instruction => ({ ...shape, code: [code], align });

/** SIMD opcodes follow a 0xfd prefix as LEB128, which takes a second byte from 0x80 on. */
function simd(code: number, shape: Signature, align = 0): Instruction {
  return { ...shape, code: code < 0x80 ? [0xfd, code] : [0xfd, (code & 0x7f) | 0x80, code >> 7], align };
}

export const operations: Readonly<Record<Operation, Instruction>> = {
  'i32.eqz': core(0x45, unaryI),
  'i32.eq': core(0x46, binaryI),
  'i32.ne': core(0x47, binaryI),
  'i32.lt_s': core(0x48, binaryI),
  'i32.lt_u': core(0x49, binaryI),
  'i32.gt_s': core(0x4a, binaryI),
  'i32.gt_u': core(0x4b, binaryI),
  'i32.le_s': core(0x4c, binaryI),
  'i32.le_u': core(0x4d, binaryI),
  'i32.ge_s': core(0x4e, binaryI),
  'i32.ge_u': core(0x4f, binaryI),
  'i32.add': core(0x6a, binaryI),
  'i32.sub': core(0x6b, binaryI),
  'i32.mul': core(0x6c, binaryI),
  'i32.div_s': core(0x6d, binaryI),
  'i32.div_u': core(0x6e, binaryI),
  'i32.rem_s': core(0x6f, binaryI),
  'i32.rem_u': core(0x70, binaryI),
  'i32.and': core(0x71, binaryI),
  'i32.or': core(0x72, binaryI),
  'i32.xor': core(0x73, binaryI),
  'i32.shl': core(0x74, binaryI),
  'i32.shr_s': core(0x75, binaryI),
  'i32.shr_u': core(0x76, binaryI),
  'i32.rotl': core(0x77, binaryI),
  'i32.reinterpret_f32': core(0xbc, signature('f32 > i32')),

  'f32.eq': core(0x5b, compareF),
  'f32.ne': core(0x5c, compareF),
  'f32.lt': core(0x5d, compareF),
  'f32.gt': core(0x5e, compareF),
  'f32.le': core(0x5f, compareF),
  'f32.ge': core(0x60, compareF),
  'f32.abs': core(0x8b, unaryF),
  'f32.neg': core(0x8c, unaryF),
  'f32.ceil': core(0x8d, unaryF),
  'f32.floor': core(0x8e, unaryF),
  'f32.trunc': core(0x8f, unaryF),
  'f32.nearest': core(0x90, unaryF),
  'f32.sqrt': core(0x91, unaryF),
  'f32.add': core(0x92, binaryF),
  'f32.sub': core(0x93, binaryF),
  'f32.mul': core(0x94, binaryF),
  'f32.div': core(0x95, binaryF),
  'f32.min': core(0x96, binaryF),
  'f32.max': core(0x97, binaryF),
  'f32.convert_i32_s': core(0xb2, signature('i32 > f32')),
  'f32.convert_i32_u': core(0xb3, signature('i32 > f32')),
  'f32.reinterpret_i32': core(0xbe, signature('i32 > f32')),

  'v128.not': simd(0x4d, unaryV),
  'v128.and': simd(0x4e, binaryV),
  'v128.andnot': simd(0x4f, binaryV),
  'v128.or': simd(0x50, binaryV),
  'v128.xor': simd(0x51, binaryV),
  'v128.bitselect': simd(0x52, ternaryV),
  'v128.any_true': simd(0x53, testV),

  'i32x4.splat': simd(0x11, signature('i32 > v128')),
  'i32x4.eq': simd(0x37, binaryV),
  'i32x4.ne': simd(0x38, binaryV),
  'i32x4.lt_s': simd(0x39, binaryV),
  'i32x4.lt_u': simd(0x3a, binaryV),
  'i32x4.gt_s': simd(0x3b, binaryV),
  'i32x4.gt_u': simd(0x3c, binaryV),
  'i32x4.le_s': simd(0x3d, binaryV),
  'i32x4.le_u': simd(0x3e, binaryV),
  'i32x4.ge_s': simd(0x3f, binaryV),
  'i32x4.ge_u': simd(0x40, binaryV),
  'i32x4.abs': simd(0xa0, unaryV),
  'i32x4.neg': simd(0xa1, unaryV),
  'i32x4.all_true': simd(0xa3, testV),
  'i32x4.bitmask': simd(0xa4, testV),
  'i32x4.shl': simd(0xab, shiftV),
  'i32x4.shr_s': simd(0xac, shiftV),
  'i32x4.shr_u': simd(0xad, shiftV),
  'i32x4.add': simd(0xae, binaryV),
  'i32x4.sub': simd(0xb1, binaryV),
  'i32x4.mul': simd(0xb5, binaryV),
  'i32x4.min_s': simd(0xb6, binaryV),
  'i32x4.max_s': simd(0xb8, binaryV),
  'i32x4.trunc_sat_f32x4_s': simd(0xf8, unaryV),
  'i32x4.trunc_sat_f32x4_u': simd(0xf9, unaryV),

  'f32x4.splat': simd(0x13, signature('f32 > v128')),
  'f32x4.eq': simd(0x41, binaryV),
  'f32x4.ne': simd(0x42, binaryV),
  'f32x4.lt': simd(0x43, binaryV),
  'f32x4.gt': simd(0x44, binaryV),
  'f32x4.le': simd(0x45, binaryV),
  'f32x4.ge': simd(0x46, binaryV),
  'f32x4.ceil': simd(0x67, unaryV),
  'f32x4.floor': simd(0x68, unaryV),
  'f32x4.trunc': simd(0x69, unaryV),
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
  'f32x4.pmin': simd(0xea, binaryV),
  'f32x4.pmax': simd(0xeb, binaryV),
  'f32x4.convert_i32x4_s': simd(0xfa, unaryV),
  'f32x4.convert_i32x4_u': simd(0xfb, unaryV),

  'f64x2.promote_low_f32x4': simd(0x5f, unaryV),
  'f32x4.demote_f64x2_zero': simd(0x5e, unaryV),
  'f64x2.add': simd(0xf0, binaryV),
  'f64x2.sub': simd(0xf1, binaryV),
  'f64x2.mul': simd(0xf2, binaryV),

  // a * b + c and -(a * b) + c, rounded once or twice as the machine likes: only behind `relaxedSupported()`.
  'f32x4.relaxed_madd': simd(0x105, ternaryV),
  'f32x4.relaxed_nmadd': simd(0x106, ternaryV),

  // (to, from, bytes) and (to, byte value, bytes); the trailing zeros name the only memory.
  'memory.copy': { ...bulk, code: [0xfc, 0x0a, 0, 0], align: 0 },
  'memory.fill': { ...bulk, code: [0xfc, 0x0b, 0], align: 0 },
};

export const loads: Readonly<Record<Load, Instruction>> = {
  'i32.load': core(0x28, unaryI, 2),
  'f32.load': core(0x2a, signature('i32 > f32'), 2),
  'v128.load': simd(0x00, signature('i32 > v128'), 4),
  'v128.load32_splat': simd(0x09, signature('i32 > v128'), 2),
  'v128.load64_splat': simd(0x0a, signature('i32 > v128'), 3),
  'v128.load32_zero': simd(0x5c, signature('i32 > v128'), 2),
  'v128.load64_zero': simd(0x5d, signature('i32 > v128'), 3),
};

export const stores: Readonly<Record<Store, Instruction>> = {
  'i32.store': core(0x36, signature('i32 i32 >'), 2),
  'f32.store': core(0x38, signature('i32 f32 >'), 2),
  'v128.store': simd(0x0b, signature('i32 v128 >'), 4),
};

export const laneAccesses: Readonly<Record<LaneAccess, Instruction>> = {
  'v128.load32_lane': simd(0x56, signature('i32 v128 > v128'), 2),
  'v128.load64_lane': simd(0x57, signature('i32 v128 > v128'), 3),
  'v128.store32_lane': simd(0x5a, signature('i32 v128 >'), 2),
  'v128.store64_lane': simd(0x5b, signature('i32 v128 >'), 3),
};

export const laneOperations: Readonly<Record<LaneOperation, Instruction>> = {
  'i32x4.extract_lane': simd(0x1b, signature('v128 > i32')),
  'i32x4.replace_lane': simd(0x1c, signature('v128 i32 > v128')),
  'f32x4.extract_lane': simd(0x1f, signature('v128 > f32')),
  'f32x4.replace_lane': simd(0x20, signature('v128 f32 > v128')),
};
