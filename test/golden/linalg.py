"""Writes test/golden/linalg/eigenvalues.json: matrices that are hard for eigenvalue routines, with NumPy's eigenvalues.

Written with NumPy 2.4.6 on Python 3.11: python test/golden/linalg.py test/golden/linalg
Last digits of NumPy's results depend on its BLAS; the tolerances that the test derives from this file allow for it.

Each case holds
    n, data      the matrix, row-major; or, where it is large, the seed of its rule (`lcg` below)
    re, im       numpy.linalg.eigvals of it
    exact        the eigenvalues known by construction, [re, im] each in the order of NumPy's, where they are known
    sensitivity  for each eigenvalue, or one number for all: how far it moves per relative change of the matrix, that
                 is |A| |x| |y| / |y^H x| with the Frobenius norm and the eigenvectors of the balanced matrix
    jordan       size of the largest Jordan block where it is not 1; an eigenvalue then moves by the root of that
                 degree, and sensitivity is |A| |S| |S^-1| with the transformation S to the Jordan form
"""

import json
import sys
from pathlib import Path

import numpy as np

OUT = Path(sys.argv[1])
cases = []


def lcg(seed, rows, columns):
    """Multiples of 2^-15 in [-1, 1): the upper halves of s <- 1664525 s + 1013904223 mod 2^32."""
    out = np.empty(rows * columns)
    for i in range(out.size):
        seed = (1664525 * seed + 1013904223) & 0xFFFFFFFF
        out[i] = ((seed >> 16) - 32768) / 32768
    return out.reshape(rows, columns)


def balanced(a):
    """A similar matrix with rows and columns of similar norms, so that the sensitivities are not those of bad scaling."""
    a = a.copy()
    for _ in range(100):
        for i in range(len(a)):
            column, row = np.linalg.norm(a[:, i]), np.linalg.norm(a[i])
            if column > 0 and row > 0:
                f = 2.0 ** np.rint(np.log2(row / column) / 2)
                a[:, i] *= f
                a[i] /= f
    return a


def sensitivities(a):
    unit = 2.0 ** np.frexp(np.abs(a).max())[1]
    b = balanced(a / unit)
    values, x = np.linalg.eig(b)
    y = np.linalg.inv(x)
    return values * unit, np.linalg.norm(x, axis=0) * np.linalg.norm(y, axis=1) * np.linalg.norm(b) * unit


def nearest(wanted, values):
    """For each of `wanted`, the index of the nearest of `values`, each used once."""
    distance = np.abs(np.subtract.outer(wanted, values))
    out = np.empty(len(wanted), dtype=int)
    for _ in out:
        i, j = np.unravel_index(np.argmin(distance), distance.shape)
        out[i] = j
        distance[i], distance[:, j] = np.inf, np.inf
    return out


def add(name, a, *, exact=None, cond=None, sensitivity=None, jordan=1, seed=None, unscaled=None):
    """
    cond      |x| |y| / |y^H x| where it is known (1 for normal matrices), else it is computed
    unscaled  a similar matrix, exactly so, that is well scaled: NumPy is asked for its eigenvalues instead
    """
    a = np.array(a, dtype=float)
    base = a if unscaled is None else np.array(unscaled, dtype=float)
    values = np.linalg.eigvals(base).astype(complex)
    if cond is not None:
        sensitivity = float(cond * np.linalg.norm(base))
    elif sensitivity is None:
        others, s = sensitivities(base)
        sensitivity = s[nearest(values, others)]
    if not isinstance(sensitivity, float):
        sensitivity = [float(f"{x:.3g}") for x in sensitivity]
    case = {"name": name, "n": len(a)}
    case |= {"data": a.ravel().tolist()} if seed is None else {"seed": seed}
    case |= {"re": values.real.tolist(), "im": values.imag.tolist(), "sensitivity": sensitivity}
    if jordan != 1:
        case["jordan"] = jordan
    if exact is not None:
        exact = np.array(exact, dtype=complex)
        case["exact"] = [[float(z.real), float(z.imag)] for z in exact[nearest(values, exact)]]
    cases.append(case)


def mirror(n):
    """The reflection I - 2/n (1 .. 1)(1 .. 1)^T: orthogonal, its own inverse, and exact for n a power of 2."""
    return np.eye(n) - np.full((n, n), 2 / n)


