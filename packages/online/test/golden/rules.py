"""Writes rules.json beside it: what every learning rule makes of one sequence, in float64 on torch autograd, independent of Spikegrad.

    python3 rules.py [OUT_DIR] [SEED]        # SEED 39 gives the file kept here

linear(5->7) -> OSR -> neuron -> linear(7->6) -> OSR -> neuron -> linear(6->3), a batch of 4, T = 4. The loss of a step is
((1 - a) CE + a MSE) / T. Needs torch (any CPU build).
"""
import json
import sys
from pathlib import Path

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)

T, LAMBDA, BETA, RHO, SHARE, LEARNING_RATE = 4, 0.5, 0.3, 0.75, 0.05, 0.5
CHOSEN = [1, 2]  # the steps that SLTT-K learns from, from 0


class Spike(torch.autograd.Function):
    """Heaviside step, firing on equality; slope of a sigmoid of steepness 4."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return (x >= 0).to(x)

    @staticmethod
    def backward(ctx, grad):
        s = torch.sigmoid(4 * ctx.saved_tensors[0])
        return grad * 4 * s * (1 - s)


class Traced(torch.autograd.Function):
    """x w' + b whose weight gradient sees a trace in place of x."""

    @staticmethod
    def forward(ctx, x, w, b, trace):
        ctx.save_for_backward(w, trace)
        return x @ w.T + b

    @staticmethod
    def backward(ctx, dy):
        w, trace = ctx.saved_tensors
        return dy @ w, dy.T @ trace, dy.sum(0), None


class OSR:
    def __init__(self, gamma, beta, mean, var):
        self.gamma, self.beta, self.mean, self.var = gamma, beta, mean, var
        self.means, self.vars = [], []

    def __call__(self, x):
        mean = x.mean(0)
        var = ((x - mean) ** 2).mean(0)
        self.means.append(mean.detach())
        self.vars.append((var + mean**2).detach())
        std, run_std = torch.sqrt(var + 1e-4), torch.sqrt(self.var + 1e-4)
        x_hat = (x - mean) / std
        return self.gamma * (x_hat * (std / run_std).detach() + ((mean - self.mean) / run_std).detach()) + self.beta

    def after(self):
        mean = sum(self.means) / T
        var = sum(self.vars) / T - mean**2
        return self.mean + 0.1 * (mean - self.mean), self.var + 0.1 * (var - self.var)


class Neuron:
    """LIF, or LIF with a threshold that spikes raise; keeps the traces of OTTT and NDOT."""

    def __init__(self, reset, adaptive, rule, through_time):
        self.reset, self.adaptive, self.rule, self.through_time = reset, adaptive, rule, through_time
        self.v = self.a = self.trace = self.kept = None

    def __call__(self, x):
        carried = (lambda z: z) if self.through_time else (lambda z: z.detach())
        u = x if self.v is None else LAMBDA * carried(self.v) + x
        theta = torch.ones_like(u) if self.a is None else 1 + carried(self.a)
        s = Spike.apply(u - theta)
        fixed = s.detach()
        self.v = u * (1 - fixed) if self.reset == "hard" else u - fixed * theta.detach()
        if self.adaptive:
            self.a = BETA * s if self.a is None else RHO * carried(self.a) + BETA * s
        self.margin, self.rate = (u - theta).abs().min().item(), fixed.mean().item()
        self.follow(u.detach(), theta.detach(), fixed)
        return s

    def follow(self, u, theta, s):
        left = (self.v if self.rule == "ndot official" else u).detach() - theta * s
        if self.trace is None:
            self.trace = s
        elif self.rule.startswith("ndot"):
            ratio = torch.where(self.kept == 0, torch.full_like(left, LAMBDA), left / self.kept)
            self.trace = ratio.clamp(-LAMBDA, LAMBDA) * self.trace + s
        else:
            self.trace = LAMBDA * self.trace + s
        self.kept = left


def loss_of(logits, y):
    target = F.one_hot(y, logits.shape[1]).to(logits)
    return ((1 - SHARE) * F.cross_entropy(logits, y) + SHARE * ((logits - target) ** 2).mean()) / T


