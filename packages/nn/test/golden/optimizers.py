"""Trajectories of PyTorch's optimizers in float64, for optimizers.test.ts.

python3 -m pip install torch numpy && python3 optimizers.py > optimizers.json && npx prettier --write optimizers.json
"""

import json

import torch

WEIGHT = [[0.5, -1.0], [1.5, 0.25], [-0.75, 2.0]]
BIAS = [0.1, -0.2, 0.3]
INPUT = [[1.0, 2.0], [-0.5, 0.75], [0.25, -1.5], [2.0, 0.5]]
TARGET = [[0.9, -0.3, 0.2], [-0.4, 0.8, 0.1], [0.5, 0.5, -0.9], [-0.2, 0.6, 0.7]]
STEPS = 7

CASES = [
    ("SGD", {}, 0),
    ("SGD", {"weightDecay": 0.1}, 0),
    ("SGD", {"momentum": 0.9}, 0),
    ("SGD", {"momentum": 0.8, "weightDecay": 0.05}, 0),
    ("SGD", {"momentum": 0.9, "nesterov": True, "weightDecay": 0.05}, 0),
    ("SGD", {"momentum": 0.9}, 3),
    ("Adam", {}, 0),
    ("Adam", {"betas": [0.8, 0.95], "epsilon": 1e-4, "weightDecay": 0.1}, 0),
    ("Adam", {}, 3),
    ("AdamW", {}, 0),
    ("AdamW", {"betas": [0.7, 0.9], "epsilon": 1e-6, "weightDecay": 0.2}, 0),
]
NAMES = {"weightDecay": "weight_decay", "epsilon": "eps"}


def trajectory(name, options, bias_from):
    """The values after each step; the bias has no gradient before step `bias_from`."""
    weight = torch.tensor(WEIGHT, dtype=torch.float64, requires_grad=True)
    bias = torch.tensor(BIAS, dtype=torch.float64, requires_grad=True)
    x = torch.tensor(INPUT, dtype=torch.float64)
    target = torch.tensor(TARGET, dtype=torch.float64)
    settings = {NAMES.get(key, key): value for key, value in options.items()}
    optimizer = getattr(torch.optim, name)([weight, bias], lr=0.05, **settings)
    values = []
    for step in range(STEPS):
        optimizer.zero_grad()
        ((torch.tanh(x @ weight.T + bias) - target) ** 2).mean().backward()
        if step < bias_from:
            bias.grad = None
        optimizer.step()
        values.append({"weight": weight.detach().flatten().tolist(), "bias": bias.detach().tolist()})
    return values


print(
    json.dumps(
        {
            "torch": torch.__version__,
            "learningRate": 0.05,
            "weight": WEIGHT,
            "bias": BIAS,
            "input": INPUT,
            "target": TARGET,
            "cases": [
                {"optimizer": name, "options": options, "biasFrom": start, "values": trajectory(name, options, start)}
                for name, options, start in CASES
            ],
        },
        indent=1,
    )
)
