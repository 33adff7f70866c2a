import { encodePng } from './png.js';
import { escaped } from '@spikegrad/files';

/** The images of a sample, side by side, `[height, width, 3]` bytes each, and its label. */
export interface Strip {
  readonly label: string;
  readonly height: number;
  readonly width: number;
  readonly pictures: readonly Uint8Array[];
}

/** Screen pixels: minimum of an image's longer side, space around images, and height of a line of text. */
const [leastSide, gap, line] = [64, 8, 18];

/** Space between frames. */
const apart = 4;

const style = `<style>
svg{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif}
.paper{fill:#fff}text{font-size:12px;fill:#1e293b}.head{font-size:16px;font-weight:600}.time{text-anchor:middle}
image{image-rendering:pixelated;outline:1px solid #cbd5e1}
@media (prefers-color-scheme:dark){.paper{fill:#0f1722}text{fill:#e2e8f0}}
</style>`;

/** The layout of strips. */
interface Layout {
  /** Strips in a row. */
  readonly columns: number;
  /** Width and height of a strip, including its label and the space after it. */
  readonly cell: readonly [width: number, height: number];
  /** Distance from its left to its first image. */
  readonly offset: number;
}

/**
 * Draws samples into one SVG. Samples of one image are in a grid, each above its label. Samples of several frames
 * have one row each, after their label.
 */
export function drawSheet(strips: readonly Strip[], title: string): string {
  const [height, width] = [largest(strips, 'height'), largest(strips, 'width')];
  const zoom = Math.max(1, Math.ceil(leastSide / Math.max(height, width)));
  const shown = [width * zoom, height * zoom] as const;
  const frames = strips[0]?.pictures.length ?? 1;
  const layout = frames === 1 ? grid(strips, shown) : rows(strips, frames, shown);
  const { columns, cell, offset } = layout;
  const beside = frames > 1;
  const top = gap + 2 * line + (beside ? line : 0);
  const parts = strips.map(({ label, pictures, ...size }, i) => {
    const x = gap + (i % columns) * cell[0];
    const y = top + Math.floor(i / columns) * cell[1];
    const words = `<text x="${x}" y="${beside ? y + shown[1] / 2 : y + shown[1] + line - 4}">${escaped(label)}</text>`;
    const images = pictures.map((rgb, t) => {
      const place = `x="${x + offset + t * (shown[0] + apart)}" y="${y}"`;
      const data = Buffer.from(encodePng(rgb, size.height, size.width)).toString('base64');
      return `<image ${place} width="${shown[0]}" height="${shown[1]}" href="data:image/png;base64,${data}"/>`;
    });
    return [words, ...images].join('\n');
  });
  const middle = (t: number): number => gap + offset + t * (shown[0] + apart) + shown[0] / 2;
  const times = beside ? Array.from({ length: frames }, (_, t) => heading(middle(t), top - 6, t + 1)) : [];
  const whole = [2 * gap + columns * cell[0], top + Math.ceil(strips.length / columns) * cell[1] + gap] as const;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${whole[0]}" height="${whole[1]}" viewBox="0 0 ${whole.join(' ')}">
${style}
<rect class="paper" width="100%" height="100%"/>
<text class="head" x="${gap}" y="${gap + line}">${escaped(title)}</text>
${[...times, ...parts].join('\n')}
</svg>
`;
}

const largest = (strips: readonly Strip[], side: 'height' | 'width'): number =>
  Math.max(1, ...strips.map(({ [side]: length }) => length));

const heading = (x: number, y: number, t: number): string => `<text class="time" x="${x}" y="${y}">t = ${t}</text>`;

/** Wide enough for the small text. */
const widest = (strips: readonly Strip[]): number => 7 * Math.max(...strips.map(({ label }) => label.length), 1);

function grid(strips: readonly Strip[], [width, height]: readonly [number, number]): Layout {
  const cell = [Math.max(width, widest(strips)) + gap, height + line + gap] as const;
  return { columns: Math.max(1, Math.floor(960 / cell[0])), cell, offset: 0 };
}

function rows(strips: readonly Strip[], frames: number, [width, height]: readonly [number, number]): Layout {
  const before = widest(strips) + gap;
  return { columns: 1, cell: [before + frames * (width + apart), height + apart], offset: before };
}
