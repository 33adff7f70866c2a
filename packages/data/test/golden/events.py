"""What a reader of events must find in real recordings, by NumPy alone: python3 events.py FOLDER… > events.json

Every `.bin` (N-MNIST), `.aedat` (2.0 or 3.1) and `.aedat.gz` below the folders is read. Written from the published formats, without a look
at the reader that is held to it.
"""
import gzip
import hashlib
import json
import os
import sys

import numpy as np


def nmnist(raw):
    b = np.frombuffer(raw, np.uint8).reshape(-1, 5).astype(np.int64)
    return (34, 34), b[:, 0], b[:, 1], b[:, 2] >> 7, (b[:, 2] & 127) * 65536 + b[:, 3] * 256 + b[:, 4]


def aedat2(raw):
    while raw[:1] == b'#':
        raw = raw[raw.index(b'\n') + 1:]
    b = np.frombuffer(raw, '>u4').reshape(-1, 2).astype(np.int64)
    b = b[b[:, 0] & 0x8000 == 0]
    return (128, 128), b[:, 0] // 2 % 128, b[:, 0] // 256 % 128, 1 - b[:, 0] % 2, b[:, 1]


def aedat3(raw):
    raw = raw[raw.index(b'#!END-HEADER') + 14:]
    parts = []
    while raw:
        head = np.frombuffer(raw[:28], [('kind', '<i2', 2), ('n', '<i4', 6)])[0]
        size, _, overflow, capacity, count, _ = head['n']
        if head['kind'][0] == 1:
            e = np.frombuffer(raw[28:28 + size * count], '<u4').reshape(-1, 2).astype(np.int64)
            parts.append(np.stack([e[:, 0] >> 17, e[:, 0] >> 2 & 0x7fff, e[:, 0] >> 1 & 1, e[:, 1] + (int(overflow) << 31)], 1))
        raw = raw[28 + size * capacity:]
    return (128, 128), *np.concatenate(parts).T


def told(size, x, y, p, t):
    height, width = size
    n, frames = len(x), 10

    def frame_of(place, each):
        return place // each if each > 0 else np.full(n, frames - 1)  # all events are rest

    def sums(j):
        counts = np.zeros((frames, 2, height, width), np.int64)
        np.add.at(counts, (np.minimum(j, frames - 1), p, y, x), 1)
        places = np.arange(counts.size) % 997 + 1
        return {
            'sums': counts.sum((2, 3)).ravel().tolist(),
            'most': int(counts.max()),
            'weighted': int((counts.ravel() * places).sum()),
        }

    events = np.stack([x, y, p, t], 1)
    return {
        'count': n,
        'first': events[0].tolist(),
        'last': events[-1].tolist(),
        'total': events.sum(0).tolist(),
        'byNumber': sums(frame_of(np.arange(n), n // frames)),
        'byTime': sums(frame_of(t - t.min(), (t.max() - t.min()) // frames)),
    }


found = {}
for folder in sys.argv[1:]:
    for path in sorted(os.path.join(at, name) for at, _, names in os.walk(folder) for name in names):
        name = os.path.basename(path)
        raw = gzip.open(path).read() if path.endswith('.gz') else open(path, 'rb').read()
        kind = (nmnist if name.endswith('.bin') else
                aedat2 if raw.startswith(b'#!AER-DAT2') and b'DVS128' in raw[:1000] else
                aedat3 if raw.startswith(b'#!AER-DAT3.1') else None)
        if kind is None:
            continue
        found[name] = {'format': kind.__name__, 'sha256': hashlib.sha256(raw).hexdigest(), **told(*kind(raw))}
print(json.dumps(found, separators=(',', ':')).replace('},"', '},\n"'))
