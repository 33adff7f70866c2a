"""Writes networks.json beside it: what narrow networks of every family say and learn, in float64 on torch autograd, independent of Spikegrad.

    python3 networks.py [OUT_DIR]

Each is written down as it was published, under the names of the released state dict, a sixteenth as wide. Tensors are not in the file:
`pattern` makes them from whole numbers, here and in the test. Of the gradients there is one number a parameter, the product with a pattern,
by the rule without traces and by the one with them (OTTT). Needs torch (any CPU build).
"""
import json
import math
import sys
from pathlib import Path

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)

STEPS, BATCH, SIDE, CLASSES, THRESHOLD, LEAK, SHARE, EPS = 2, 2, 32, 3, 0.4, 0.5, 0.05, 1e-4
SPIKE_SCALE, ALPHA, WIDTH = 2.74, 0.2, 1 / 16


def pattern(name, shape, mean=0.0, spread=1.0):
    """Numbers within spread/2 of the mean: a polynomial of the place, modulo a prime, that begins where the letters of the name say."""
    start = sum((i + 1) * ord(letter) for i, letter in enumerate(name))
    i = torch.arange(math.prod(shape), dtype=torch.int64)
    return (mean + spread * (((31 * i * i + 7919 * i + 104729 * start) % 2003) / 2003 - 0.5)).reshape(shape)


def first(name, shape):
    kind = name.split(".")[-1]
    spreads = {"bias": (0, 0.2), "gamma": (1, 0.4), "beta": (0, 0.4), "run_mean": (0, 0.4), "run_var": (1, 0.5), "gain": (1, 0.4),
               "skipinit_gain": (1, 0.5)}
    return pattern(name, shape, *spreads.get(kind, (0, 7 / math.sqrt(max(1, math.prod(shape[1:]))))))


