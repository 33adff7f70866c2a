"""Turns a checkpoint of PyTorch into safetensors: python3 pth_to_safetensors.py checkpoint.pth weights.safetensors"""

import json
import struct
import sys

import torch

source, target = sys.argv[1:3]
checkpoint = torch.load(source, map_location="cpu", weights_only=True)
for key in ("state_dict", "model", "net"):  # a checkpoint may hold more than the weights
    if isinstance(checkpoint.get(key), dict):
        checkpoint = checkpoint[key]
tensors = {name.removeprefix("module."): value.float().contiguous() for name, value in checkpoint.items()}

header, end = {}, 0
for name, value in tensors.items():
    begin, end = end, end + 4 * value.numel()
    header[name] = {"dtype": "F32", "shape": list(value.shape), "data_offsets": [begin, end]}
text = json.dumps(header).encode()
text += b" " * (-len(text) % 8)
with open(target, "wb") as file:
    file.write(struct.pack("<Q", len(text)) + text)
    for value in tensors.values():
        file.write(value.numpy().tobytes())
