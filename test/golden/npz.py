"""Writes the npz files of test/golden/npz with NumPy, for the readers to be checked against.

Written with NumPy 2.4.6 on Python 3.11: python test/golden/npz.py test/golden/npz
"""

import io
import sys
import zipfile
from pathlib import Path

import numpy as np

OUT = Path(sys.argv[1])
WEIGHTS = {
    "wRec": np.arange(6, dtype="<f4").reshape(2, 3) / 4,
    "bRec": np.array([-0.0, 0.1, np.inf, -np.inf, 5e-324]),
    "count": np.array([1, -2, 2**31 - 1, -(2**31)], dtype="<i4"),
}
EXTREMES = {
    "f2": [0, -0.0, 1, -2.5, 65504, 2**-24, 2**-14, np.inf, -np.inf, np.nan],
    "f4": [0, -0.0, 1.5, 3.4028234663852886e38, 1.401298464324817e-45, np.inf, np.nan],
    "f8": [0, -0.0, 0.1, 1.7976931348623157e308, 5e-324, -np.inf, np.nan],
    "i2": [0, 1, -32768, 32767],
    "u2": [0, 1, 258, 65535],
    "i4": [0, 1, -(2**31), 2**31 - 1],
    "u4": [0, 1, 258, 2**31 - 1],
    "i8": [0, 1, -(2**31), 2**31 - 1],
    "u8": [0, 1, 258, 2**31 - 1],
}


class Pipe(io.RawIOBase):
    """A stream that cannot seek, so that zipfile leaves sizes out of local headers."""

    def __init__(self):
        self.content = bytearray()

    def writable(self):
        return True

    def write(self, data):
        self.content += data
        return len(data)


def npy(array, version=None):
    file = io.BytesIO()
    np.lib.format.write_array(file, array, version=version)
    return file.getvalue()


def dtypes():
    out = {order + code: np.array(values, dtype=order + code) for code, values in EXTREMES.items() for order in "<>"}
    out["b1"] = np.array([True, False, True])
    out["i1"] = np.array([0, -1, -128, 127], dtype="i1")
    out["u1"] = np.array([0, 1, 128, 255], dtype="u1")
    return out


np.savez(OUT / "stored.npz", **WEIGHTS)
np.savez_compressed(OUT / "compressed.npz", **WEIGHTS, ramp=np.arange(50000, dtype="<i4") // 7)
np.savez(OUT / "dtypes.npz", **dtypes())
np.savez(
    OUT / "fortran.npz",
    f8=np.asfortranarray(np.arange(24, dtype="<f8").reshape(2, 3, 4)),
    i2=np.asfortranarray(np.arange(6, dtype=">i2").reshape(3, 2)),
)
np.savez(
    OUT / "shapes.npz",
    **{
        "scalar": np.array(2.5),
        "empty": np.zeros(0, dtype="f4"),
        "noRows": np.zeros((0, 3), dtype="i4"),
        "noColumns": np.asfortranarray(np.zeros((3, 0, 2))),
        "deep": np.arange(4, dtype="i4").reshape(1, 2, 1, 1, 2, 1),
        "wRec/Adam_1": np.ones((1, 1), dtype="f4"),
        "größe": np.ones(2, dtype="f4"),
        "__proto__": np.full(3, 7, dtype="i4"),
    },
)
np.savez(OUT / "pickled.npz", wRec=WEIGHTS["wRec"], dale_ratio=np.array(None, dtype=object))
np.savez(OUT / "unicode.npz", names=np.array(["left", "right"]))

with zipfile.ZipFile(OUT / "versions.npz", "w") as archive:
    for version in (1, 2, 3):
        archive.writestr(zipfile.ZipInfo(f"v{version}.npy"), npy(WEIGHTS["wRec"], (version, 0)))

pipe = Pipe()
with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
    with archive.open("wRec.npy", "w", force_zip64=True) as member:
        member.write(npy(WEIGHTS["wRec"]))
    archive.writestr(zipfile.ZipInfo("count.npy"), npy(WEIGHTS["count"]))
(OUT / "streamed.npz").write_bytes(pipe.content)

# Any file counts as large from here on, so that zipfile writes ZIP64 records everywhere.
zipfile.ZIP64_LIMIT = 16
zipfile.ZIP_FILECOUNT_LIMIT = 1
np.savez(OUT / "zip64.npz", **WEIGHTS)