class Spike(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return (x >= 0).to(x)

    @staticmethod
    def backward(ctx, grad):
        s = torch.sigmoid(4 * ctx.saved_tensors[0])
        return grad * 4 * s * (1 - s)


class Signal:
    """A value, and the trace that stands in for it in the gradients of weights."""

    def __init__(self, value, trace=None):
        self.value, self.trace = value, trace

    def through(self, linear):
        return Signal(linear(self.value), None if self.trace is None else linear(self.trace))

    def plus(self, other):
        return Signal(self.value + other.value, None if self.trace is None else self.trace + other.trace)


class Net:
    def __init__(self, traced):
        self.traced, self.tensors, self.state = traced, {}, {}
        self.margin, self.rates = math.inf, {}

    def get(self, name, *shape):
        if name not in self.tensors:
            self.tensors[name] = first(name, list(shape)).requires_grad_("run_" not in name)
        return self.tensors[name]

    def weighted(self, x, weight, bias, function):
        shift = bias.view([1, -1] + [1] * (x.value.dim() - 2))
        if x.trace is None:
            return function(x.value, weight) + shift
        by_trace = function(x.trace.detach(), weight)
        return function(x.value, weight.detach()) + by_trace - by_trace.detach() + shift

    def conv(self, x, name, outputs, kernel=3, stride=1, standardised=False):
        outputs = max(1, round(outputs * WIDTH))
        inputs = x.value.shape[1]
        weight, bias = self.get(f"{name}.weight", outputs, inputs, kernel, kernel), self.get(f"{name}.bias", outputs)
        if standardised:
            var, mean = torch.var_mean(weight, (1, 2, 3), unbiased=True, keepdim=True)
            fan_in = inputs * kernel * kernel
            weight = self.get(f"{name}.gain", outputs, 1, 1, 1) * (weight - mean) / torch.sqrt(var * fan_in + 1e-4)
        return self.weighted(x, weight, bias, lambda v, w: F.conv2d(v, w, stride=stride, padding=(kernel - 1) // 2))

    def linear(self, x, name, outputs):
        outputs = outputs if outputs == CLASSES else max(1, round(outputs * WIDTH))
        weight, bias = self.get(f"{name}.weight", outputs, x.value.shape[1]), self.get(f"{name}.bias", outputs)
        return self.weighted(x, weight, bias, F.linear)

    def norm(self, x, name):
        """OSR without a guard; running statistics stay, for there is one sequence."""
        column = lambda v: v.view([1, -1] + [1] * (x.dim() - 2))
        gamma, beta, run_mean, run_var = (self.get(f"{name}.{each}", x.shape[1]) for each in ("gamma", "beta", "run_mean", "run_var"))
        axes = [0, *range(2, x.dim())]
        mean = x.mean(axes)
        std = torch.sqrt(((x - column(mean)) ** 2).mean(axes) + EPS)
        run = torch.sqrt(run_var + EPS)
        hat = (x - column(mean)) / column(std)
        return column(gamma) * (hat * column((std / run).detach()) + column(((mean - run_mean) / run).detach())) + column(beta)

    def lif(self, x, name):
        membrane, trace = self.state.get(name, (None, None))
        u = x if membrane is None else LEAK * membrane + x
        s = Spike.apply(u - THRESHOLD)
        fixed = s.detach()
        trace = (fixed if trace is None else LEAK * trace + fixed) if self.traced else None
        self.state[name] = ((u - THRESHOLD * fixed).detach(), trace)
        self.margin = min(self.margin, (u - THRESHOLD).abs().min().item())
        self.rates.setdefault(name, []).append(fixed.mean().item())
        return Signal(s, trace)

    def layer(self, x, name, outputs, kernel=3, stride=1):
        return self.lif(self.norm(self.conv(x, f"{name}.synapse", outputs, kernel, stride), f"{name}.bn"), name)


def mean_of(x):
    return x.through(lambda v: v.mean((2, 3)))


def halved(x):
    return x.through(lambda v: F.avg_pool2d(v, 2))


def vgg_heavy(net, x):
    for i, outputs in enumerate((64, 128, None, 256, 256, None, 512, 512, None, 512, 512)):
        x = halved(x) if outputs is None else net.layer(x, f"features.{i}", outputs)
    x = mean_of(x)
    for i in (0, 3):  # the dropout behind each is off
        name = f"classifier.{i}"
        x = net.lif(net.norm(net.linear(x, f"{name}.synapse", 1024), f"{name}.bn"), name).through(lambda v: v * SPIKE_SCALE)
    return net.linear(x, "classifier.6", CLASSES)


def vgg_ws(net, x):
    place = 0
    for outputs in (64, 128, None, 256, 256, None, 512, 512, None, 512, 512):
        if outputs is None:
            x, place = halved(x), place + 1
            continue
        name = f"features.{place}" + (".op" if place else "")
        x = net.lif(net.conv(x, name, outputs, standardised=True), name).through(lambda v: v * SPIKE_SCALE)
        place += 3  # synapse, neuron, scale
    return net.linear(mean_of(x), "classifier.0.op", CLASSES)


def stages(blocks, widths):
    for stage, (count, outputs) in enumerate(zip(blocks, widths), 1):
        for i in range(count):
            stride = 2 if stage > 1 and i == 0 else 1
            yield f"layer{stage}.{i}", outputs, stride


def resnet_19(net, x):
    x = net.lif(net.norm(net.conv(x, "conv1", 128), "bn1"), "conv1")
    for name, outputs, stride in stages((3, 3, 2), (128, 256, 512)):
        current = net.lif(net.norm(net.conv(x, f"{name}.conv1", outputs, 3, stride), f"{name}.bn1"), f"{name} 1")
        current = net.conv(current, f"{name}.conv2", outputs)
        shortcut = x.value
        if stride > 1:
            shortcut = net.norm(net.conv(x, f"{name}.downsample.0", outputs, 1, stride), f"{name}.downsample.1")
        x = net.lif(net.norm(current + shortcut, f"{name}.bn2"), f"{name} 2")
    hidden = net.norm(net.linear(halved(x).through(lambda v: v.flatten(1)), "fc1.0", 256), "fc1.1")
    return net.linear(Signal(hidden), "fc2", CLASSES)


def sew_resnet_18(net, x):
    x = net.layer(x, "convNeuron1", 64)
    for name, outputs, stride in stages((2, 2, 2, 2), (64, 128, 256, 512)):
        spikes = net.layer(net.layer(x, f"{name}.convNeuron1", outputs, 3, stride), f"{name}.convNeuron2", outputs)
        x = spikes.plus(net.layer(x, f"{name}.downsample", outputs, 1, stride) if stride > 1 else x)
    return net.linear(mean_of(x), "fc", CLASSES)


def nf_resnet_18(net, x):
    x = F.max_pool2d(net.norm(net.conv(x, "conv1", 64, 7, 2), "bn1"), 3, 2, 1)
    for name, outputs, stride in stages((2, 2, 2, 2), (64, 128, 256, 512)):
        branch = net.norm(net.conv(net.lif(x, f"{name} 1"), f"{name}.conv1", outputs, 3, stride), f"{name}.bn1")
        branch = net.norm(net.conv(net.lif(branch, f"{name} 2"), f"{name}.conv2", outputs), f"{name}.bn2")
        if stride > 1:
            x = net.norm(net.conv(Signal(x), f"{name}.downsample.0", outputs, 1, stride), f"{name}.downsample.1")
        x = branch + x
    return net.linear(mean_of(Signal(x)), "fc", CLASSES)


def nf_resnet_34_ws(net, x):
    betas = iter([1, 1.0198, 1.0392, 1.0583, 1.0198, 1.0392, 1.0583, 1.0770, 1.0198, 1.0392, 1.0583, 1.0770, 1.0954, 1.1136, 1.0198, 1.0392])
    x = F.avg_pool2d(net.conv(x, "conv1", 64, 7, 2, standardised=True), 3, 2, 1)
    for name, outputs, stride in stages((3, 4, 6, 3), (64, 128, 256, 512)):
        beta = math.sqrt(1 + ALPHA**2 * round((next(betas) ** 2 - 1) / ALPHA**2))  # the published four digits, made exact
        z = net.lif(x / beta, f"{name} 1").through(lambda v: v * SPIKE_SCALE)
        branch = net.conv(z, f"{name}.conv1.op", outputs, 3, stride, standardised=True)
        branch = net.lif(branch, f"{name} 2").through(lambda v: v * SPIKE_SCALE)
        branch = net.conv(branch, f"{name}.conv2.op", outputs, standardised=True)
        shortcut = net.conv(z, f"{name}.downsample.op", outputs, 1, stride, standardised=True) if stride > 1 else x
        x = shortcut + ALPHA * net.get(f"{name}.skipinit_gain") * branch
    return net.linear(mean_of(Signal(x)), "fc", CLASSES)


def learned(build, traced):
    net, logits, losses = Net(traced), [], []
    label = torch.tensor([0, 2])
    for t in range(STEPS):
        said = build(net, Signal(pattern(f"frame {t}", [BATCH, 3, SIDE, SIDE], 0.5, 4)))
        target = F.one_hot(label, CLASSES).to(said)
        loss = (1 - SHARE) * F.cross_entropy(said, label) + SHARE * ((said - target) ** 2).mean()
        (loss / STEPS).backward()
        logits.append(said.tolist())
        losses.append(loss.item() / STEPS)
    learns = {name: value for name, value in net.tensors.items() if value.requires_grad}
    gradients = {name: (value.grad * pattern(f"{name} gradient", list(value.shape))).sum().item() for name, value in learns.items()}
    return net, dict(logits=logits, loss=sum(losses), gradients=gradients)


def main():
    out = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent)
    content = dict(steps=STEPS, shape=[BATCH, 3, SIDE, SIDE], classes=CLASSES, width=WIDTH, threshold=THRESHOLD, mse_share=SHARE, networks={})
    for build in (vgg_heavy, vgg_ws, resnet_19, sew_resnet_18, nf_resnet_18, nf_resnet_34_ws):
        rules = {}
        for rule in ("online", "ottt"):
            net, rules[rule] = learned(build, rule == "ottt")
        rates = [rate for each in net.rates.values() for rate in each]
        print(f"{build.__name__}: layers fire at {min(rates):.3f} to {max(rates):.3f}, no membrane is nearer to its threshold than {net.margin:.1e}")
        content["networks"][build.__name__] = dict(names=sorted(net.tensors), rates=[min(rates), max(rates)], **rules)
    (out / "networks.json").write_text(json.dumps(content))


main()
