"""Training step of a rate network in BrainPy: a DynamicalSystem run by bm.for_loop, bm.grad, bp.optim.Adam, bm.jit.

The equations are those of the other peers (BrainPy's own port of the experiment leaks the rate instead). With
--threads 1 the process is confined to one core, as in jax_step.py.
How to run: python brainpy_step.py --threads 1, then commands as in peer.py.
"""

import argparse
import math
import os

parser = argparse.ArgumentParser()
parser.add_argument('--threads', type=int, default=1)
options = parser.parse_args()
if options.threads == 1:
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
os.environ['JAX_PLATFORMS'] = 'cpu'

import brainpy as bp
import brainpy.math as bm
import jax
import jax.numpy as jnp
from peer import serve, signed_mask


class EINet(bp.DynamicalSystem):
    def __init__(self, workload):
        super().__init__()
        self.n, self.n_exc, self.alpha = workload['nRec'], workload['nExc'], workload['alpha']
        self.sigma = math.sqrt(2 * self.alpha) * workload['sigmaRec']
        self.sign = bm.asarray(signed_mask(workload))
        self.names = list(workload['params'])
        for name, value in workload['params'].items():
            setattr(self, name, bm.TrainVar(bm.asarray(value)))
        n_batch = workload['batch']['inputs'].shape[1]
        self.x = bm.Variable(bm.zeros((n_batch, self.n)), batch_axis=0)
        self.r = bm.Variable(bm.zeros((n_batch, self.n)), batch_axis=0)

    def update(self, u):
        weight = bm.abs(self.wRec) * self.sign
        bias = self.bRec + self.bIn if 'bIn' in self.names else self.bRec
        drive = bm.matmul(self.r, weight.T) + bm.matmul(u, self.wIn.T) + bias
        x = (1 - self.alpha) * self.x + self.alpha * drive
        if self.sigma > 0:
            x = x + self.sigma * bm.random.normal(size=self.x.shape)
        self.x.value = x
        self.r.value = bm.maximum(x, 0.0)
        return self.r.value

    def run(self, inputs):
        self.x.value = bm.zeros_like(self.x)
        self.r.value = bm.zeros_like(self.r)
        rates = bm.for_loop(self.update, inputs)
        return bm.matmul(rates[:, :, : self.n_exc], self.wOut.T) + self.bOut


def make(workload):
    bm.random.seed(1)
    net = EINet(workload)
    batch = {name: bm.asarray(value) for name, value in workload['batch'].items()}
    inputs, targets, n_out = batch['inputs'], batch['targets'], workload['nOut']

    def loss():
        z = net.run(inputs)
        if workload['loss'] == 'crossEntropy':
            return bp.losses.cross_entropy_loss(z.reshape(-1, n_out), targets.flatten())
        mask = bm.expand_dims(batch['mask'], -1)
        return (mask * (z - targets) ** 2).sum() / (mask.sum() * n_out)

    trained = net.train_vars().unique()
    optimizer = bp.optim.Adam(lr=workload['learningRate'], train_vars=trained)
    grad = bm.grad(loss, grad_vars=trained, return_value=True)

    @bm.jit
    def train():
        gradients, value = grad()
        optimizer.update(gradients)
        return value

    return lambda: float(train())


serve({'brainpy': bp.__version__, 'jax': jax.__version__, 'threads': str(options.threads)}, make)
