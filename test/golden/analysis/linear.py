"""Writes test/golden/analysis/linear.json: what NumPy makes of matrices and rates that the tests make by the same rule.

Written with NumPy 2.2.6 on Python 3.11: python test/golden/analysis/linear.py test/golden
Last digits depend on NumPy's BLAS; the tolerances of the tests allow for it.

    symmetric   numpy.linalg.eigvalsh, ascending, of matrices [n, n]
    general     of the cases of linalg/eigenvalues.json that are not defective: the largest |A v - lambda v| over vectors,
                in units of n 2^-52 |A| (Frobenius norm), and the smallest singular value of the matrix of vectors
    solve       numpy.linalg.solve, and the condition number (2-norm)
    least       numpy.linalg.lstsq, the condition number, and the norm of the residual
    pca         of rates [7, 5, 6]: mean, eigenvalues of the covariance (ddof 1) and their vectors as rows
    targeted    of rates [6, 24, 10] (see `planted`): the steps of the largest coefficients, axes, projections
"""

import json
import sys
from pathlib import Path

import numpy as np

GOLDEN = Path(sys.argv[1])
EPS = 2.0**-52


def lcg(seed, *shape):
    """As in ../linalg.py: multiples of 2^-15 in [-1, 1)."""
    out = np.empty(int(np.prod(shape)))
    for i in range(out.size):
        seed = (1664525 * seed + 1013904223) & 0xFFFFFFFF
        out[i] = ((seed >> 16) - 32768) / 32768
    return out.reshape(shape)


def signed(rows):
    """Each row with the sign that makes the first entry of the largest size positive."""
    return np.array([row * np.sign(row[np.argmax(np.abs(row) > (1 - 2.0**-30) * np.abs(row).max())]) for row in rows])


def symmetric():
    def case(name, a):
        return {"name": name, "n": len(a), "data": a.ravel().tolist(), "values": np.linalg.eigvalsh(a).tolist()}

    a = lcg(41, 12, 12)
    yield case("random", a + a.T)
    yield case("of rank 3", a[:, :3] @ a[:, :3].T)
    yield case("Hilbert, n = 8", 1 / (1 + np.add.outer(np.arange(8), np.arange(8))))
    # Pairs of eigenvalues that agree to 14 digits.
    yield case("Wilkinson's W21+", np.diag(np.abs(np.arange(-10.0, 11))) + np.eye(21, k=1) + np.eye(21, k=-1))
    yield case("repeated", np.eye(8) * 3 - np.full((8, 8), 0.25))
    yield case("graded", 2.0 ** -(10.0 * np.add.outer(np.arange(5), np.arange(5))) * (np.eye(5) + 1))
    yield case("zero", np.zeros((3, 3)))


def general():
    for case in json.loads((GOLDEN / "linalg" / "eigenvalues.json").read_text()):
        n = case["n"]
        if "jordan" in case or n > 50:
            continue
        a = np.array(case["data"]).reshape(n, n)
        unit = 2.0 ** np.frexp(np.abs(a).max() or 1)[1]
        values, vectors = np.linalg.eig(a / unit)
        norm = np.linalg.norm(a / unit) or 1
        residual = np.linalg.norm(a / unit @ vectors - vectors * values, axis=0).max() / (n * EPS * norm)
        smallest = np.linalg.svd(vectors, compute_uv=False)[-1]
        yield {"name": case["name"], "residual": float(f"{residual:.3g}"), "smallest": float(f"{smallest:.3g}")}


def solving():
    def case(name, a, b):
        cond = float(f"{np.linalg.cond(a):.3g}")
        rows = [a.ravel().tolist(), b.ravel().tolist()]
        return {"name": name, "n": len(a), "a": rows[0], "b": rows[1], "x": np.linalg.solve(a, b).ravel().tolist(), "cond": cond}

    yield case("random", lcg(51, 9, 9), lcg(52, 9, 2))
    yield case("zeros on the diagonal", np.roll(np.eye(5), 2, axis=0) * 3, lcg(53, 5, 1))
    yield case("Hilbert, n = 6", 1 / (1 + np.add.outer(np.arange(6), np.arange(6))), lcg(54, 6, 1))


def least():
    def case(name, a, b):
        x = np.linalg.lstsq(a, b, rcond=None)[0]
        cond, rest = np.linalg.cond(a), np.linalg.norm(b - a @ x)
        out = {"name": name, "m": len(a), "n": a.shape[1], "a": a.ravel().tolist(), "b": b.ravel().tolist()}
        return out | {"x": x.ravel().tolist(), "cond": float(f"{cond:.3g}"), "rest": float(f"{rest:.3g}")}

    yield case("random", lcg(61, 14, 4), lcg(62, 14, 3))
    yield case("square", lcg(63, 5, 5), lcg(64, 5, 1))
    t = np.arange(16) / 16
    yield case("polynomial of degree 6", t[:, None] ** np.arange(7), lcg(65, 16, 1))


def components():
    rates = lcg(71, 7, 5, 6) * np.array([1, 2, 0.5, 1, 0, 4])
    rows = rates.reshape(-1, 6)
    values, vectors = np.linalg.eigh(np.cov(rows.T, ddof=1))
    values, rows_of = values[::-1], signed(vectors.T[::-1])
    return {"mean": rows.mean(axis=0).tolist(), "variances": values.tolist(), "components": rows_of.tolist()}


def planted():
    """Choice along u, growing; motion along v, fading; noise. All numbers are exact in doubles."""
    u, v = lcg(81, 10), lcg(82, 10)
    b, t = np.arange(24), np.arange(6)
    choice, motion = np.where(b % 2 == 0, 1, -1), (b // 2 % 3 - 1) / 2
    signal = np.multiply.outer(np.multiply.outer((t + 1) / 8, choice), u)
    signal = signal + np.multiply.outer(np.multiply.outer((6 - t) / 4, motion), v)
    return signal + lcg(83, 6, 24, 10) / 16, choice, motion, b % 6


def targeted():
    rates, choice, motion, condition = planted()
    z = (rates - rates.mean(axis=(0, 1))) / rates.std(axis=(0, 1))
    design = np.stack([choice, motion, np.ones(24)], axis=1)
    beta = np.stack([np.linalg.lstsq(design, z[t], rcond=None)[0][:2] for t in range(6)], axis=1)
    averages = np.stack([z[:, condition == c].mean(axis=1) for c in range(6)], axis=1)
    flat = averages.reshape(-1, 10)
    _, _, rows = np.linalg.svd(flat - flat.mean(axis=0), full_matrices=False)
    denoise = rows[:4].T @ rows[:4]
    kept = beta @ denoise
    steps = np.linalg.norm(kept, axis=2).argmax(axis=1)
    q, r = np.linalg.qr(np.stack([kept[v, steps[v]] for v in range(2)], axis=1))
    axes = (q * np.sign(np.diag(r))).T
    return {"steps": steps.tolist(), "axes": axes.tolist(), "projections": (averages @ axes.T).ravel().tolist()}


out = {
    "symmetric": list(symmetric()),
    "general": list(general()),
    "solve": list(solving()),
    "least": list(least()),
    "pca": components(),
    "targeted": targeted(),
}
(GOLDEN / "analysis" / "linear.json").write_text(json.dumps(out, separators=(",", ":"), allow_nan=False) + "\n")
