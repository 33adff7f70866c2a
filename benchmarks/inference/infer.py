"""Evaluation of the paper's VGG with folded norms and remembered thresholds in PyTorch: what `ours.js` computes, from the same file."""

import json
import os
import sys
import time

import torch
import torch.nn.functional as F

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "step"))
from step import LAYERS, LEAK, STEPS, read_safetensors, resident  # noqa: E402


def evaluate(state, image):
    membranes = {}
    total = 0.0
    for t in range(STEPS):
        x = image
        for each in LAYERS:
            if each == "pool":
                x = F.avg_pool2d(x, 2)
                continue
            path = f"features.{each}"
            u = F.conv2d(x, state[f"{path}.synapse.weight"], state[f"{path}.synapse.bias"], padding=1)
            if path in membranes:
                u.add_(membranes[path], alpha=LEAK)
            theta = state[f"{path}.neuron.threshold.thresholds"][t]
            x = (u >= theta).to(u.dtype)
            membranes[path] = u.addcmul_(x, theta, value=-1)
        total = total + F.linear(x.mean((2, 3)), state["classifier.0.weight"], state["classifier.0.bias"])
    return total


def main():
    options = json.loads(sys.argv[1])
    torch.set_num_threads(options["threads"])
    state = read_safetensors(options["weights"])
    image = read_safetensors(options["batch"])["image"]
    if options["channelsLast"]:
        image = image.to(memory_format=torch.channels_last)
        for name, value in state.items():
            if value.dim() == 4:
                state[name] = value.to(memory_format=torch.channels_last)
    seconds = []
    with torch.inference_mode():
        logits = evaluate(state, image)
        until = time.perf_counter() + options["warmUp"]
        while time.perf_counter() < until:
            evaluate(state, image)
        for _ in range(options["repeat"]):
            began = time.perf_counter()
            evaluate(state, image)
            seconds.append(time.perf_counter() - began)
    print(json.dumps({"seconds": seconds, "logits": logits.flatten().tolist(), "resident": resident()}))


main()
