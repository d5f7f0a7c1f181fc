"""Writes test/golden/analysis/behaviour.json: analyses of behaviour and selectivity as NumPy and SciPy compute them.

Written with NumPy 2.4.6, SciPy 1.17.1 and mpmath 1.4.1 on Python 3.11:
    python test/golden/analysis/behaviour.py test/golden/analysis

    normal       [z, Phi(z)], with mpmath to 17 digits
    ndtr         [z, scipy.special.ndtr(z)]
    ndtri        [p, scipy.special.ndtri(p)]
    probit       points [x, n, k]; bias, sigma, lapse of the curve lapse + (1 - 2 lapse) Phi((x - bias) / sigma) of highest
                 likelihood: scipy.optimize.minimize (Nelder-Mead), then the root of the gradient by mpmath; their standard
                 errors from the inverse of Fisher's information in these parameters, the deviance
    wilson       [k, n, low, high] of scipy.stats.binomtest(k, n).proportion_ci(0.95, 'wilson')
    selectivity  d' by the formulas of nn-brain's notebook and of pycog; rates are those of `lcg`, cut at 0
"""

import json
import sys
from pathlib import Path

import mpmath as mp
import numpy as np
from scipy import optimize, special, stats

mp.mp.dps = 40
OUT = Path(sys.argv[1])


def lcg(seed, count):
    """Multiples of 2^-15 in [-1, 1): the upper halves of s <- 1664525 s + 1013904223 mod 2^32."""
    out = np.empty(count)
    for i in range(count):
        seed = (1664525 * seed + 1013904223) & 0xFFFFFFFF
        out[i] = ((seed >> 16) - 32768) / 32768
    return out


def curve(theta, x, lapses):
    bias, sigma, *lapse = theta
    lapse = lapse[0] if lapses else 0
    return lapse + (1 - 2 * lapse) * mp.ncdf((x - bias) / sigma)


def log_likelihood(theta, points, lapses):
    total = mp.mpf(0)
    for x, n, k in points:
        p = curve(theta, x, lapses)
        total += (k * mp.log(p) if k else 0) + ((n - k) * mp.log(1 - p) if n > k else 0)
    return total


def gradient(theta, x, lapses):
    """Of P by bias, sigma and lapse."""
    bias, sigma, *lapse = theta
    lapse = lapse[0] if lapses else 0
    z = (x - bias) / sigma
    density = (1 - 2 * lapse) * mp.npdf(z)
    return [-density / sigma, -density * z / sigma] + ([1 - 2 * mp.ncdf(z)] if lapses else [])


def probit(name, points, start, lapses):
    free = start if lapses else start[:2]

    def cost(theta):
        if theta[1] * start[1] <= 0 or (lapses and not 0 <= theta[2] < 0.5):
            return 1e9
        z = (np.array([x for x, _, _ in points]) - theta[0]) / theta[1]
        lapse = theta[2] if lapses else 0
        p = lapse + (1 - 2 * lapse) * special.ndtr(z)
        q = lapse + (1 - 2 * lapse) * special.ndtr(-z)
        n, k = np.array(points, dtype=float)[:, 1:].T
        return -np.sum(special.xlogy(k, p) + special.xlogy(n - k, q))

    found = optimize.minimize(cost, free, method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-12, "maxiter": 20000})

    def score(*theta):
        total = [mp.mpf(0)] * len(theta)
        for x, n, k in points:
            p = curve(theta, x, lapses)
            total = [s + (k / p - (n - k) / (1 - p)) * d for s, d in zip(total, gradient(theta, x, lapses))]
        return total

    theta = list(mp.findroot(score, [mp.mpf(float(v)) for v in found.x]))
    information = mp.zeros(len(theta))
    for x, n, k in points:
        p = curve(theta, x, lapses)
        d = mp.matrix(gradient(theta, x, lapses))
        information += n / (p * (1 - p)) * d * d.T
    covariance = information**-1
    saturated = sum((k * mp.log(mp.mpf(k) / n) if k else 0) + ((n - k) * mp.log(1 - mp.mpf(k) / n) if n > k else 0) for _, n, k in points)
    return {
        "name": name,
        "points": points,
        "lapses": "symmetric" if lapses else "none",
        "value": [float(v) for v in theta],
        "standardError": [float(mp.sqrt(covariance[i, i])) for i in range(len(theta))],
        "deviance": float(2 * (saturated - log_likelihood(theta, points, lapses))),
        "nelderMead": [float(v) for v in found.x],
    }


