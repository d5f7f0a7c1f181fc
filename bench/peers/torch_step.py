"""Training step of a rate network in PyTorch, eager, with torch.optim.Adam; the network is that of torch_net.py.

How to run: python torch_step.py --threads 1 [--hoisted], then commands as in peer.py.
"""

import argparse

import torch
from peer import serve
from torch import nn
from torch_net import Net


def load(net, params):
    places = {
        'wIn': net.input2h.weight,
        'bIn': net.input2h.bias,
        'wRec': net.h2h.weight,
        'bRec': net.h2h.bias,
        'wOut': net.fc.weight,
        'bOut': net.fc.bias,
    }
    with torch.no_grad():
        for name, value in params.items():
            places[name].copy_(torch.from_numpy(value))


def make(workload, hoisted):
    net = Net(workload, hoisted)
    load(net, workload['params'])
    optimizer = torch.optim.Adam(net.parameters(), lr=workload['learningRate'])
    batch = {name: torch.from_numpy(value) for name, value in workload['batch'].items()}
    inputs, targets, n_out = batch['inputs'], batch['targets'], workload['nOut']

    if workload['loss'] == 'crossEntropy':
        labels = targets.flatten().long()
        criterion = nn.CrossEntropyLoss()

        def loss_of(z):
            return criterion(z.view(-1, n_out), labels)
    else:
        mask = batch['mask'].unsqueeze(-1)

        def loss_of(z):
            return (mask * (z - targets) ** 2).sum() / (mask.sum() * n_out)

    def step():
        optimizer.zero_grad()
        loss = loss_of(net(inputs))
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


parser = argparse.ArgumentParser()
parser.add_argument('--threads', type=int, default=1)
parser.add_argument('--hoisted', action='store_true')
options = parser.parse_args()
torch.set_num_threads(options.threads)
torch.manual_seed(1)
blas = next((b for b in ('mkl', 'openblas') if f'BLAS_INFO={b}' in torch.__config__.show()), 'system BLAS')
serve(
    {'torch': torch.__version__, 'blas': blas, 'threads': str(torch.get_num_threads())},
    lambda workload: make(workload, options.hoisted),
)
