"""What torchvision and Pillow make of small pictures: python3 transforms.py > transforms.json

Made with torch 2.13.0, torchvision 0.28.0, Pillow 12.3.0. The pictures come from a formula, here and in the test, so only results are kept.
"""
import json
import random

import numpy as np
import torch
from PIL import Image
from torchvision import transforms
from torchvision.transforms import InterpolationMode
from torchvision.transforms import functional as F


def picture(height, width):
    """Three channels of bytes, height × width × 3."""
    c, y, x = np.meshgrid(np.arange(3), np.arange(height), np.arange(width), indexing='ij')
    return ((x * x * 7 + y * y * 13 + x * y * 29 + c * 101 + (x ^ y) * 31) % 256).astype(np.uint8).transpose(1, 2, 0)


def listed(array):
    return np.asarray(array).ravel().tolist()


def planes(image):
    return listed(np.asarray(image).transpose(2, 0, 1))


def tensor(height, width):
    return torch.from_numpy(picture(height, width).transpose(2, 0, 1).copy()).float() / 255


found = {'resizeBytes': [], 'resizeFloats': [], 'nearest': [], 'rotate': [], 'centerCrop': [], 'boxes': []}

for height, width, size in [(17, 13, 8), (13, 17, 8), (9, 7, (5, 12)), (5, 6, 11), (33, 8, (3, 8)), (8, 40, (8, 5)), (7, 7, 7)]:
    image = Image.fromarray(picture(height, width))
    made = transforms.Resize(size)(image)
    found['resizeBytes'].append({'from': [height, width], 'size': size, 'to': [made.height, made.width], 'pixels': planes(made)})

for height, width, size in [(17, 13, 8), (9, 7, (5, 12)), (5, 6, 11)]:
    for antialias in [True, False]:
        made = transforms.Resize(size, antialias=antialias)(tensor(height, width))
        found['resizeFloats'].append({'from': [height, width], 'size': size, 'antialias': antialias,
                                      'to': list(made.shape[1:]), 'pixels': [round(v, 6) for v in listed(made)]})

for height, width, size in [(17, 13, (8, 8)), (9, 7, (12, 12)), (21, 19, (10, 10))]:
    made = F.resize(tensor(height, width), size, InterpolationMode.NEAREST)
    found['nearest'].append({'from': [height, width], 'size': size, 'bytes': listed((made * 255).round().int())})

# No angle at which places fall exactly between pixels, where float32 decides.
for height, width, degrees in [(9, 9, 29.6), (8, 8, -17.3), (7, 12, 11.7), (10, 10, 90), (6, 9, 143.1)]:
    made = F.rotate(tensor(height, width), degrees)
    found['rotate'].append({'from': [height, width], 'degrees': degrees, 'bytes': listed((made * 255).round().int())})

for height, width, size in [(9, 7, 4), (7, 8, 5), (10, 12, 5), (6, 11, 6)]:
    made = transforms.CenterCrop(size)(Image.fromarray(picture(height, width)))
    found['centerCrop'].append({'from': [height, width], 'size': size, 'pixels': planes(made)})


class Drawn:
    """Stands in for `torch` where torchvision draws a box: the numbers come from a list."""

    log, tensor = staticmethod(torch.log), staticmethod(torch.tensor)
    exp = staticmethod(torch.exp)

    def __init__(self, numbers):
        self.numbers = iter(numbers)

    def empty(self, _):
        return self

    def uniform_(self, low, high):
        return torch.tensor(float(low) + (float(high) - float(low)) * next(self.numbers), dtype=torch.float64)

    def randint(self, _, high, size):
        return torch.tensor(int(next(self.numbers) * high))


chance = random.Random(7)
module = transforms.transforms
for height, width, scale, ratio in ([(128, 128, (.7, 1), (3 / 4, 4 / 3))] * 6 + [(375, 500, (.08, 1), (3 / 4, 4 / 3))] * 6
                                    + [(40, 400, (.9, 1), (3 / 4, 4 / 3)), (400, 40, (.9, 1), (3 / 4, 4 / 3)), (50, 60, (1, 1), (1, 1)),
                                       (31, 30, (1, 1), (.9, 1.1))]):
    numbers = [chance.random() for _ in range(22)]
    module.torch = Drawn(numbers)
    box = transforms.RandomResizedCrop.get_params(torch.zeros(3, height, width), list(scale), list(ratio))
    module.torch = torch
    found['boxes'].append({'from': [height, width], 'scale': scale, 'ratio': ratio, 'numbers': numbers, 'box': list(map(int, box))})

print(json.dumps(found, separators=(',', ':')).replace('},{', '},\n{'))
