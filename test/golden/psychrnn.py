"""Writes weight files of PsychRNN's form with NumPy alone, for the reader to be checked against.

Written with NumPy 2.4.6 on Python 3.11: python test/golden/psychrnn.py test/golden/psychrnn

A file is PsychRNN's get_weights(): 11 variables (init_state, W_in, W_rec, W_out, b_rec, b_out, Dale_rec, Dale_out and
three connectivities), two slots of Adam (<name>/Adam, <name>/Adam_1) for each of the 6 that are trained, and
dale_ratio: 11 + 12 + 1 = 24 members, as in the file that its notebooks ship. Later versions add a pickled
transfer_function.
"""

import io
import pickle
import sys
import zipfile
from pathlib import Path

import numpy as np

OUT = Path(sys.argv[1])
N_IN, N_REC, N_OUT, N_BATCH = 2, 5, 3, 4
TRAINED = ("init_state", "W_in", "W_rec", "W_out", "b_rec", "b_out")


def ramp(*shape, start=0, step=1 / 16):
    """start, start + step, ... in C order."""
    return (start + step * np.arange(np.prod(shape))).reshape(shape).astype("f4")


def dale(n_exc):
    signs = np.ones(N_REC, dtype="f4")
    signs[n_exc:] = -1
    return np.diag(signs), np.diag(np.maximum(signs, 0))


def weights(n_exc=None):
    """Effective weights; with Dale's principle when there is a number of excitatory units."""
    rec = np.ones((N_REC, N_REC), dtype="f4")
    np.fill_diagonal(rec, 0)
    inputs = np.ones((N_REC, N_IN), dtype="f4")
    inputs[0, 1] = 0.5
    out = {
        "init_state": ramp(1, N_REC, start=0.1),
        "W_in": ramp(N_REC, N_IN, start=-0.25) * inputs,
        "W_rec": ramp(N_REC, N_REC, start=-0.75) * rec,
        "W_out": ramp(N_OUT, N_REC, start=-0.5),
        "b_rec": ramp(N_REC, start=-0.125),
        "b_out": ramp(N_OUT, start=1),
        "Dale_rec": np.eye(N_REC, dtype="f4"),
        "Dale_out": np.eye(N_REC, dtype="f4"),
        "input_connectivity": inputs,
        "rec_connectivity": rec,
        "output_connectivity": np.ones((N_OUT, N_REC), dtype="f4"),
    }
    if n_exc is not None:
        out["Dale_rec"], out["Dale_out"] = dale(n_exc)
        out["W_in"] = np.abs(out["W_in"])
        out["W_rec"] = np.abs(out["W_rec"]) @ out["Dale_rec"]
        out["W_out"] = np.abs(out["W_out"]) @ out["Dale_out"]
    return out


def slots(variables):
    out = {}
    for name in TRAINED:
        out[f"{name}/Adam"] = np.full_like(variables[name], 7)
        out[f"{name}/Adam_1"] = np.full_like(variables[name], 8)
    return out


def npy(array, protocol=3):
    """An npy member; objects are pickled with the protocol of the older files."""
    file = io.BytesIO()
    if array.dtype != object:
        np.lib.format.write_array(file, array)
        return file.getvalue()
    np.lib.format.write_array_header_1_0(file, np.lib.format.header_data_from_array_1_0(array))
    return file.getvalue() + pickle.dumps(array, protocol=protocol)


def plain_zip(path, members):
    """Stored members without ZIP64 records, as older versions of NumPy wrote them."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, array in members.items():
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), npy(np.asanyarray(array)))


class Touch:
    """Unpickling this makes a file."""

    def __reduce__(self):
        return (open, ("synaptape-was-here", "w"))


NONE = np.array(None, dtype=object)
# Stands for a function of TensorFlow: a reference that loads without it.
TRANSFER = np.array(max, dtype=object)

# Older form, without Dale's principle.
free = weights()
plain_zip(OUT / "older.npz", {**free, **slots(free), "dale_ratio": NONE})

# Older form with a ratio, which was an object too: only Dale_rec tells it.
signed = weights(4)
plain_zip(OUT / "older-dale.npz", {**signed, **slots(signed), "dale_ratio": np.array(0.8, dtype=object)})

# Newer form.
np.savez(OUT / "newer.npz", **free, dale_ratio=NONE, transfer_function=TRANSFER)
np.savez_compressed(
    OUT / "newer-dale.npz", **signed, **slots(signed), dale_ratio=np.array(0.8), transfer_function=TRANSFER
)

gates = {
    **{f"W_{gate}": ramp(N_REC + N_IN, N_REC, start=k) for k, gate in enumerate("fico")},
    **{f"b_{gate}": np.full(N_REC, 1 + k / 4, dtype="f4") for k, gate in enumerate("fico")},
    "init_hidden": ramp(N_BATCH, N_REC, start=-1),
    "init_cell": ramp(N_BATCH, N_REC, start=-2),
}
np.savez_compressed(OUT / "lstm.npz", **free, **gates, dale_ratio=NONE, transfer_function=TRANSFER)

hostile = np.array(Touch(), dtype=object)
np.savez(OUT / "hostile.npz", **free, dale_ratio=hostile, transfer_function=hostile, extra=hostile)
