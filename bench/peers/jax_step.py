"""Training step of a rate network in JAX: one jitted function with lax.scan over time, value_and_grad and Adam.

The effective weight is computed once a step; the input projection and the noise (threefry, JAX's default generator)
inside the scan, as one writes it first, or with --hoisted for all time steps before it.
With --threads 1 the process is confined to one core, since XLA has no switch that bounds all its threads.
How to run: python jax_step.py --threads 1 [--hoisted], then commands as in peer.py.
"""

import argparse
import math
import os

parser = argparse.ArgumentParser()
parser.add_argument('--threads', type=int, default=1)
parser.add_argument('--hoisted', action='store_true')
options = parser.parse_args()
if options.threads == 1:
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})

import jax
import jax.numpy as jnp
from peer import serve, signed_mask

jax.config.update('jax_platforms', 'cpu')


def make_loss(workload, batch):
    alpha, n, n_exc, n_out = (workload[k] for k in ('alpha', 'nRec', 'nExc', 'nOut'))
    sigma = math.sqrt(2 * alpha) * workload['sigmaRec']
    sign = jnp.array(signed_mask(workload))
    inputs, targets = batch['inputs'], batch['targets']
    n_steps, n_batch, _ = inputs.shape

    def loss(params, key):
        weight = jnp.abs(params['wRec']) * sign
        bias = params['bRec'] + params.get('bIn', 0)

        def drive_of(u):
            return u @ params['wIn'].T + bias

        def step(carry, this):
            x, r = carry
            u, t, eta = this
            drive = u if options.hoisted else drive_of(u)
            x = (1 - alpha) * x + alpha * (r @ weight.T + drive)
            if sigma > 0:
                eta = eta if options.hoisted else jax.random.normal(jax.random.fold_in(key, t), x.shape)
                x = x + sigma * eta
            r = jnp.maximum(x, 0)
            return (x, r), r

        given = drive_of(inputs) if options.hoisted else inputs
        drawn = jax.random.normal(key, (n_steps, n_batch, n)) if options.hoisted and sigma > 0 else None
        rest = jnp.zeros((n_batch, n))
        _, rates = jax.lax.scan(step, (rest, rest), (given, jnp.arange(n_steps), drawn))
        z = rates[:, :, :n_exc] @ params['wOut'].T + params['bOut']
        if workload['loss'] == 'crossEntropy':
            return -jnp.take_along_axis(jax.nn.log_softmax(z), targets[..., None], -1).mean()
        mask = batch['mask'][..., None]
        return (mask * (z - targets) ** 2).sum() / (mask.sum() * n_out)

    return loss


def make(workload):
    batch = {name: jnp.array(value) for name, value in workload['batch'].items()}
    rate, b1, b2, epsilon = workload['learningRate'], 0.9, 0.999, 1e-8
    value_and_grad = jax.value_and_grad(make_loss(workload, batch))

    def update(params, m, v, count, root):
        loss, g = value_and_grad(params, jax.random.fold_in(root, count))
        count = count + 1
        m = jax.tree.map(lambda a, x: b1 * a + (1 - b1) * x, m, g)
        v = jax.tree.map(lambda a, x: b2 * a + (1 - b2) * x * x, v, g)
        c1, c2 = 1 - b1**count, 1 - b2**count
        params = jax.tree.map(lambda p, a, s: p - rate * (a / c1) / (jnp.sqrt(s / c2) + epsilon), params, m, v)
        return params, m, v, count, loss

    jitted = jax.jit(update, donate_argnums=(0, 1, 2, 3))
    root = jax.random.key(1)
    params = {name: jnp.array(value) for name, value in workload['params'].items()}
    state = [params, jax.tree.map(jnp.zeros_like, params), jax.tree.map(jnp.zeros_like, params), jnp.array(0)]

    def step():
        *state[:], loss = jitted(*state, root)
        return float(loss)

    return step


serve({'jax': jax.__version__, 'threads': str(options.threads)}, make)
