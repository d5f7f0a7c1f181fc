"""Lets the PyPI wheel of torch run on a machine without a GPU and without its 2 GB of CUDA packages.

The wheel's libraries are linked against CUDA's, so the loader asks for them by name even where no GPU exists. This
writes empty libraries of those names beside them, with the symbols and symbol versions asked for. Nothing in them is
ever called on a CPU; the two libraries that are, at start-up (libcudart, libcupti), come from their own packages.
Needs cc, nm and readelf. How to run: .venv/bin/python cuda_stubs.py (setup.sh does).
"""

import pathlib
import re
import subprocess
import sysconfig

REAL = ('libcudart', 'libcupti')
SYMBOLS = r'_?nvshmem|cublas|cudnn|cufft|cusparse|cusolver|p?nccl|cuFile|nvrtc|cu[A-Z]'


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def write_stub(path, by_version):
    """Writes a shared library that defines symbols, grouped by version ('' for none)."""
    source = ''.join(f'char {s}[64];\n' for s in sorted(set().union(*by_version.values())))
    versions = ''.join(
        f'{version} {{ global: {" ".join(f"{s};" for s in sorted(symbols))} }};\n'
        for version, symbols in sorted(by_version.items())
        if version
    )
    version_map = path.with_suffix('.map')
    version_map.write_text(versions)
    options = [f'-Wl,--version-script={version_map}'] if versions else []
    command = ['cc', '-shared', '-fPIC', f'-Wl,-soname,{path.name}', *options, '-x', 'c', '-', '-o', str(path)]
    subprocess.run(command, check=True, input=source, text=True)
    version_map.unlink()


def main():
    folder = pathlib.Path(sysconfig.get_paths()['purelib']) / 'torch' / 'lib'
    absent, file_of_version, wanted = set(), {}, set()
    for library in [*folder.glob('libtorch*.so'), *folder.glob('libc10*.so'), *folder.glob('libcaffe2*.so')]:
        needed = re.findall(r'NEEDED.*\[(lib(?:cu|nv|nccl)[^\]]*)\]', output('readelf', '-d', library))
        absent.update(name for name in needed if not name.startswith(REAL))
        file = ''
        for word, value in re.findall(r'\b(File|Name): (\S+)', output('readelf', '-V', library)):
            if word == 'File':
                file = value
            else:
                file_of_version[value] = file
        undefined = re.findall(r' [UwV] (\S+)', output('nm', '-D', '--undefined-only', library))
        wanted.update(symbol for symbol in undefined if re.match(SYMBOLS, symbol))
    for name in sorted(absent):
        by_version = {'': set()}
        for symbol, _, version in (s.partition('@') for s in wanted):
            version = version.lstrip('@')
            if not version or file_of_version.get(version) == name:
                by_version.setdefault(version, set()).add(symbol)
        write_stub(folder / name, by_version)
    print(f'wrote {len(absent)} empty CUDA libraries beside torch')


main()