def jordan(*blocks):
    """Jordan blocks (eigenvalue, size) along the diagonal."""
    n = sum(size for _, size in blocks)
    out, at = np.zeros((n, n)), 0
    for value, size in blocks:
        out[at : at + size, at : at + size] = value * np.eye(size) + np.eye(size, k=1)
        at += size
    return out, [value for value, size in blocks for _ in range(size)]


def companion(coefficients):
    """Of x^n + c[n-1] x^(n-1) + .. + c[0]."""
    n = len(coefficients)
    out = np.eye(n, k=-1)
    out[:, -1] = -np.array(coefficients, dtype=float)
    return out


def from_roots(roots):
    """Coefficients c[0] .. c[n-1] in exact integers."""
    c = [1]
    for root in roots:
        c = [low - root * high for low, high in zip([0, *c], [*c, 0])]
    return c[:-1]


# The smallest and the simplest.
add("1 x 1", [[-2.5]], exact=[-2.5], cond=1)
add("zero", np.zeros((5, 5)), exact=np.zeros(5), cond=1)
add("identity", np.eye(6), exact=np.ones(6), cond=1)
add("diagonal", np.diag([3, -1e-20, 1e20, 0, -3]), exact=[3, -1e-20, 1e20, 0, -3], sensitivity=0.0)
add("2 x 2 rotation", [[0, -1], [1, 0]], exact=[1j, -1j], cond=1)
add("2 x 2 with a sum that cancels", [[1, 1e-9], [1e-9, 1]], exact=[1 + 1e-9, 1 - 1e-9], cond=1)

# Defective: an orthogonal, exactly represented matrix around Jordan blocks.
for name, blocks in {
    "one block of size 4": [(1, 4)],
    "one block of size 4 at 0 (nilpotent)": [(0, 4)],
    "blocks of size 2": [(1, 2), (-2, 2)],
    "one block of size 3 among simple ones": [(2, 3), (-1, 1), (0.5, 1), (3, 1), (0, 1), (-4, 1)],
    "two equal blocks of size 4": [(-1, 4), (-1, 4)],
    "one block of size 16": [(0.5, 16)],
}.items():
    a, values = jordan(*blocks)
    m = mirror(len(a))
    add(f"defective: {name}", m @ a @ m, exact=values, cond=1, jordan=max(size for _, size in blocks))
unit = np.array([[1, 0, 0], [2, 1, 0], [-1, 3, 1]]) @ np.array([[1, -2, 1], [0, 1, 4], [0, 0, 1]])
back = np.rint(np.linalg.inv(unit))
a, values = jordan((2, 2), (-1, 1))
add("defective: integers", unit @ a @ back, exact=values, cond=float(np.linalg.cond(unit)), jordan=2)

# Clustered.
values = 1 + np.arange(8) * 2.0**-40
add("clustered: symmetric, 2^-40 apart", mirror(8) @ np.diag(values) @ mirror(8), cond=1)
a = np.diag(1 + np.arange(4) * 2.0**-6) + np.eye(4, k=1)
add("clustered: not symmetric, 2^-6 apart", mirror(4) @ a @ mirror(4), exact=np.diag(a))
a = np.kron(np.diag([1, 1 + 2.0**-20, -1, 2]), [[1, -2], [2, 1]])
add("clustered: complex pairs", mirror(8) @ a @ mirror(8), cond=1)
add("eigenvalue 1 of multiplicity 7", mirror(8) @ np.diag([1.0] * 7 + [5]) @ mirror(8), exact=[1] * 7 + [5], cond=1)

# Badly scaled, exactly similar to a well scaled one.
a = lcg(5, 8, 8)
wide = 2.0 ** np.array([-166, 40, -120, 3, 166, -7, 120, 80])
add("badly scaled: 1e-100 to 1e100", a * wide / wide[:, None], unscaled=a)
graded = 2.0 ** (40 * np.arange(8))
add("badly scaled: graded by 2^40", a * graded / graded[:, None], unscaled=a)
add("badly scaled: graded upwards", a * graded[:, None] / graded, unscaled=a)
add("large elements", a * 2.0**1000)
add("small elements", a * 2.0**-1000)
add("graded and symmetric", 2.0 ** -(10.0 * np.add.outer(np.arange(5), np.arange(5))) * (np.eye(5) + 1), cond=1)
add("nearly triangular", np.triu(lcg(6, 8, 8), 1) + np.diag(np.arange(1.0, 9)) + 1e-17 * lcg(7, 8, 8))

