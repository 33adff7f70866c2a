import { FormatError } from '@spikegrad/core';
import { emptyEvents, type Events } from './events.js';
import { headerOf } from './headerLines.js';

/** An address and a time, each 32 bits, the highest first. */
const eventBytes = 8;

const sensor = { width: 128, height: 128 };

/** Bits of an address above those of a pixel: an external signal, not an event of a pixel. */
const external = 0x8000;

/** The clock has 32 bits and overflows. */
const turn = 2 ** 32;

/**
 * Decodes an AEDAT 2.0 recording of a DVS128, the camera of CIFAR10-DVS, from bytes; needs no file system.
 *
 * An address has the polarity in bit 0 (0 for brighter), x in bits 1…7 and y in bits 8…14, both in the coordinates of
 * the camera. External signals (bit 15) are skipped. Overflows of the clock are corrected.
 *
 * @param name the name of the bytes in errors
 * @throws FormatError for another version or camera, an incomplete event, no event, or an address that a DVS128 does
 * not have
 * @see https://docs.inivation.com/software/software-advanced-usage/file-formats/aedat-2.0.html
 */
export function parseAedat2(bytes: Uint8Array, name = 'parseAedat2'): Events {
  const { lines, end } = headerOf(bytes, name, '2.0');
  const chip = lines.find((line) => line.startsWith('# AEChip:'));
  if (chip && !chip.endsWith('DVS128')) throw new FormatError(name, 'a recording of a DVS128', chip.slice(2, 100));
  const body = bytes.length - end;
  if (body === 0 || body % eventBytes !== 0)
    throw new FormatError(
      name,
      `a header and complete events of ${eventBytes} bytes`,
      `${body} bytes after the header`,
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset + end, body);
  let count = 0;
  for (let at = 0; at < body; at += eventBytes) {
    const address = view.getUint32(at);
    if (address > 0xffff) {
      const received = `0x${address.toString(16)}`;
      throw new FormatError(name, `an address of 16 bits in event ${at / eventBytes}`, received);
    }
    if (address < external) count++;
  }
  if (count === 0) throw new FormatError(name, 'at least one event of a pixel', 'only external signals');
  return decoded(view, count);
}

function decoded(view: DataView, count: number): Events {
  const events = emptyEvents(count, sensor);
  let [place, passed, before] = [0, 0, 0];
  for (let at = 0; at < view.byteLength; at += eventBytes) {
    const [address, time] = [view.getUint32(at), view.getUint32(at + 4)];
    if (before - time > turn / 2) passed += turn;
    before = time;
    if (address >= external) continue;
    events.x[place] = (address >> 1) & 0x7f;
    events.y[place] = (address >> 8) & 0x7f;
    events.polarity[place] = 1 - (address & 1);
    events.time[place] = passed + time;
    place++;
  }
  return events;
}

/**
 * The events in upright orientation, as CIFAR10-DVS is usually used: `x' = 127 − y`, `y' = 127 − x`.
 *
 * @see SpikingJelly, `CIFAR10DVS.load_origin_data`
 */
export const upright = (events: Events): Events => ({
  ...events,
  x: events.y.map((y) => sensor.height - 1 - y),
  y: events.x.map((x) => sensor.width - 1 - x),
});
