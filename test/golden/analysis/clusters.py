"""Writes test/golden/analysis/clusters.json: k-means and silhouettes of scikit-learn, task variances of NumPy.

Written with NumPy 2.4.6 and scikit-learn 1.9.1 on Python 3.11: python test/golden/analysis/clusters.py test/golden/analysis
Last digits depend on the order of sums; the tolerances of the test allow for it.

Each case of "clusterings" holds
    name, n, d, data   the points, row-major: blobs of `lcg`, or Fisher's irises as scikit-learn has them
    k, inertia         numbers of clusters, and for each the least inertia of KMeans in 200 runs
    labels             those of that run, clusters numbered in the order of their first points
    silhouette         silhouette_score of these labels
    samples            silhouette_samples of those of the first k

"variance" holds rates [T, B, n] of `lcg`, with the variance across trials averaged over steps from 2 on, and, with
trials of different lengths, the mean of the squared deviations over all steps of all trials.
"""

import json
import sys
from pathlib import Path

import numpy as np
from sklearn.cluster import KMeans
from sklearn.datasets import load_iris
from sklearn.metrics import silhouette_samples, silhouette_score

OUT = Path(sys.argv[1])


def lcg(seed, count):
    """Multiples of 2^-15 in [-1, 1): the upper halves of s <- 1664525 s + 1013904223 mod 2^32."""
    out = np.empty(count)
    for i in range(count):
        seed = (1664525 * seed + 1013904223) & 0xFFFFFFFF
        out[i] = ((seed >> 16) - 32768) / 32768
    return out


def blobs(seed, n, d, centres, width):
    """Points around centres, one after the other, overlapping for a large width."""
    middles = 3 * lcg(seed, centres * d).reshape(centres, d)
    return middles[np.arange(n) % centres] + width * lcg(seed + 1, n * d).reshape(n, d)


def numbered(labels):
    order = list(dict.fromkeys(labels.tolist()))
    return [order.index(label) for label in labels.tolist()]


def clustering(name, x, ks):
    fits = [KMeans(k, n_init=200, tol=0, max_iter=1000, random_state=0).fit(x) for k in ks]
    return {
        "name": name,
        "n": x.shape[0],
        "d": x.shape[1],
        "data": x.ravel().tolist(),
        "k": ks,
        # From the labels: KMeans computes its own from rounded differences of squares.
        "inertia": [
            sum(((x[f.labels_ == c] - x[f.labels_ == c].mean(0)) ** 2).sum() for c in range(k))
            for k, f in zip(ks, fits)
        ],
        "labels": [numbered(f.labels_) for f in fits],
        "silhouette": [silhouette_score(x, f.labels_) for f in fits],
        "samples": silhouette_samples(x, fits[0].labels_).tolist(),
    }


clusterings = [
    clustering("iris", load_iris().data, [2, 3, 4, 5]),
    clustering("blobs apart", blobs(1, 40, 3, 4, 0.5), [2, 3, 4, 5]),
    clustering("blobs that overlap", blobs(7, 48, 2, 6, 1.5), [2, 3, 4, 5, 6, 7]),
]

r = lcg(3, 7 * 5 * 4).reshape(7, 5, 4)
lengths = [7, 3, 6, 1, 7]
inside = np.arange(7)[:, None] < np.array(lengths)
masked = np.ma.masked_array(r, ~np.repeat(inside[:, :, None], 4, axis=2))
deviations = (masked - masked.mean(axis=1, keepdims=True)) ** 2
variance = {
    "shape": [7, 5, 4],
    "r": r.ravel().tolist(),
    "from": 2,
    "variance": r[2:].var(axis=1).mean(axis=0).tolist(),
    "lengths": lengths,
    "padded": deviations.mean(axis=(0, 1)).tolist(),
}

(OUT / "clusters.json").write_text(json.dumps({"clusterings": clusterings, "variance": variance}) + "\n")