def parameters(seed):
    gen = torch.Generator().manual_seed(seed)
    R = lambda *shape, sc=1.0: torch.randn(*shape, generator=gen) * sc
    learned = dict(w1=R(7, 5), b1=R(7, sc=0.1), gamma1=1 + R(7, sc=0.2), beta1=0.3 + R(7, sc=0.2),
                   w2=R(6, 7), b2=R(6, sc=0.1), gamma2=1 + R(6, sc=0.2), beta2=0.3 + R(6, sc=0.2), w3=R(3, 6, sc=0.5), b3=R(3, sc=0.1))
    kept = dict(mean1=R(7, sc=0.2), var1=R(7, sc=0.3).exp(), mean2=R(6, sc=0.2), var2=R(6, sc=0.3).exp())
    return learned, kept, [R(4, 5, sc=1.2) for _ in range(T)], torch.tensor([0, 1, 2, 1])


def run(seed, rule, update, reset, adaptive):
    learned, kept, frames, y = parameters(seed)
    p = {k: v.clone().requires_grad_() for k, v in learned.items()}
    norms = [OSR(p[f"gamma{i}"], p[f"beta{i}"], kept[f"mean{i}"], kept[f"var{i}"]) for i in (1, 2)]
    neurons = [Neuron(reset, adaptive, rule, rule == "bptt") for _ in norms]
    traced = rule == "ottt" or rule.startswith("ndot")
    synapse = lambda x, i: Traced.apply(x, p[f"w{i}"], p[f"b{i}"], neurons[i - 2].trace if traced and i > 1 else x.detach())
    losses, logits, margins, rates = [], [], [], []

    def move():
        with torch.no_grad():
            for value in p.values():
                if value.grad is not None:
                    value -= LEARNING_RATE * value.grad
                    value.grad = None

    for t in range(T):
        s = neurons[0](norms[0](synapse(frames[t], 1)))
        s = neurons[1](norms[1](synapse(s, 2)))
        said = synapse(s, 3)
        loss = loss_of(said, y)
        if rule != "bptt" and (rule != "slttK" or t in CHOSEN):
            loss.backward()
            if update == "online":
                move()
        losses.append(loss)
        logits.append(said.detach().tolist())
        margins.append(min(n.margin for n in neurons))
        rates.append([n.rate for n in neurons])
    if rule == "bptt":
        sum(losses).backward()
    after = {f"{name}{i}": value.tolist() for i, norm in enumerate(norms, 1) for name, value in zip(("mean", "var"), norm.after())}
    if update == "online":
        after.update({k: v.tolist() for k, v in p.items()})
    grads = {k: v.grad.tolist() for k, v in p.items()} if update == "accumulate" else {}
    return dict(rule=rule, update=update, reset=reset, adaptive=adaptive, margins=margins, rates=rates,
                losses=[loss.item() for loss in losses], logits=logits, grads=grads, after=after)


def cases(seed):
    for rule in ("online", "ottt", "ndot paper", "ndot official", "slttK", "bptt"):
        for reset, adaptive in (("soft", False), ("hard", False), ("soft", True)):
            for update in ("accumulate",) if rule == "bptt" else ("accumulate", "online"):
                yield run(seed, rule, update, reset, adaptive)


def main():
    out, seed = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent), int(sys.argv[2]) if len(sys.argv) > 2 else 39
    learned, kept, frames, y = parameters(seed)
    every = list(cases(seed))
    content = dict(T=T, lambda_=LAMBDA, adaptation=dict(step=BETA, leak=RHO), mse_share=SHARE, learning_rate=LEARNING_RATE, chosen=CHOSEN,
                   params={k: v.tolist() for k, v in {**learned, **kept}.items()}, x=[x.tolist() for x in frames], y=y.tolist(), cases=every)
    (out / "rules.json").write_text(json.dumps(content))
    rates = [r for c in every for step in c["rates"] for r in step]
    print("smallest distance of a membrane from its threshold:", min(m for c in every for m in c["margins"]), "rates:", min(rates), max(rates))


if __name__ == "__main__":
    main()
