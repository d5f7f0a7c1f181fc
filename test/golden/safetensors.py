"""Writes safetensors files with the reference implementation, for reader and writer to be checked against.

Written with safetensors 0.8.0 and NumPy 2.4.6 on Python 3.11: python test/golden/safetensors.py test/golden/safetensors
"""

import sys
from pathlib import Path

import numpy as np

# This script has the name of the package.
sys.path.pop(0)
from safetensors import TensorSpec, serialize  # noqa: E402
from safetensors.numpy import save  # noqa: E402

OUT = Path(sys.argv[1])

# One text of metadata only: their order is random from run to run.
plain = save(
    {
        "wRec": np.arange(6, dtype="f4").reshape(2, 3) / 4,
        "bRec": np.array([-0.0, 0.1, np.inf, -np.inf, 5e-324, np.nan]),
        "count": np.array([1, -2, 2**31 - 1, -(2**31)], dtype="i4"),
        "scalar": np.array(2.5, dtype="f4"),
        "none": np.zeros((0, 3), dtype="f4"),
        "a/é\"\\\n\x01": np.ones(1, dtype="f4"),
        "\ufffd": np.ones(2, dtype="f4"),
        "\U00010000": np.ones(3, dtype="f4"),
        "__proto__": np.full(3, 7, dtype="i4"),
    },
    {"größe \u2028": '{"dt":20}\t\x7f'},
)
(OUT / "plain.safetensors").write_bytes(plain)

KEPT = []


def spec(dtype, array):
    """A tensor of a dtype that NumPy may lack, over the bytes of an array that is kept alive."""
    KEPT.append(array)
    return TensorSpec(dtype=dtype, shape=array.shape, data_ptr=array.ctypes.data, data_len=array.nbytes)


EDGES = {
    "bool": [True, False, True],
    "int8": [0, -1, -128, 127],
    "uint8": [0, 1, 128, 255],
    "int16": [0, 1, -32768, 32767],
    "uint16": [0, 1, 258, 65535],
    "int32": [0, 1, -(2**31), 2**31 - 1],
    "uint32": [0, 1, 258, 2**31 - 1],
    "int64": [0, 1, -(2**31), 2**31 - 1],
    "uint64": [0, 1, 258, 2**31 - 1],
}
tensors = {dtype: spec(dtype, np.array(values, dtype=dtype)) for dtype, values in EDGES.items()}
tensors["float16"] = spec("float16", np.array([[1, -2.5], [65504, 2**-24]], dtype="f2"))
# The upper halves of the binary32 of 1, -2.5, infinity and 2^-133, the smallest subnormal.
tensors["bfloat16"] = spec("bfloat16", np.array([0x3F80, 0xC020, 0x7F80, 0x0001], dtype="u2"))
(OUT / "dtypes.safetensors").write_bytes(serialize(tensors))
(OUT / "wide.safetensors").write_bytes(serialize({"n": spec("int64", np.array([1, 2**31], dtype="i8"))}))
(OUT / "float8.safetensors").write_bytes(serialize({"w": spec("float8_e4m3fn", np.zeros(2, dtype="u1"))}))
