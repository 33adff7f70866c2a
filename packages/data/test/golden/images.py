"""Writes images.json: small pictures in every form that is decoded, and the pixels that Pillow finds in them.

    python3 -m venv venv && venv/bin/pip install pillow==12.3.0
    venv/bin/python packages/data/test/golden/images.py

The pictures are drawn here, so nobody's photograph is in the repository.
"""

import base64
import io
import json
import math
import pathlib

from PIL import Image

WIDTH, HEIGHT = 27, 19  # no multiple of a block, so that edges are cut


def drawn():
    """Waves of every colour and a hard edge."""
    picture = Image.new('RGB', (WIDTH, HEIGHT))
    for y in range(HEIGHT):
        for x in range(WIDTH):
            wave = [128 + 90 * math.sin(0.25 * x + 0.9 * c) * math.cos(0.3 * y - 0.4 * c) for c in range(3)]
            if x > 18 and y > 11:
                wave = [230, 40, 25]
            picture.putpixel((x, y), tuple(int(v) for v in wave))
    return picture


def saved(picture, form, **options):
    file = io.BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


def main():
    rgb = drawn()
    grey = rgb.convert('L')
    opaque = rgb.copy()
    opaque.putalpha(grey)
    files = {
        'jpeg 4:4:4': saved(rgb, 'JPEG', quality=90, subsampling='4:4:4'),
        'jpeg 4:2:2': saved(rgb, 'JPEG', quality=90, subsampling='4:2:2'),
        'jpeg 4:2:0': saved(rgb, 'JPEG', quality=90, subsampling='4:2:0'),
        'jpeg progressive': saved(rgb, 'JPEG', quality=90, subsampling='4:4:4', progressive=True),
        'jpeg with restarts': saved(rgb, 'JPEG', quality=90, subsampling='4:4:4', restart_marker_blocks=2),
        'jpeg grey': saved(grey, 'JPEG', quality=90),
        'jpeg red green blue': saved(rgb, 'JPEG', quality=90, keep_rgb=True),
        'jpeg four inks': saved(rgb.convert('CMYK'), 'JPEG', quality=90),
        'png grey': saved(grey, 'PNG'),
        'png': saved(rgb, 'PNG'),
        'png palette': saved(rgb.quantize(200), 'PNG'),
        'png grey and opacity': saved(Image.merge('LA', (grey, grey)), 'PNG'),
        'png and opacity': saved(opaque, 'PNG'),
        'png of 16 bits': saved(grey.convert('I;16'), 'PNG'),
        'gif': saved(rgb, 'GIF'),
    }
    text = lambda data: base64.b64encode(data).decode()
    found = {
        name: {'file': text(data), 'pixels': text(Image.open(io.BytesIO(data)).convert('RGB').tobytes())}
        for name, data in files.items()
    }
    out = pathlib.Path(__file__).with_suffix('.json')
    out.write_text(json.dumps({'width': WIDTH, 'height': HEIGHT, 'images': found}, indent=2) + '\n')


main()
