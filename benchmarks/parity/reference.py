"""Trains VGG, ResNet-19 and NF-ResNet-18* in PyTorch as `training.js` does, step by step from the same weights on the same batches.

Called by `compare.js`: takes options as one JSON argument, writes `state-K.safetensors` after each training step and prints figures as one JSON
line. Every formula is written as it stands on paper and left to autograd: the double transformation of OSR, the threshold of OTS, the trace of
OTTT. What no gradient flows through is detached.
"""

import json
import struct
import sys
from pathlib import Path

import torch
import torch.nn.functional as F

EPSILON, KEPT, GUARD = 1e-4, 0.9, 20.0
LEAK, STEEPNESS, FIRST_THRESHOLD = 0.5, 4.0, 1.0
MSE_SHARE = 0.05
NAMES = {"F32": torch.float32, "F64": torch.float64}


def read_safetensors(path):
    data = bytearray(Path(path).read_bytes())
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    result = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            # A copy, since the bytes of a tensor need not lie where its type wants them.
            result[name] = torch.frombuffer(data[8 + length + begin : 8 + length + end], dtype=NAMES[entry["dtype"]]).reshape(entry["shape"])
    return result


def write_safetensors(path, tensors):
    header, place, parts = {}, 0, []
    for name, tensor in tensors.items():
        array = tensor.detach().double().contiguous().numpy().tobytes()
        header[name] = {"dtype": "F64", "shape": list(tensor.shape), "data_offsets": [place, place + len(array)]}
        place += len(array)
        parts.append(array)
    text = json.dumps(header).encode()
    Path(path).write_bytes(struct.pack("<Q", len(text)) + text + b"".join(parts))


class Spike(torch.autograd.Function):
    """1 where a membrane reaches its threshold; the slope is that of a sigmoid."""

    @staticmethod
    def forward(ctx, distance):
        ctx.save_for_backward(distance)
        return (distance >= 0).to(distance)

    @staticmethod
    def backward(ctx, gradient):
        s = torch.sigmoid(STEEPNESS * ctx.saved_tensors[0])
        return gradient * STEEPNESS * s * (1 - s)


class Signal:
    """Spikes, and the trace that stands in for them in the gradients of weights, where the rule has one."""

    def __init__(self, value, trace=None):
        self.value, self.trace = value, trace

    def mapped(self, linear):
        return Signal(linear(self.value), None if self.trace is None else linear(self.trace))


class Synapse:
    def __init__(self, leaves, path, function):
        self.weight, self.bias, self.function = leaves[f"{path}.weight"], leaves[f"{path}.bias"], function

    def __call__(self, x):
        if x.trace is None:
            return self.function(x.value, self.weight) + self.spread(self.bias, x.value)
        # The value and the gradient below from the spikes, the gradient of the weight from the trace.
        by_trace = self.function(x.trace, self.weight)
        return self.function(x.value, self.weight.detach()) + (by_trace - by_trace.detach()) + self.spread(self.bias, x.value)

    @staticmethod
    def spread(bias, like):
        return bias.view([1, -1] + [1] * (like.dim() - 2))


class Norm:
    def __init__(self, net, path):
        self.net, self.path = net, path
        self.gamma, self.beta = net.leaves[f"{path}.gamma"], net.leaves[f"{path}.beta"]
        self.begin()

    def begin(self):
        self.means, self.variances, self.squares = [], [], []

    def end(self):
        mean = torch.stack(self.means).mean(0)
        variance = torch.stack(self.variances).mean(0)
        if self.net.norm == "osr":
            variance = variance + torch.stack(self.squares).mean(0) - mean * mean
        held = self.net.held
        for name, now in (("runningMean", mean), ("runningVariance", variance)):
            old = held[f"{self.path}.{name}"]
            held[f"{self.path}.{name}"] = old + (1 - KEPT) * (now - old)

    def __call__(self, x):
        column = lambda v: v.view([1, -1] + [1] * (x.dim() - 2))
        axes = [0, *range(2, x.dim())]
        mean = x.mean(axes)
        variance = ((x - column(mean)) ** 2).mean(axes)
        self.means.append(mean.detach())
        self.variances.append(variance.detach())
        self.squares.append(mean.detach() ** 2)
        deviation = torch.sqrt(variance + EPSILON)
        standard = (x - column(mean)) / column(deviation)
        plain = column(self.gamma) * standard + column(self.beta)
        if self.net.norm == "vanilla":
            return plain
        running_mean, running_variance = (self.net.held[f"{self.path}.{name}"] for name in ("runningMean", "runningVariance"))
        running = torch.sqrt(running_variance + EPSILON)
        ratio, shift = (deviation / running).detach(), ((mean - running_mean) / running).detach()
        twice = column(self.gamma) * (standard * column(ratio) + column(shift)) + column(self.beta)
        if torch.maximum(ratio, 1 / ratio).max() <= GUARD:
            return twice
        self.net.guarded += 1
        return twice + (plain - twice).detach()


