import { FormatError } from '@spikegrad/core';
import { checkPixels } from '../../imageHeader.js';
import { ColourMarkers, type Colours } from './colours.js';
import { afterCodes, frameMarkers, marker, progressiveFrame, segmentAt, type Segment } from './segments.js';

/** A component of a frame. */
export interface FrameComponent {
  readonly id: number;
  /** Samples across and down, relative to the other components: 1 to 4. */
  readonly across: number;
  readonly down: number;
  /** The number of its quantisation table. */
  readonly quantisation: number;
}

/** The header of a JPEG. */
export interface JpegHeader {
  readonly width: number;
  readonly height: number;
  readonly progressive: boolean;
  readonly components: readonly FrameComponent[];
  readonly colours: Colours;
}

/**
 * Maximum number of scans. Each scan visits all pixels, so this bounds the time. A progressive image has about ten
 * scans: the longest script in cjpeg's documentation has 10; mozjpeg tries up to 64 and writes about 12.
 */
const mostScans = 64;

/** Frames that are rejected: lossless, differential, arithmetic. DHT, JPG and DAC lie between them. */
const otherFrames = [0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf];

/**
 * Reads the segments before the first scan of a JPEG. Values are untrusted: sizes are checked before anything is
 * decoded.
 *
 * @throws FormatError
 */
export function jpegHeader(bytes: Uint8Array, name: string): JpegHeader {
  const markers = new ColourMarkers();
  let frame: Omit<JpegHeader, 'colours'> | null = null;
  for (let at = 2; ;) {
    const segment = segmentAt(bytes, at, name);
    if (segment.marker === marker.endOfImage || (segment.marker === marker.scan && frame === null))
      throw new FormatError(name, 'the size of the image before its pixels', 'none');
    if (segment.marker === marker.scan) {
      checkScans(bytes, segment.at, name);
      const { components } = frame!;
      return { ...frame!, colours: markers.coloursOf(idsOf(components), name) };
    }
    if (otherFrames.includes(segment.marker)) {
      const received = `a frame of type 0x${segment.marker.toString(16)}`;
      throw new FormatError(name, 'a baseline or progressive JPEG', received);
    }
    markers.see(segment);
    if (frameMarkers.includes(segment.marker)) {
      if (frame !== null) throw new FormatError(name, 'one frame', 'two');
      frame = frameOf(segment, bytes.length, name);
    }
    at = segment.end;
  }
}

const idsOf = (components: readonly FrameComponent[]): readonly number[] => components.map(({ id }) => id);

function frameOf({ data, marker: kind }: Segment, fileBytes: number, name: string): Omit<JpegHeader, 'colours'> {
  if (data.length < 6) throw new FormatError(name, 'a frame header of 8 bytes or more', String(data.length + 2));
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const [precision, count] = [view.getUint8(0), view.getUint8(5)];
  const [height, width] = [view.getUint16(1), view.getUint16(3)];
  if (precision !== 8) throw new FormatError(name, 'samples of 8 bits', `${precision} bits`);
  if (count !== 1 && count !== 3 && count !== 4) throw new FormatError(name, '1, 3 or 4 components', String(count));
  if (data.length !== 6 + 3 * count)
    throw new FormatError(name, `a frame header of ${8 + 3 * count} bytes`, String(data.length + 2));
  checkPixels(width, height, name);
  const components = Array.from({ length: count }, (_, i): FrameComponent => {
    const [id, sampling, quantisation] = data.subarray(6 + 3 * i, 9 + 3 * i) as unknown as [number, number, number];
    return { id, across: sampling >> 4, down: sampling & 15, quantisation };
  });
  for (const { across, down } of components)
    if (across < 1 || across > 4 || down < 1 || down > 4)
      throw new FormatError(name, 'samplings of 1 to 4', `${across}×${down}`);
  if (new Set(idsOf(components)).size < count)
    throw new FormatError(name, 'components with different numbers', String(idsOf(components)));
  const bits = blocksOf(width, height, components);
  if (bits > 8 * fileBytes) {
    const expected = `${Math.ceil(bits / 8)} bytes or more for ${width}×${height}`;
    throw new FormatError(name, expected, `${fileBytes} bytes`);
  }
  // A single component is not subsampled.
  const [only] = components;
  const relative = count === 1 ? [{ ...only!, across: 1, down: 1 }] : components;
  return { width, height, progressive: kind === progressiveFrame, components: relative };
}

/** Blocks of 8×8 samples. Each takes at least one bit, so a small file cannot claim to be a large image. */
function blocksOf(width: number, height: number, components: readonly FrameComponent[]): number {
  const acrossMost = Math.max(...components.map(({ across }) => across));
  const downMost = Math.max(...components.map(({ down }) => down));
  return components.reduce(
    (sum, { across, down }) =>
      sum + Math.ceil((width * across) / acrossMost / 8) * Math.ceil((height * down) / downMost / 8),
    0,
  );
}

/** Counts scans from the first on, up to the end of the image or of the file. */
function checkScans(bytes: Uint8Array, first: number, name: string): void {
  let scans = 0;
  for (let at = first; at < bytes.length;) {
    const segment = segmentAt(bytes, at, name);
    if (segment.marker === marker.endOfImage) return;
    if (segment.marker === marker.scan && ++scans > mostScans)
      throw new FormatError(name, `at most ${mostScans} scans`, 'more');
    at = segment.marker === marker.scan ? afterCodes(bytes, segment.end) : segment.end;
  }
}
