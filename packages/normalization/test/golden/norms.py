"""Writes norms.json: values, gradients and statistics of the norms beside OSR, two sequences each, from plain formulas on torch autograd.

    python3 norms.py OUT_DIR [SEED]        # SEED 0 gives the file kept here

Needs torch (any CPU build). Shares nothing with Spikegrad: what no gradient flows through is detached, everything else differentiated.
"""
import json
import sys
from pathlib import Path

import torch

torch.set_default_dtype(torch.float64)
STEPS, CHANNELS, EPS, MOMENTUM = 3, 2, 1e-4, 0.9
MOST_RATIO, MOST_SHIFT, WARM_UP = 1.5, 0.3, 8


def statistics(x):
    dims = [0, *range(2, x.dim())]
    mean = x.mean(dims)
    return mean, ((x - column(mean)) ** 2).mean(dims)


def column(v):
    return v.view([1, -1, 1, 1])


def standardised(x, mean, var):
    return (x - column(mean)) / column(torch.sqrt(var + EPS))


def moved(old, new, momentum=MOMENTUM):
    return momentum * old + (1 - momentum) * new.detach()


class Norm:
    """gamma, beta, mean, var: what the case begins with, a row a step for bntt."""

    def __init__(self, start):
        self.leaves = {k: start[k].clone().requires_grad_() for k in ("gamma", "beta", "scales") if k in start}
        self.mean, self.var = start["mean"].clone(), start["var"].clone()
        self.sequences = start.get("sequences", 0)

    def affine(self, x_hat):
        return column(self.leaves["gamma"]) * x_hat + column(self.leaves["beta"])

    def sequence(self, xs):
        parts = [statistics(x) for x in xs]
        ys = [self.step(x, mean, var) for x, (mean, var) in zip(xs, parts)]
        self.average(parts)
        return ys

    def average(self, parts):
        self.mean = moved(self.mean, torch.stack([m for m, _ in parts]).mean(0))
        self.var = moved(self.var, torch.stack([v for _, v in parts]).mean(0))

    def evaluate(self, t, x):
        return self.affine(standardised(x, self.mean, self.var))


class StepVanilla(Norm):
    def step(self, x, mean, var):
        return self.affine(standardised(x, mean, var))

    def average(self, parts):
        for mean, var in parts:
            momentum = 1 - (1 - MOMENTUM) / len(parts)
            self.mean, self.var = moved(self.mean, mean, momentum), moved(self.var, var, momentum)


class BatchRenorm(Norm):
    def step(self, x, mean, var):
        hold = WARM_UP / 8
        opened = lambda until: min(1.0, max(0.0, (self.sequences + 1 - hold) / (until - hold)))
        most, far = 1 + opened(WARM_UP) * (MOST_RATIO - 1), opened(5 * hold) * MOST_SHIFT
        run = torch.sqrt(self.var + EPS)
        r = torch.clamp((torch.sqrt(var + EPS) / run).detach(), 1 / most, most)
        d = torch.clamp(((mean - self.mean) / run).detach(), -far, far)
        return self.affine(standardised(x, mean, var) * column(r) + column(d))

    def average(self, parts):
        super().average(parts)
        self.sequences += 1


class TdBN(Norm):
    def sequence(self, xs):
        every = torch.cat(xs)
        mean, var = statistics(every)
        self.mean, self.var = moved(self.mean, mean), moved(self.var, var)
        return list(self.affine(standardised(every, mean, var)).chunk(len(xs)))


class TEBN(TdBN):
    def sequence(self, xs):
        return [p * y for p, y in zip(self.leaves["scales"], super().sequence(xs))]

    def evaluate(self, t, x):
        return self.leaves["scales"][t] * super().evaluate(t, x)


class BNTT(Norm):
    def sequence(self, xs):
        parts = [statistics(x) for x in xs]
        self.mean = moved(self.mean, torch.stack([m for m, _ in parts]))
        self.var = moved(self.var, torch.stack([v for _, v in parts]))
        return [column(g) * standardised(x, *part) for g, x, part in zip(self.leaves["gamma"], xs, parts)]

    def evaluate(self, t, x):
        return column(self.leaves["gamma"][t]) * standardised(x, self.mean[t], self.var[t])


def listed(x):
    return x.detach().tolist()


def main():
    out, seed = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    gen = torch.Generator().manual_seed(31 + seed)
    draw = lambda *shape: torch.randn(*shape, generator=gen)
    frames = lambda: [draw(2, CHANNELS, 2, 3) * (1 + 0.4 * t) + 0.5 * t for t in range(STEPS)]
    inputs, gradients = [frames() for _ in range(2)], [[draw(2, CHANNELS, 2, 3) for _ in range(STEPS)] for _ in range(2)]
    row = dict(gamma=torch.tensor([1.5, -0.7]), beta=torch.tensor([0.1, 0.3]), mean=torch.tensor([0.2, -0.4]), var=torch.tensor([2.0, 0.5]))
    rows = dict(gamma=1 + 0.3 * draw(STEPS, CHANNELS), mean=0.3 * draw(STEPS, CHANNELS), var=(0.3 * draw(STEPS, CHANNELS)).exp())
    kinds = dict(vanilla_step=(StepVanilla, row), batch_renorm=(BatchRenorm, row | dict(sequences=2)), tdbn=(TdBN, row),
                 tebn=(TEBN, row | dict(scales=torch.tensor([1.2, 0.8, 1.1]))), bntt=(BNTT, rows))
    cases = {}
    for name, (kind, start) in kinds.items():
        norm, sequences = kind(start), []
        for given, dys in zip(inputs, gradients):
            xs = [x.clone().requires_grad_() for x in given]
            for leaf in norm.leaves.values():
                leaf.grad = None
            ys = norm.sequence(xs)
            sum((y * dy).sum() for y, dy in zip(ys, dys)).backward()
            sequences.append(dict(y=[listed(y) for y in ys], dx=[listed(x.grad) for x in xs], mean=listed(norm.mean), var=listed(norm.var),
                                  gradients={k: listed(v.grad) for k, v in norm.leaves.items()}))
        plain = {k: listed(v) if torch.is_tensor(v) else v for k, v in start.items()}
        cases[name] = dict(start=plain, sequences=sequences, evaluated=[listed(norm.evaluate(t, x)) for t, x in enumerate(inputs[0])])
    content = dict(x=[[listed(v) for v in xs] for xs in inputs], dy=[[listed(v) for v in dys] for dys in gradients], cases=cases,
                   eps=EPS, momentum=MOMENTUM, most_ratio=MOST_RATIO, most_shift=MOST_SHIFT, warm_up=WARM_UP)
    (out / "norms.json").write_text(json.dumps(content))


main()