class Neuron:
    def __init__(self, net):
        self.net = net
        self.begin()

    def begin(self):
        self.membrane = self.trace = self.k = None
        self.rates = []

    def threshold(self, u):
        if not self.net.ots:
            return FIRST_THRESHOLD
        mean, deviation = u.mean(), u.std(unbiased=True)
        if self.k is None:
            # Until a neuron of the layer fires the threshold is the first one, and nothing follows from silence.
            if u.max() >= FIRST_THRESHOLD:
                self.k = (FIRST_THRESHOLD - mean) / deviation
            return FIRST_THRESHOLD
        return mean + deviation * self.k

    def __call__(self, current):
        u = current if self.membrane is None else LEAK * self.membrane + current
        with torch.no_grad():
            theta = self.threshold(u)
        spikes = Spike.apply(u - theta)
        with torch.no_grad():
            self.membrane = u - spikes * theta
            self.rates.append(spikes.mean().item())
            if self.net.traced:
                self.trace = spikes.clone() if self.trace is None else LEAK * self.trace + spikes
        return Signal(spikes, self.trace)


def conv(stride=1, padding=1):
    return lambda x, weight: F.conv2d(x, weight, stride=stride, padding=padding)


class Net:
    """Parameters are leaves, running statistics are held; both have the names of our state dict."""

    def __init__(self, state, options):
        self.norm, self.ots, self.traced = options["norm"], options["ots"], options["traced"]
        self.held = {name: value for name, value in state.items() if name.split(".")[-1].startswith("running")}
        self.leaves = {name: value.clone().requires_grad_() for name, value in state.items() if name not in self.held}
        self.norms, self.neurons, self.guarded = [], [], 0
        self.run = {"vgg": self.vgg, "resNet": self.res_net, "nfResNet": self.nf_res_net}[options["network"]]()

    def normed(self, path):
        self.norms.append(Norm(self, path))
        return self.norms[-1]

    def neuron(self):
        self.neurons.append(Neuron(self))
        return self.neurons[-1]

    def linear(self, path):
        return Synapse(self.leaves, path, F.linear)

    def convolution(self, path, stride=1):
        return Synapse(self.leaves, path, conv(stride, (self.leaves[f"{path}.weight"].shape[-1] - 1) // 2))

    def vgg(self):
        layers = [
            (self.convolution(f"features.{i}.synapse"), self.normed(f"features.{i}.norm"), self.neuron()) if kind == "conv" else None
            for i, kind in enumerate(["conv", "conv", "pool", "conv", "conv", "pool", "conv", "conv", "pool", "conv", "conv"])
        ]
        head = self.linear("classifier.0")

        def run(x):
            for layer in layers:
                x = x.mapped(lambda v: F.avg_pool2d(v, 2)) if layer is None else layer[2](layer[1](layer[0](x)))
            return head(x.mapped(lambda v: v.mean((2, 3))))

        return run

    def shortcut(self, block, stride):
        if f"{block}.downsample.0.weight" not in self.leaves:
            return lambda x: x.value
        synapse, norm = self.convolution(f"{block}.downsample.0", stride), self.normed(f"{block}.downsample.1")
        return lambda x: norm(synapse(x))

    def blocks(self, make):
        """Each block of each stage, as many as there are weights for; all stages but the first begin with a stride of 2."""
        made = []
        for stage in range(1, 5):
            for place in range(99):
                if f"layer{stage}.{place}.conv1.weight" not in self.leaves:
                    break
                made.append(make(f"layer{stage}.{place}", 2 if stage > 1 and place == 0 else 1))
        return made

    def res_net(self):
        stem, stem_norm, stem_neuron = self.convolution("conv1"), self.normed("norm1"), self.neuron()

        def make(block, stride):
            conv1, norm1, neuron1 = self.convolution(f"{block}.conv1", stride), self.normed(f"{block}.norm1"), self.neuron()
            conv2, shortcut = self.convolution(f"{block}.conv2"), self.shortcut(block, stride)
            norm2, neuron2 = self.normed(f"{block}.norm2"), self.neuron()
            return lambda x: neuron2(norm2(conv2(neuron1(norm1(conv1(x)))) + shortcut(x)))

        blocks = self.blocks(make)
        fc1, fc_norm, fc2 = self.linear("fc1.0"), self.normed("fc1.1"), self.linear("fc2")

        def run(x):
            x = stem_neuron(stem_norm(stem(x)))
            for block in blocks:
                x = block(x)
            return fc2(Signal(fc_norm(fc1(x.mapped(lambda v: F.adaptive_avg_pool2d(v, 4).flatten(1))))))

        return run

    def nf_res_net(self):
        stem, stem_norm = self.convolution("conv1", 2), self.normed("norm1")

        def make(block, stride):
            neuron1, conv1, norm1 = self.neuron(), self.convolution(f"{block}.conv1", stride), self.normed(f"{block}.norm1")
            neuron2, conv2, norm2 = self.neuron(), self.convolution(f"{block}.conv2"), self.normed(f"{block}.norm2")
            shortcut = self.shortcut(block, stride)
            return lambda x: Signal(norm2(conv2(neuron2(norm1(conv1(neuron1(x.value)))))) + shortcut(x))

        blocks, fc = self.blocks(make), self.linear("fc")

        def run(x):
            x = Signal(F.max_pool2d(stem_norm(stem(x)), 3, 2, 1))
            for block in blocks:
                x = block(x)
            return fc(x.mapped(lambda v: v.mean((2, 3))))

        return run

    def learn(self, image, label, steps, optimizer):
        """T times forward and backward, one move of the weights. The loss is the mean over the steps."""
        for part in (*self.norms, *self.neurons):
            part.begin()
        optimizer.zero_grad()
        total = 0.0
        for _ in range(steps):
            logits = self.run(Signal(image))
            target = F.one_hot(label, logits.shape[1]).to(logits)
            loss = (1 - MSE_SHARE) * F.cross_entropy(logits, label) + MSE_SHARE * ((logits - target) ** 2).mean()
            (loss / steps).backward()
            total += loss.item() / steps
        with torch.no_grad():
            for norm in self.norms:
                norm.end()
        optimizer.step()
        return total


def main():
    options = json.loads(sys.argv[1])
    torch.set_num_threads(1)
    dtype = {"float32": torch.float32, "float64": torch.float64}[options["dtype"]]
    net = Net({name: value.to(dtype) for name, value in read_safetensors(options["weights"]).items()}, options)
    batches = read_safetensors(options["batches"])
    leaves = net.leaves
    optimizer = torch.optim.SGD(leaves.values(), lr=options["learningRate"], momentum=options["momentum"], weight_decay=options["weightDecay"])
    losses, rates = [], []
    for k, (image, label) in enumerate(zip(batches["images"], batches["labels"])):
        losses.append(net.learn(image.to(dtype), label.long(), options["steps"], optimizer))
        rates.append([neuron.rates for neuron in net.neurons])
        velocities = {f"velocity.{name}": optimizer.state[leaf]["momentum_buffer"] for name, leaf in leaves.items()}
        states = {f"model.{name}": value for name, value in (*leaves.items(), *net.held.items())}
        write_safetensors(Path(options["folder"]) / f"state-{k + 1}.safetensors", states | velocities)
    print(json.dumps({"losses": losses, "rates": rates, "guarded": net.guarded, "version": torch.__version__}))


main()
