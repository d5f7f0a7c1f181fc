/** Files: npy and npz, safetensors, checkpoints and PsychRNN's weights; bytes in and bytes out. @module */

export { type Checkpoint, decodeCheckpoint, encodeCheckpoint, type TensorTree } from './checkpoint.ts';
export type { Json } from './json.ts';
export { decodeNpy, encodeNpy } from './npy.ts';
export { type DecodeNpzOptions, decodeNpz, encodeNpz } from './npz.ts';
export {
  decodePsychrnn,
  encodePsychrnn,
  type PsychrnnFile,
  type PsychrnnLstm,
  type PsychrnnWeights,
} from './psychrnn.ts';
export { decodeSafetensors, encodeSafetensors, type Safetensors } from './safetensors.ts';
