"""One online training step of the paper's VGG with OSR, OTS and LIF in PyTorch: what `ours.js` computes, from the same weights.

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
        return torch.addcmul(shift[:, None, None], x, scale[:, None, None])

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


class Layer:
    """conv -> OSR -> LIF with OTS."""

    def __init__(self, state, path):
        take = lambda name: state[f"{path}.{name}"]
        leaf = lambda name: take(name).requires_grad_()
        self.weight, self.bias = leaf("synapse.weight"), leaf("synapse.bias")
        self.gamma, self.beta = leaf("norm.gamma"), leaf("norm.beta")
        self.running_mean, self.running_variance = take("norm.runningMean"), take("norm.runningVariance")
        self.path = path
        self.begin()

    def parameters(self):
        names = ["synapse.weight", "synapse.bias", "norm.gamma", "norm.beta"]
        return dict(zip((f"{self.path}.{name}" for name in names), (self.weight, self.bias, self.gamma, self.beta)))

    def begin(self):
        self.membrane = self.k = None
        self.means = self.variances = 0.0
        self.rates = []

    def end(self, steps):
        mean = self.means / steps
        variance = (self.variances / steps - mean * mean).clamp_min(0)
        self.running_mean = KEPT * self.running_mean + (1 - KEPT) * mean
        self.running_variance = KEPT * self.running_variance + (1 - KEPT) * variance

    def normalise(self, x):
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

    def threshold(self, u):
        variance, mean = torch.var_mean(u)
        deviation = variance.sqrt()
        if self.k is None:
            # Until a neuron of the layer fires the threshold is the first one, and nothing follows from silence.
            if u.max() >= FIRST_THRESHOLD:
                self.k = (FIRST_THRESHOLD - mean) / deviation
            return torch.full_like(mean, FIRST_THRESHOLD)
        return mean + deviation * self.k

    def forward(self, x, watch):
        x = self.normalise(F.conv2d(x, self.weight, self.bias, padding=1))
        u = x if self.membrane is None else torch.add(x, self.membrane, alpha=LEAK)
        with torch.no_grad():
            theta = self.threshold(u)
        spike = Fire.apply(u, theta)
        with torch.no_grad():
            self.membrane = torch.addcmul(u, spike, theta, value=-1)
            if watch:
                self.rates.append(spike.mean().item())
        return spike


class Network:
    def __init__(self, state):
        self.layers = [each if each == "pool" else Layer(state, f"features.{each}") for each in LAYERS]
        self.spiking = [layer for layer in self.layers if layer != "pool"]
        self.weight = state["classifier.0.weight"].requires_grad_()
        self.bias = state["classifier.0.bias"].requires_grad_()

    def parameters(self):
        own = {"classifier.0.weight": self.weight, "classifier.0.bias": self.bias}
        return {name: value for layer in self.spiking for name, value in layer.parameters().items()} | own

    def forward(self, x, watch):
        for layer in self.layers:
            x = F.avg_pool2d(x, 2) if layer == "pool" else layer.forward(x, watch)
        return F.linear(x.mean((2, 3)), self.weight, self.bias)

    def learn(self, image, label, optimizer, watch=False):
        """T times forward and backward, one move of the weights."""
        target = F.one_hot(label, self.bias.numel()).to(image.dtype)
        for layer in self.spiking:
            layer.begin()
        optimizer.zero_grad(set_to_none=True)
        total = 0.0
        for _ in range(STEPS):
            logits = self.forward(image, watch)
            loss = (1 - MSE_SHARE) * F.cross_entropy(logits, label) + MSE_SHARE * F.mse_loss(logits, target)
            (loss / STEPS).backward()
            total = total + loss.detach() / STEPS
        for layer in self.spiking:
            layer.end(STEPS)
        optimizer.step()
        return total.item()


def resident():
    return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main():
    options = json.loads(sys.argv[1])
    torch.set_num_threads(options["threads"])
    before = resident()
    dtype = {"float32": torch.float32, "float64": torch.float64}[options["dtype"]]
    network = Network({name: value.to(dtype) for name, value in read_safetensors(options["weights"]).items()})
    batch = read_safetensors(options["batch"])
    image, label = batch["image"].to(dtype), batch["label"].long()
    if options["channelsLast"]:
        image = image.to(memory_format=torch.channels_last)
        for layer in network.spiking:
            layer.weight.data = layer.weight.data.to(memory_format=torch.channels_last)
    parameters = network.parameters()
    optimizer = torch.optim.SGD(parameters.values(), lr=LEARNING_RATE, momentum=MOMENTUM, weight_decay=WEIGHT_DECAY)

    losses = [network.learn(image, label, optimizer, watch=True)]
    rates = {f"{layer.path}.neuron": sum(layer.rates) / STEPS for layer in network.spiking}
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
