"""The experiment of Song et al. (2016) in PyTorch with neurogym's Dataset, as the PyTorch original runs it.

Windows of 100 steps, batches of 16, Adam with learning rate 0.001; prints one JSON line: the seconds of the loop (data
and training), those of them that made data, and the mean loss of the last 200 steps.
How to run: python torch_song2016.py --threads 1 --steps 200.
"""

import argparse
import json
import math
import sys
import time

answers, sys.stdout = sys.stdout, sys.stderr

import neurogym as ngym
import torch
from torch import nn
from torch.nn import init
from torch_net import Net

parser = argparse.ArgumentParser()
parser.add_argument('--threads', type=int, default=1)
parser.add_argument('--steps', type=int, default=200)
options = parser.parse_args()
torch.set_num_threads(options.threads)
torch.manual_seed(1)

timing = {'fixation': ('choice', (50, 100, 200, 400)), 'stimulus': ('choice', (100, 200, 400, 800))}
env_kwargs = {'dt': 20, 'timing': timing}
dataset = ngym.Dataset('PerceptualDecisionMaking-v0', env_kwargs=env_kwargs, batch_size=16, seq_len=100)
n_in = dataset.env.observation_space.shape[0]
n_out = int(dataset.env.action_space.n)

sizes = {'nRec': 50, 'nExc': 40, 'nIn': n_in, 'nOut': n_out, 'autapses': False}
net = Net({**sizes, 'alpha': 0.2, 'sigmaRec': 0.15, 'params': {'bIn': None}}, hoisted=False)
init.kaiming_uniform_(net.h2h.weight, a=math.sqrt(5))
net.h2h.weight.data[:, :40] /= 4
init.uniform_(net.h2h.bias, -1 / math.sqrt(50), 1 / math.sqrt(50))
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
criterion = nn.CrossEntropyLoss()

losses, data_seconds, began = [], 0.0, time.perf_counter()
for _ in range(options.steps):
    data_began = time.perf_counter()
    inputs, labels = dataset()
    inputs = torch.from_numpy(inputs).type(torch.float)
    labels = torch.from_numpy(labels.flatten()).type(torch.long)
    data_seconds += time.perf_counter() - data_began
    optimizer.zero_grad()
    loss = criterion(net(inputs).view(-1, n_out), labels)
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
seconds = time.perf_counter() - began

last = losses[-200:]
result = {
    'seconds': seconds,
    'dataSeconds': data_seconds,
    'loss': sum(last) / len(last),
    'versions': {'torch': torch.__version__, 'neurogym': ngym.__version__, 'threads': str(options.threads)},
}
print(json.dumps(result), file=answers)
