"""What the Python peers share: the protocol, one JSON object a line, and the workload as arrays.

Start:  the peer prints {"ready": true, "versions": {...}}.
setup   {"cmd": "setup", "workload": {...}} -> {"ok": true}; the workload holds sizes, initial parameters and the batch
round   {"cmd": "round", "steps": n} -> {"ms": wall ms per step, "cpuMs": CPU ms per step},
        after an untimed step if n > 1
losses  {"cmd": "losses", "steps": n} -> {"losses": [...]} of the first n steps without noise, from a fresh start
The end of the input ends the peer.
"""

import json
import sys
import time

import numpy as np


def tensor(record):
    """Reads {"dtype", "shape", "data"}."""
    dtype = {'f32': np.float32, 'i32': np.int32}[record['dtype']]
    return np.array(record['data'], dtype).reshape(record['shape'])


def read_workload(record):
    arrays = {name: tensor(value) for name, value in record['batch'].items()}
    params = {name: tensor(value) for name, value in record['params'].items()}
    return {**record, 'batch': arrays, 'params': params}


def signed_mask(workload):
    """Signs of the presynaptic units, 0 on the diagonal unless units may excite themselves; [post, pre]."""
    n, n_exc = workload['nRec'], workload['nExc']
    mask = np.tile(np.array([1] * n_exc + [-1] * (n - n_exc), np.float32), (n, 1))
    if not workload['autapses']:
        np.fill_diagonal(mask, 0)
    return mask


def serve(versions, make):
    """Answers commands; `make(workload)` returns a function that trains one step and returns the loss as a float."""
    answers = sys.stdout
    sys.stdout = sys.stderr

    def say(answer):
        answers.write(json.dumps(answer) + '\n')
        answers.flush()

    say({'ready': True, 'versions': versions})
    workload, step = None, None
    for line in sys.stdin:
        message = json.loads(line)
        if message['cmd'] == 'setup':
            workload = read_workload(message['workload'])
            step = make(workload)
            say({'ok': True})
        elif message['cmd'] == 'losses':
            silent = make({**workload, 'sigmaRec': 0})
            say({'losses': [silent() for _ in range(message['steps'])]})
        elif message['cmd'] == 'round':
            if message['steps'] > 1:
                step()
            cpu, wall = time.process_time(), time.perf_counter()
            for _ in range(message['steps']):
                step()
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            scale = 1000 / message['steps']
            say({'ms': wall * scale, 'cpuMs': cpu * scale})
        else:
            say({'error': f'unknown command {message["cmd"]}'})
