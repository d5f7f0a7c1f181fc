#!/bin/sh
# Installs the peers of the benchmarks beside this file: a Python environment (.venv, 2.2 GB, half of it torch's unused
# CUDA code), JavaScript packages (node_modules, 310 MB), and Debian's torch where apt-get may be used. Whatever cannot
# be installed is reported as missing by the benchmarks.
# Needs python3 (3.11 to 3.13) with venv, cc, nm, readelf, npm. How to run: bench/peers/setup.sh
set -u
cd "$(dirname "$0")" || exit 1
failed=0
report() { echo "setup: $1" >&2; failed=1; }

python3 -m venv .venv && .venv/bin/python -m pip install --quiet --no-deps --only-binary :all: -r requirements.txt ||
  report 'the Python peers could not be installed'
.venv/bin/python cuda_stubs.py || report 'torch will not start: its CUDA libraries could not be replaced'
npm ci --ignore-scripts --no-audit --no-fund || report 'the JavaScript peers could not be installed'
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
    python3-torch python3-numpy libopenblas0-pthread >/dev/null || report "Debian's torch could not be installed"
else
  report "Debian's torch is not installed: apt-get install python3-torch libopenblas0-pthread"
fi
exit "$failed"
