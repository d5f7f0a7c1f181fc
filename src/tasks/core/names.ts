/** Names of channels, outputs and periods that are numbered. @module */

/** Returns 'name 0', 'name 1', .. */
export function numbered(name: string, n: number): string[] {
  return Array.from({ length: n }, (_, i) => `${name} ${i}`);
}
