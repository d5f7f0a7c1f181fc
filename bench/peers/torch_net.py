"""The excitatory-inhibitory network of the PyTorch original, eager, shared by torch_step.py and torch_song2016.py.

As there: a Python loop over time; nn.Linear for the input; the effective weight |W| * mask computed in each call of
the recurrent layer, that is once a time step; torch.randn_like for the noise; a read-out of the excitatory units
after the loop. `hoisted` computes the effective weight once a training step instead.
"""

import math

import torch
from peer import signed_mask
from torch import nn
from torch.nn import functional as F


class EIRecLinear(nn.Module):
    """Recurrent layer with Dale's principle."""

    def __init__(self, mask):
        super().__init__()
        n = mask.shape[0]
        self.weight = nn.Parameter(torch.empty(n, n))
        self.bias = nn.Parameter(torch.empty(n))
        self.mask = torch.from_numpy(mask)

    def effective_weight(self):
        return torch.abs(self.weight) * self.mask

    def forward(self, r):
        return F.linear(r, self.effective_weight(), self.bias)


class Net(nn.Module):
    def __init__(self, workload, hoisted):
        super().__init__()
        self.n, self.n_exc, self.hoisted = workload['nRec'], workload['nExc'], hoisted
        self.alpha = workload['alpha']
        self.sigma = math.sqrt(2 * self.alpha) * workload['sigmaRec']
        self.input2h = nn.Linear(workload['nIn'], self.n, bias='bIn' in workload['params'])
        self.h2h = EIRecLinear(signed_mask(workload))
        self.fc = nn.Linear(self.n_exc, workload['nOut'])

    def recurrence(self, u, state, r, weight):
        recurrent = self.h2h(r) if weight is None else F.linear(r, weight, self.h2h.bias)
        total_input = self.input2h(u) + recurrent
        state = state * (1 - self.alpha) + total_input * self.alpha
        if self.sigma > 0:
            state += self.sigma * torch.randn_like(state)
        return state, torch.relu(state)

    def forward(self, inputs):
        state = torch.zeros(inputs.shape[1], self.n)
        r = torch.zeros(inputs.shape[1], self.n)
        weight = self.h2h.effective_weight() if self.hoisted else None
        rates = []
        for t in range(inputs.size(0)):
            state, r = self.recurrence(inputs[t], state, r, weight)
            rates.append(r)
        return self.fc(torch.stack(rates, dim=0)[:, :, : self.n_exc])
