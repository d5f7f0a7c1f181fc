/** The irreducible diagonal blocks of a matrix. @module */

/**
 * Returns the strongly connected components of the graph that has an edge i -> j where a[i, j] is not 0, each with
 * its indices in ascending order (Tarjan 1972, with a stack of its own in place of recursion).
 *
 * A permutation that puts them in order makes the matrix block triangular, so its eigenvalues are those of the
 * diagonal blocks, exactly. The search of Parlett and Reinsch (1969) for rows that isolate an eigenvalue finds the
 * blocks of size 1 at either end; this finds all of them, at the cost of one look at each element.
 * @param a the elements of a matrix [n, n]
 */
export function components(a: Float64Array, n: number): number[][] {
  const order = new Int32Array(n).fill(-1);
  const low = new Int32Array(n);
  const nextEdge = new Int32Array(n);
  const placed = new Uint8Array(n);
  const found: number[][] = [];
  const open: number[] = [];
  const path: number[] = [];
  let visited = 0;

  const enter = (i: number): void => {
    order[i] = visited;
    low[i] = visited++;
    open.push(i);
    path.push(i);
  };
  const leave = (i: number): void => {
    path.pop();
    const parent = path[path.length - 1];
    if (parent !== undefined && low[i] < low[parent]) low[parent] = low[i];
    if (low[i] !== order[i]) return;
    const block = open.splice(open.indexOf(i));
    for (const j of block) placed[j] = 1;
    found.push(block.sort((p, q) => p - q));
  };

  for (let root = 0; root < n; root++) {
    if (order[root] < 0) enter(root);
    while (path.length > 0) {
      const i = path[path.length - 1];
      const j = nextEdge[i]++;
      if (j === n) leave(i);
      else if (a[i * n + j] === 0 || placed[j] === 1) continue;
      else if (order[j] < 0) enter(j);
      else if (order[j] < low[i]) low[i] = order[j];
    }
  }
  return found;
}

/** Returns the elements of the rows and columns `indices` of a matrix [n, n]. */
export function submatrix(a: Float64Array, n: number, indices: readonly number[]): Float64Array {
  const size = indices.length;
  const out = new Float64Array(size * size);
  indices.forEach((i, row) => {
    for (let column = 0; column < size; column++) out[row * size + column] = a[i * n + indices[column]];
  });
  return out;
}
