/** Files: npy and npz, bytes in and bytes out. @module */

export { decodeNpy, encodeNpy } from './npy.ts';
export { type DecodeNpzOptions, decodeNpz, encodeNpz } from './npz.ts';