# Nilpotent: a network without loops, its neurons in another order.
order = [5, 2, 7, 0, 3, 6, 1, 4]
add("nilpotent: no loops", np.triu(lcg(8, 8, 8), 1)[np.ix_(order, order)], exact=np.zeros(8), cond=1)

# On the unit circle: the usual shifts leave a cyclic permutation as it is.
for n in [2, 3, 4, 5, 8, 17]:
    add(f"cyclic, n = {n}", np.roll(np.eye(n), 1, axis=0), exact=np.exp(2j * np.pi * np.arange(n) / n), cond=1)
add("permutation", np.eye(9)[[3, 0, 4, 1, 2, 5, 8, 6, 7]], cond=1)
add("orthogonal", np.linalg.qr(lcg(9, 10, 10))[0], cond=1)
add("mirror", mirror(16), exact=[-1] + [1] * 15, cond=1)
for k in [8, 20, 30]:
    h = 2.0**-k
    add(f"QR without exceptional shifts stalls (Day 1996), h = 2^-{k}", [[0, 1, 0, 0], [1, 0, h, 0], [0, -h, 0, 1], [0, 0, 1, 0]], cond=1)

# Companion matrices. Of the roots 1 .. 20 (Wilkinson 1959) the coefficients are not doubles, and rounding them moves the
# middle ones by 1e-2: NumPy's eigenvalues of the rounded matrix are the reference, not the roots. 1 .. 8 are exact.
add("companion: roots 1 .. 8", companion(from_roots(range(1, 9))), exact=np.arange(1, 9))
add("companion: roots 1 .. 20", companion(from_roots(range(1, 21))))
add("companion: x^8 - 1", companion([-1] + [0] * 7), exact=np.exp(2j * np.pi * np.arange(8) / 8), cond=1)
add("companion: (x - 1)^4", companion(from_roots([1] * 4)), exact=np.ones(4), jordan=4, cond=29)
add("companion: x^6 + 2^-60", companion([2.0**-60] + [0] * 5), exact=2.0**-10 * np.exp(1j * np.pi * (2 * np.arange(6) + 1) / 6), unscaled=companion([1] + [0] * 5) * 2.0**-10, cond=1)

# Structured.
a = lcg(10, 12, 12)
add("symmetric", a + a.T, cond=1)
add("skew-symmetric", a - a.T, cond=1)
add("Hessenberg", np.triu(a, -1))
add("upper triangular", np.triu(a), exact=np.diag(a))
add("rank one", np.outer(a[0], a[1]), exact=[float(a[0] @ a[1])] + [0] * 11, cond=float(np.linalg.norm(a[0]) * np.linalg.norm(a[1]) / abs(a[0] @ a[1])))
b = np.zeros((12, 12))
parts = [(slice(0, 4), 1), (slice(4, 7), 1e-60), (slice(7, 12), 1e60)]
for part, size in parts:
    b[part, part] = size * a[part, part]
shuffled = [3, 8, 0, 5, 11, 1, 9, 6, 2, 10, 4, 7]
add("decoupled blocks", b[np.ix_(shuffled, shuffled)], sensitivity=0.0)
values, s = zip(*[sensitivities(b[part, part]) for part, _ in parts])
values, s = np.concatenate(values), np.concatenate(s)
cases[-1] |= {"re": values.real.tolist(), "im": values.imag.tolist(), "sensitivity": [float(f"{x:.3g}") for x in s]}
frank = np.array([[min(i, j) if j >= i - 1 else 0 for j in range(1, 11)] for i in range(1, 11)])
add("Frank, n = 10", 11 - frank[::-1, ::-1])
add("Grcar, n = 16", -np.eye(16, k=-1) + sum(np.eye(16, k=k) for k in range(4)))

# Excitatory and inhibitory neurons, 4 : 1, balanced, without autapses; [post, pre], so columns have signs.
n = 40
a = np.abs(lcg(11, n, n)) * np.where(np.arange(n) < 32, 1, -4) * (1 - np.eye(n))
add("E/I network", a)
add("E/I network, sparse, in f32", (a * (lcg(12, n, n) > 0.4) / 8).astype(np.float32))

add("random, n = 300", lcg(13, 300, 300), seed=13)

lines = ",\n".join(json.dumps(case, separators=(",", ":"), allow_nan=False) for case in cases)
(OUT / "eigenvalues.json").write_text(f"[\n{lines}\n]\n")