xs = [-51.2, -25.6, -12.8, -6.4, 0, 6.4, 12.8, 25.6, 51.2]
many = list(zip(xs, [50, 48, 61, 55, 101, 47, 52, 60, 49], [0, 0, 3, 11, 55, 38, 50, 60, 49]))
lapsing = list(zip(xs, [50, 48, 61, 55, 101, 47, 52, 60, 49], [3, 2, 6, 13, 52, 36, 46, 57, 46]))
few = [(-10, 5, 1), (0, 4, 2), (10, 6, 5)]
cases = [
    probit("a network of song2016", many, [0.0, 8.0, 0.0], False),
    probit("lapses, not fitted", lapsing, [0.0, 20.0, 0.0], False),
    probit("lapses", lapsing, [0.0, 8.0, 0.05], True),
    probit("few trials", few, [0.0, 10.0, 0.0], False),
    probit("falling", [(x, n, n - k) for x, n, k in many], [0.0, -8.0, 0.0], False),
    probit("far from 0, steep", [(1e4 + x / 1e3, n, k) for x, n, k in many], [1e4, 8e-3, 0.0], False),
    probit("nearly separated", [(-2, 1000, 0), (-1, 1000, 1), (1, 1000, 998), (2, 1000, 1000)], [0.0, 0.3, 0.0], False),
]

T, B, N = 6, 9, 4
r = np.maximum(lcg(21, T * B * N).reshape(T, B, N), 0) * [1, 3, 0, 0.2]
truth = np.array([0, 1, 1, 0, 1, 0, 0, 1, 1])
choice = np.array([0, 1, 0, 0, -1, 0, 1, 1, 1])
pool = [r[2:5, truth == g].reshape(-1, N) for g in (0, 1)]
by_truth = (pool[0].mean(0) - pool[1].mean(0)) / np.sqrt((pool[0].std(0) ** 2 + pool[1].std(0) ** 2 + 1e-7) / 2)
sums = [r[2:5, choice == c].sum(0) for c in (0, 1)]
spread = np.sqrt((sums[0].var(0) + sums[1].var(0)) / 2)
by_choice = np.divide(sums[0].mean(0) - sums[1].mean(0), spread, out=np.zeros(N), where=spread > 0)

zs = [-37, -30, -20, -12.3, -8, -5.5, -4, -3, -2.0001, -2, -1.9999, -1.5, -1, -0.7, -0.3, -1e-3, 0, 0.01, 0.5, 1, 1.96, 2.5, 4, 7, 9]
ps = [1e-300, 1e-200, 1e-100, 1e-40, 1e-16, 1e-9, 1e-5, 0.001, 0.02425, 0.1, 0.25, 0.49, 0.5, 0.6, 0.75, 0.9, 0.975, 0.999, 1 - 1e-9, 1 - 2**-50]
counts = [(0, 1), (1, 1), (0, 20), (3, 20), (10, 20), (20, 20), (424, 500), (499, 500)]


def wilson(k, n):
    ci = stats.binomtest(k, n).proportion_ci(0.95, "wilson")
    return [k, n, float(ci.low), float(ci.high)]


out = {
    "normal": [[z, float(mp.ncdf(z))] for z in zs],
    "ndtr": [[z, float(special.ndtr(z))] for z in zs],
    "ndtri": [[p, float(special.ndtri(p))] for p in ps],
    "wilson": [wilson(k, n) for k, n in counts],
    "selectivity": {"shape": [T, B, N], "seed": 21, "gain": [1, 3, 0, 0.2], "truth": truth.tolist(), "choice": choice.tolist(), "from": 2, "to": 5, "byTruth": by_truth.tolist(), "byChoice": by_choice.tolist()},
    "probit": cases,
}
for case in cases:
    print(case["name"], case["value"], case.pop("nelderMead"), case["deviance"])
lines = ",\n".join(f"{json.dumps(name)}:" + (json.dumps(part, separators=(",", ":"), allow_nan=False) if not isinstance(part, list) else "[\n" + ",\n".join(json.dumps(row, separators=(",", ":"), allow_nan=False) for row in part) + "\n]") for name, part in out.items())
(OUT / "behaviour.json").write_text(f"{{\n{lines}\n}}\n")
