/** Turns on relaxed SIMD, which Node 20 has behind a flag: to be imported before anything asks for it. */
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';

if (process.versions.node.startsWith('20.')) setFlagsFromString('--experimental-wasm-relaxed-simd');
