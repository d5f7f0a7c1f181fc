"""Draws trials of neurogym's tasks and sums them up, for comparison with ours.

How to run: python neurogym_trials.py, then one JSON object a line; each is answered by one. The first line printed is
{"versions": {...}}. The end of the input ends the program.

Request: {"env": "GoNogo-v0", "kwargs": {...}, "trials": 2000, "seed": 1, "nOut": 2,
  "periods": {neurogym's name: ours, or null to leave it out}, the others have the same name,
  "response": [our names], "given": [[our name of a period, input], ...], "rings": [[first input, number], ...]}
Answer: the summary that bench/trial-statistics.ts describes, of the same request.
"""

import json
import sys
from importlib import import_module, metadata
from platform import python_version

import numpy as np
from neurogym.envs.registration import ALL_EXTENDED_ENVS

LARGEST_CONDITIONED = 5


def make(name, kwargs):
    module, entry = ALL_EXTENDED_ENVS[name].split(':')
    return getattr(import_module(module), entry)(**kwargs)


def tasks_of(env):
    """The task of an environment, or those that it alternates between."""
    return [each.unwrapped for each in getattr(env, 'envs', [env])]


def seed_apart(env, seed):
    """Gives every source of random numbers a seed of its own.

    Seeded by env.seed(s), the tasks that one environment alternates between, and all durations that are TruncExp
    objects, would start from the same numbers: the trials would not be independent.
    """
    seeds = iter(np.random.SeedSequence(seed).generate_state(1000))
    if hasattr(env, 'schedule'):
        env.schedule.seed(int(next(seeds)))
    for task in tasks_of(env):
        task.seed(int(next(seeds)))
        for timing in task.timing.values():
            if hasattr(timing, 'seed'):
                timing.seed(int(next(seeds)))


def draw(env, names):
    """Draws a trial: its inputs [T, nIn], classes [T], and periods by our names."""
    for task in tasks_of(env):
        # A period that this trial has not would be that of a trial before.
        task.start_ind.clear()
        task.end_ind.clear()
    env.new_trial()
    task = env.unwrapped
    spans = {names.get(name, name): (start, task.end_ind[name]) for name, start in task.start_ind.items()}
    periods = {name: span for name, span in spans.items() if name is not None}
    return task.ob.astype(np.float64), task.gt.astype(np.int64), periods


def key_of(inputs, classes, periods, request):
    """The classes at the end of each response period, and whether the given inputs are on: '1,2 +-'."""
    answers = [int(classes[periods[name][1] - 1]) for name in request['response']]
    signs = ''
    for name, channel in request['given']:
        start, end = periods[name]
        signs += '+' if inputs[start:end, channel].mean() > 0.5 else '-'
    return answers, ','.join(map(str, answers)) + (f' {signs}' if signs else '')


class Summary:
    def __init__(self):
        self.samples, self.lengths = {}, {}

    def add(self, name, first, second):
        self.samples.setdefault(name, []).append((first, second))

    def add_steps(self, name, steps):
        self.add(f'steps {name}', float(steps), float(steps) ** 2)
        counts = self.lengths.setdefault(name, {})
        counts[steps] = counts.get(steps, 0) + 1

    def moments(self):
        """By name: n, the two means, and the variances and covariance of the samples."""
        result = {}
        for name, samples in self.samples.items():
            a, b = np.array(samples).T
            covariance = np.cov(a, b) if len(a) > 1 else np.zeros((2, 2))
            result[name] = [len(a), a.mean(), b.mean(), *covariance[np.triu_indices(2)]]
        return result


class Vectors:
    """Means over the steps of a period, and of their squares, of all channels of many trials."""

    def __init__(self):
        self.rows = {}

    def add(self, name, x):
        mean, square = x.mean(axis=0), (x * x).mean(axis=0)
        self.rows.setdefault(name, []).append((mean, square))
        if name.endswith('/ #'):
            variance = square - mean * mean
            self.rows.setdefault(f'means {name}', []).append((mean, mean * mean))
            self.rows.setdefault(f'variance {name}', []).append((variance, variance * variance))

    def moments(self):
        result = {}
        for name, rows in self.rows.items():
            a, b = np.array(rows).transpose(1, 0, 2)
            n = len(a)
            da, db = a - a.mean(axis=0), b - b.mean(axis=0)
            over = max(n - 1, 1)
            columns = [
                a.mean(axis=0),
                b.mean(axis=0),
                (da * da).sum(axis=0) / over,
                (da * db).sum(axis=0) / over,
                (db * db).sum(axis=0) / over,
            ]
            for i, numbers in enumerate(np.array(columns).T):
                result[name.replace('#', str(i))] = [n, *numbers]
        return result


def summarize(request):
    env = make(request['env'], request['kwargs'])
    seed_apart(env, request['seed'])
    n_out, rings = request['nOut'], request['rings']
    steps, values = Summary(), Vectors()
    n_in = 0
    for _ in range(request['trials']):
        inputs, classes, periods = draw(env, request['periods'])
        n_in = inputs.shape[1]
        chosen = np.eye(n_out)[classes]
        x = np.concatenate([inputs, chosen], axis=1)
        periods['trial'] = (0, len(x))
        answers, key = key_of(inputs, classes, periods, request)
        answered = np.flatnonzero(classes)
        if len(answered) > 0:
            steps.add_steps('to first answer', int(answered[0] - periods[request['response'][0]][0]))
        for name, (start, end) in periods.items():
            steps.add_steps(name, end - start)
            if n_out <= LARGEST_CONDITIONED:
                steps.add(f'steps {name} | {key}', float(end - start), float(end - start) ** 2)
            if end <= start:
                continue
            values.add(f'{name} / #', x[start:end])
            if n_out <= LARGEST_CONDITIONED:
                values.add(f'{name} / # | {key}', x[start:end])
            if answers[0] > 0:
                for ring, (first, number) in enumerate(rings):
                    around = np.roll(x[start:end, first : first + number], 1 - answers[0], axis=1)
                    values.add(f'{name} / ring {ring} + #', around)
    return {
        'nIn': n_in,
        'moments': {**steps.moments(), **values.moments()},
        'lengths': steps.lengths,
    }


if __name__ == '__main__':
    versions = {name: metadata.version(name) for name in ('neurogym', 'gymnasium', 'numpy')}
    print(json.dumps({'versions': {**versions, 'python': python_version()}}), flush=True)
    for line in sys.stdin:
        print(json.dumps(summarize(json.loads(line))), flush=True)
