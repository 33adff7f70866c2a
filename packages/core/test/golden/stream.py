"""Writes stream.json: draws of Random by another implementation. python3 packages/core/test/golden/stream.py"""

import json
import math
from pathlib import Path

MASK = 0xFFFFFFFF
ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24]


def threefry(key, counter):
    """Threefry-2x32 of 20 rounds (Salmon et al., SC 2011)."""
    keys = [*key, 0x1BD11BDA ^ key[0] ^ key[1]]
    x, y = (counter[0] + keys[0]) & MASK, (counter[1] + keys[1]) & MASK
    for turn in range(20):
        x = (x + y) & MASK
        bits = ROTATIONS[turn % 8]
        y = (((y << bits) | (y >> (32 - bits))) & MASK) ^ x
        if turn % 4 == 3:
            injection = turn // 4 + 1
            x = (x + keys[injection % 3]) & MASK
            y = (y + keys[(injection + 1) % 3] + injection) & MASK
    return x, y


def uniform(seed, stream, index):
    """53 random bits: the upper 27 of the first word, the upper 26 of the second."""
    x, y = threefry((seed, stream), (index & MASK, index >> 32))
    return ((x >> 5) * 2**26 + (y >> 6)) / 2**53


def normal(seed, index):
    radius = math.sqrt(-2 * math.log(1 - uniform(seed, 0, index)))
    return radius * math.cos(2 * math.pi * uniform(seed, 0, index + 1))


def permutation(seed, count):
    order = list(range(count))
    for index, last in enumerate(range(count - 1, 0, -1)):
        other = math.floor(uniform(seed, 0, index) * (last + 1))
        order[last], order[other] = order[other], order[last]
    return order


def fnv(name):
    words = [0x811C9DC5, 0x9747B28C]
    for character in name:
        words = [((word ^ ord(character)) * 0x01000193) & MASK for word in words]
    return words


def child(seed, stream, counter):
    return threefry((seed, stream ^ 0x5BD1E995), counter)[0]


figures = {
    "uniform": [uniform(1, 0, index) for index in range(4)],
    "beyond": uniform(2**32 - 1, 7, 2**32 + 3),
    "normal": [normal(1, 0), normal(1, 2)],
    "permutation": permutation(1, 8),
    "named": child(1, 3, fnv("weights")),
    "unnamed": [child(1, 3, (0, 0)), child(1, 3, (1, 0))],
}
Path(__file__).with_suffix(".json").write_text(json.dumps(figures, indent=2) + "\n")
