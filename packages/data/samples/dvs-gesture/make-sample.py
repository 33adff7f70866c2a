"""Cuts short pieces out of a recording of DVS128-Gesture: python3 make-sample.py RECORDING LABELS

Every gesture gives its first 30 ms to user01_short.aedat and the next 30 ms to user24_short.aedat, times as they were.
"""
import struct
import sys

import numpy as np

recording, labels = sys.argv[1:]
content = open(recording, 'rb').read()
end = content.index(b'#!END-HEADER\r\n') + 14
words, times, at = [], [], end
while at < len(content):
    kind, source, size, offset, overflow, capacity, count, valid = struct.unpack_from('<hhiiiiii', content, at)
    assert (kind, size, offset, overflow) == (1, 8, 4, 0)
    events = np.frombuffer(content, '<u4', 2 * count, at + 28).reshape(-1, 2)
    words.append(events[:, 0]), times.append(events[:, 1])
    at += 28 + capacity * size
words, times = np.concatenate(words), np.concatenate(times)
rows = [list(map(int, row.split(','))) for row in open(labels).read().split()[1:]]

for part, (name, trials) in enumerate([('user01_short', 'trials_to_train.txt'), ('user24_short', 'trials_to_test.txt')]):
    gestures, pieces = ['class,startTime_usec,endTime_usec'], []
    for label, begin, _ in rows:
        begin += 30000 * part
        gestures.append(f'{label},{begin},{begin + 30000}')
        chosen = (times >= begin) & (times < begin + 30000)
        events = np.stack([words[chosen], times[chosen]], 1).astype('<u4')
        n = len(events)
        pieces.append(struct.pack('<hhiiiiii', 1, 1, 8, 4, 0, n, n, n) + events.tobytes())
    open(f'{name}.aedat', 'wb').write(content[:end] + b''.join(pieces))
    open(f'{name}_labels.csv', 'w').write('\n'.join(gestures) + '\n')
    open(trials, 'w').write(f'{name}.aedat\n')
