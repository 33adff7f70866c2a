"""One online training step of the paper's VGG or ResNet-19 with OSR, OTS and LIF in PyTorch: what `ours.js` computes, from the same weights.

Called by `npm run bench`; takes its options as one JSON argument and prints its result as one JSON line. Written the way PyTorch
is fastest without a compiler: gradients of OSR and of spikes are autograd functions over fused kernels, not compositions.
"""

import json
import resource
import struct
import sys
import time

import torch
import torch.nn.functional as F

STEPS = 4
LEARNING_RATE, MOMENTUM, WEIGHT_DECAY = 0.1, 0.9, 5e-4
MSE_SHARE = 0.05
EPSILON, KEPT, GUARD = 1e-4, 0.9, 20.0
LEAK, STEEPNESS, FIRST_THRESHOLD = 0.5, 4.0, 1.0
LAYERS = [0, 1, "pool", 3, 4, "pool", 6, 7, "pool", 9, 10]


def read_safetensors(path):
    data = bytearray(open(path, "rb").read())
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    result = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        begin, end = entry["data_offsets"]
        array = torch.frombuffer(data, dtype=torch.float32, count=(end - begin) // 4, offset=8 + length + begin)
        result[name] = array.reshape(entry["shape"]).clone()
    return result


class Renormalise(torch.autograd.Function):
    """Value: gamma (I - centre) inverse + beta. Gradient: batch normalisation's with the step's statistics, rescaled by sigma / running."""

    @staticmethod
    def forward(ctx, x, gamma, beta, centre, inverse, mean, inverse_deviation, running_mean, inverse_running):
        ctx.save_for_backward(x, gamma, mean, inverse_deviation, running_mean, inverse_running)
        scale = gamma * inverse
        shift = beta - scale * centre
        channel = (-1,) + (1,) * (x.dim() - 2)
        return torch.addcmul(shift.view(channel), x, scale.view(channel))

    @staticmethod
    def backward(ctx, dy):
        x, gamma, mean, inverse_deviation, running_mean, inverse_running = ctx.saved_tensors
        weight = gamma * inverse_running / inverse_deviation
        dx, product, total = torch.ops.aten.native_batch_norm_backward(
            dy, x, weight, None, None, mean, inverse_deviation, True, EPSILON, [True, True, True]
        )
        d_gamma = product * inverse_running / inverse_deviation + total * (mean - running_mean) * inverse_running
        return dx, d_gamma, total, None, None, None, None, None, None


class Fire(torch.autograd.Function):
    """s = [u >= theta], with the slope of a sigmoid at u - theta."""

    @staticmethod
    def forward(ctx, u, theta):
        ctx.save_for_backward(u, theta)
        return (u >= theta).to(u.dtype)

    @staticmethod
    def backward(ctx, dy):
        u, theta = ctx.saved_tensors
        s = (u - theta).mul_(STEEPNESS).sigmoid_()
        return torch.addcmul(s, s, s, value=-1).mul_(STEEPNESS).mul_(dy), None


class Synapse:
    """A convolution or a linear layer."""

    def __init__(self, state, path, stride=1):
        self.weight, self.bias = (state[f"{path}.{name}"].requires_grad_() for name in ("weight", "bias"))
        self.stride = stride

    def __call__(self, x):
        if self.weight.dim() == 2:
            return F.linear(x, self.weight, self.bias)
        return F.conv2d(x, self.weight, self.bias, stride=self.stride, padding=self.weight.shape[-1] // 2)


class OSR:
    """Normalises by running statistics, which move once a sequence."""

    def __init__(self, state, path):
        self.gamma, self.beta = (state[f"{path}.{name}"].requires_grad_() for name in ("gamma", "beta"))
        self.running_mean, self.running_variance = state[f"{path}.runningMean"], state[f"{path}.runningVariance"]

    def begin(self):
        self.means = self.variances = 0.0

    def end(self, steps):
        mean = self.means / steps
        variance = (self.variances / steps - mean * mean).clamp_min(0)
        self.running_mean = KEPT * self.running_mean + (1 - KEPT) * mean
        self.running_variance = KEPT * self.running_variance + (1 - KEPT) * variance

    def __call__(self, x):
        with torch.no_grad():
            mean, variance = torch.batch_norm_update_stats(x, None, None, 0.0)
            self.means = self.means + mean
            self.variances = self.variances + variance + mean * mean
            own = (variance + EPSILON).rsqrt()
            running = (self.running_variance + EPSILON).rsqrt()
            ratio = own / running
            falls_back = torch.maximum(ratio, 1 / ratio).max() > GUARD
            centre = torch.where(falls_back, mean, self.running_mean)
            inverse = torch.where(falls_back, own, running)
        return Renormalise.apply(x, self.gamma, self.beta, centre, inverse, mean, own, self.running_mean, running)


class LIF:
    """Leaky neurons whose threshold is stabilised."""

    def __init__(self, path):
        self.path = path

    def begin(self):
        self.membrane = self.k = None
        self.rates = []

    def threshold(self, u):
        variance, mean = torch.var_mean(u)
        deviation = variance.sqrt()
        if self.k is None:
            # Until a neuron of the layer fires the threshold is the first one, and nothing follows from silence.
            if u.max() >= FIRST_THRESHOLD:
                self.k = (FIRST_THRESHOLD - mean) / deviation
            return torch.full_like(mean, FIRST_THRESHOLD)
        return mean + deviation * self.k

    def fire(self, x):
        u = x if self.membrane is None else torch.add(x, self.membrane, alpha=LEAK)
        with torch.no_grad():
            theta = self.threshold(u)
        spike = Fire.apply(u, theta)
        with torch.no_grad():
            self.membrane = torch.addcmul(u, spike, theta, value=-1)
        return spike

    def __call__(self, x, watch):
        spike = self.fire(x)
        if watch:
            self.rates.append(spike.mean().item())
        return spike


class Network:
    """The parts of a network by path, and how it learns. A network says how its parts follow each other."""

    def __init__(self, state):
        self.state = state
        self.synapses, self.norms, self.neurons = {}, {}, []

    def synapse(self, path, stride=1):
        self.synapses[path] = Synapse(self.state, path, stride)
        return self.synapses[path]

    def norm(self, path):
        self.norms[path] = OSR(self.state, path)
        return self.norms[path]

    def neuron(self, path):
        self.neurons.append(LIF(path))
        return self.neurons[-1]

    def parameters(self):
        kinds = [(self.synapses, ("weight", "bias")), (self.norms, ("gamma", "beta"))]
        return {
            f"{path}.{name}": getattr(part, name)
            for parts, names in kinds
            for path, part in parts.items()
            for name in names
        }

    def learn(self, image, label, optimizer, watch=False):
        """T times forward and backward, one move of the weights."""
        for each in [*self.norms.values(), *self.neurons]:
            each.begin()
        optimizer.zero_grad(set_to_none=True)
        total = 0.0
        for _ in range(STEPS):
            logits = self.forward(image, watch)
            target = F.one_hot(label, logits.shape[1]).to(image.dtype)
            loss = (1 - MSE_SHARE) * F.cross_entropy(logits, label) + MSE_SHARE * F.mse_loss(logits, target)
            (loss / STEPS).backward()
            total = total + loss.detach() / STEPS
        for norm in self.norms.values():
            norm.end(STEPS)
        optimizer.step()
        return total.item()


class Layer:
    """A synapse, a norm and neurons. The shortcut of a block is added before the norm."""

    def __init__(self, network, synapse, norm, neuron, stride=1):
        self.synapse = network.synapse(synapse, stride)
        self.norm = network.norm(norm)
        self.neuron = network.neuron(neuron)

    def __call__(self, x, watch, shortcut=None):
        current = self.synapse(x)
        return self.neuron(self.norm(current if shortcut is None else current + shortcut), watch)


class VGG(Network):
    """Convolutions and average pooling, then one linear layer on the mean of each channel."""

    def __init__(self, state):
        super().__init__(state)
        self.layers = [each if each == "pool" else self.layer(f"features.{each}") for each in LAYERS]
        self.classifier = self.synapse("classifier.0")

    def layer(self, path):
        return Layer(self, f"{path}.synapse", f"{path}.norm", f"{path}.neuron")

    def forward(self, x, watch):
        for each in self.layers:
            x = F.avg_pool2d(x, 2) if each == "pool" else each(x, watch)
        return self.classifier(x.mean((2, 3)))


class Block:
    """Two layers and a shortcut. Blocks that halve height and width have a convolution of 1 x 1 and a norm in the shortcut."""

    def __init__(self, network, path):
        shrinks = f"{path}.downsample.0.weight" in network.state
        stride = 2 if shrinks else 1
        self.first = Layer(network, f"{path}.conv1", f"{path}.norm1", f"{path}.neuron1", stride)
        self.second = Layer(network, f"{path}.conv2", f"{path}.norm2", f"{path}.neuron2")
        self.shortcut = None
        if shrinks:
            self.shortcut = network.synapse(f"{path}.downsample.0", stride), network.norm(f"{path}.downsample.1")

    def __call__(self, x, watch):
        shortcut = x
        if self.shortcut:
            synapse, norm = self.shortcut
            shortcut = norm(synapse(x))
        return self.second(self.first(x, watch), watch, shortcut)


class ResNet19(Network):
    """Three stages of blocks, then two linear layers."""

    def __init__(self, state):
        super().__init__(state)
        self.stem = Layer(self, "conv1", "norm1", "neuron1")
        stages = enumerate((3, 3, 2), start=1)
        self.blocks = [Block(self, f"layer{stage}.{i}") for stage, blocks in stages for i in range(blocks)]
        self.linear = self.synapse("fc1.0"), self.norm("fc1.1"), self.synapse("fc2")

    def forward(self, x, watch):
        x = self.stem(x, watch)
        for block in self.blocks:
            x = block(x, watch)
        first, norm, last = self.linear
        return last(norm(first(F.avg_pool2d(x, x.shape[-1] // 4).flatten(1))))


NETWORKS = {"vgg": VGG, "resnet19": ResNet19}


def resident():
    return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main():
    options = json.loads(sys.argv[1])
    torch.set_num_threads(options["threads"])
    before = resident()
    dtype = {"float32": torch.float32, "float64": torch.float64}[options["dtype"]]
    state = {name: value.to(dtype) for name, value in read_safetensors(options["weights"]).items()}
    network = NETWORKS[options["network"]](state)
    batch = read_safetensors(options["batch"])
    image, label = batch["image"].to(dtype), batch["label"].long()
    if options["channelsLast"]:
        image = image.to(memory_format=torch.channels_last)
        for synapse in network.synapses.values():
            if synapse.weight.dim() == 4:
                synapse.weight.data = synapse.weight.data.to(memory_format=torch.channels_last)
    parameters = network.parameters()
    optimizer = torch.optim.SGD(parameters.values(), lr=LEARNING_RATE, momentum=MOMENTUM, weight_decay=WEIGHT_DECAY)

    losses = [network.learn(image, label, optimizer, watch=True)]
    rates = {neuron.path: sum(neuron.rates) / STEPS for neuron in network.neurons}
    gradients = {name: value.grad.norm().item() for name, value in parameters.items()}
    until = time.perf_counter() + options["warmUp"]
    while time.perf_counter() < until:
        losses.append(network.learn(image, label, optimizer))
    seconds = []
    for done in range(options["repeat"]):
        began = time.perf_counter()
        losses.append(network.learn(image, label, optimizer))
        seconds.append(time.perf_counter() - began)
        print(f"  PyTorch {done + 1}/{options['repeat']}  {seconds[-1]:.2f} s", file=sys.stderr)
    result = {"seconds": seconds, "losses": losses, "rates": rates, "gradients": gradients}
    print(json.dumps(result | {"resident": resident(), "residentBefore": before, "version": torch.__version__}))


if __name__ == "__main__":
    main()
