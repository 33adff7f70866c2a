"""Writes jpegs.json: JPEGs of every order of colour markers, sampling, coding and restart interval, and what Pillow makes of them.

    apt-get install libjpeg-turbo-progs
    python3 -m venv venv && venv/bin/pip install pillow==12.3.0
    venv/bin/python packages/data/test/golden/jpegs.py

The picture is smooth, so that decoders which repeat or smooth colours of fewer samples agree to a few levels.
"""

import base64
import io
import json
import math
import pathlib
import subprocess
import tempfile

from PIL import Image

WIDTH, HEIGHT = 37, 21  # an odd number of blocks both ways, so that units of 2×2 blocks have blocks without pixels

JFIF = b'\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0'
ADOBE = b'\xff\xee\0\x0eAdobe\0\x64\0\0\0\0'
PIECES = {'jfif': JFIF, **{f'adobe{transform}': ADOBE + bytes([transform]) for transform in (0, 1, 2)}}


def drawn():
    picture = Image.new('RGB', (WIDTH, HEIGHT))
    for y in range(HEIGHT):
        for x in range(WIDTH):
            wave = [128 + 90 * math.sin(0.09 * x + 0.9 * c) * math.cos(0.08 * y - 0.4 * c) for c in range(3)]
            picture.putpixel((x, y), tuple(int(v) for v in wave))
    return picture


def segments(file):
    """Marker and bytes of each segment before the first scan, and the rest."""
    at, found = 2, []
    while file[at + 1] != 0xDA:
        end = at + 2 + int.from_bytes(file[at + 2 : at + 4], 'big')
        found.append((file[at + 1], file[at:end]))
        at = end
    return found, file[at:]


def built(file, order, ids=None):
    """A file with other segments for its colours: `frame` in the order stands for its tables and its frame."""
    found, rest = segments(file)
    kept = [segment for marker, segment in found if marker not in (0xE0, 0xEE)]
    frame = next(i for i, segment in enumerate(kept) if segment[1] in (0xC0, 0xC1, 0xC2))
    if ids:
        sof, sos = bytearray(kept[frame]), bytearray(rest)
        for i, number in enumerate(ids):
            sof[10 + 3 * i] = sos[5 + 2 * i] = number
        kept[frame], rest = bytes(sof), bytes(sos)
    pieces = {**PIECES, 'frame': b''.join(kept[: frame + 1])}
    return b'\xff\xd8' + b''.join(pieces[name] for name in order) + b''.join(kept[frame + 1 :]) + rest


def tool(name, *options, given):
    return subprocess.run([name, *options], input=given, capture_output=True, check=True).stdout


def pixels(file):
    return Image.open(io.BytesIO(file)).convert('RGB').tobytes()


def apart(a, b):
    return sum(abs(x - y) for x, y in zip(a, b)) / len(a)


ORDERS = [
    (['jfif', 'frame'], None),
    (['jfif', 'adobe0', 'frame'], None),
    (['adobe0', 'jfif', 'frame'], None),
    (['adobe0', 'frame'], None),
    (['adobe1', 'frame'], None),
    (['adobe2', 'frame'], None),
    (['adobe0', 'adobe1', 'frame'], None),
    (['adobe1', 'adobe0', 'frame'], None),
    (['frame', 'adobe0'], None),
    (['frame', 'jfif', 'adobe0'], None),
    (['adobe0', 'frame', 'jfif'], None),
    (['frame'], [1, 2, 3]),
    (['frame'], [0, 1, 2]),
    (['frame'], list(b'RGB')),
    (['frame'], list(b'rgb')),
    (['jfif', 'frame'], list(b'RGB')),
    (['adobe1', 'frame'], list(b'RGB')),
    (['adobe0', 'frame'], [1, 2, 3]),
]


def main():
    text = lambda data: base64.b64encode(data).decode()
    ppm = io.BytesIO()
    drawn().save(ppm, 'PPM')
    encode = lambda *options: tool('cjpeg', '-quality', '80', '-optimize', *options, given=ppm.getvalue())
    plain = encode('-sample', '1x1')
    readings = {'ycc': pixels(built(plain, ['jfif', 'frame'])), 'rgb': pixels(built(plain, ['adobe0', 'frame']))}
    orders = []
    for order, ids in ORDERS:
        found = pixels(built(plain, order, ids))
        reading = next(name for name, expected in readings.items() if expected == found)
        orders.append({'file': '1x1, baseline', 'order': order, 'ids': ids, 'reading': reading})

    files = {}
    with tempfile.TemporaryDirectory() as folder:
        def variants(name, file, components):
            script = pathlib.Path(folder, f'{components}.scans')
            script.write_text(''.join(f'{i};\n' for i in range(components)))
            codings = {'baseline': [], 'progressive': ['-progressive'], 'a scan a component': ['-scans', str(script)]}
            for coding, options in codings.items():
                for restart in (None, '3B'):
                    if restart is None and name != '1x1':
                        continue
                    interval = ['-restart', restart] if restart else []
                    label = f'{name}, {coding}' + (', restarts' if restart else '')
                    files[label] = tool('jpegtran', '-copy', 'all', '-optimize', *options, *interval, given=file)

        for sampling in ('1x1', '2x1', '2x2', '1x2', '4x1'):
            variants(sampling, encode('-sample', sampling), 3)
        grey = encode('-grayscale', '-sample', '2x2')
        variants('grey', grey, 1)
        inks = io.BytesIO()
        drawn().convert('CMYK').save(inks, 'JPEG', quality=80, optimize=True)
        variants('inks', inks.getvalue(), 4)
    found = {}
    for label, data in files.items():
        expected = 'grey' if label.startswith('grey') else 'inks' if label.startswith('inks') else 'ycc'
        readings.setdefault(expected, pixels(data))
        if apart(pixels(data), readings[expected]) > 5:
            raise SystemExit(f'{label} is another picture')
        found[label] = {'reading': expected, 'file': text(data)}
    inks = files['inks, progressive, restarts']
    readings['ycck'] = pixels(built(inks, ['adobe2', 'frame']))
    for order in (['adobe0', 'frame'], ['adobe1', 'frame'], ['adobe2', 'frame'], ['frame'], ['jfif', 'frame']):
        reading = next(name for name in ('inks', 'ycck') if readings[name] == pixels(built(inks, order)))
        orders.append({'file': 'inks, progressive, restarts', 'order': order, 'ids': None, 'reading': reading})
    out = pathlib.Path(__file__).with_suffix('.json')
    shown = {name: text(data) for name, data in readings.items()}
    content = {'width': WIDTH, 'height': HEIGHT, 'orders': orders, 'readings': shown, 'files': found}
    out.write_text(json.dumps(content, indent=2) + '\n')


main()
