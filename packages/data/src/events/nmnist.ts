import { FormatError } from '@spikegrad/core';
import { emptyEvents, type Events } from './events.js';

/** x, y, then one bit of polarity and 23 of time. */
const eventBytes = 5;

const sensor = { width: 34, height: 34 };

/** Rows of this number are overflows of the 13-bit clock, not events. */
const overflowRow = 240;
const overflowTime = 2 ** 13;

/**
 * Decodes one recording of N-MNIST from bytes; needs no file system.
 *
 * @param name the name of the bytes in errors
 * @throws FormatError for a length that is not a multiple of the event size, no event, or a pixel outside the sensor
 * of 34×34
 * @see Orchard et al., "Converting Static Image Datasets to Spiking Neuromorphic Datasets Using Saccades", 2015
 */
export function parseNMnist(bytes: Uint8Array, name = 'parseNMnist'): Events {
  if (bytes.length === 0 || bytes.length % eventBytes !== 0) {
    const expected = `a non-zero multiple of ${eventBytes} bytes (N-MNIST events)`;
    throw new FormatError(name, expected, `${bytes.length} bytes`);
  }
  let count = 0;
  for (let at = 0; at < bytes.length; at += eventBytes) if (bytes[at + 1] !== overflowRow) count++;
  if (count === 0) throw new FormatError(name, 'at least one event', 'only overflows of the clock');
  const events = emptyEvents(count, sensor);
  let place = 0;
  let passed = 0;
  for (let at = 0; at < bytes.length; at += eventBytes) {
    const x = bytes[at]!;
    const y = bytes[at + 1]!;
    if (y === overflowRow) {
      passed += overflowTime;
      continue;
    }
    if (x >= sensor.width || y >= sensor.height)
      throw new FormatError(name, `pixels of 34×34 in event ${at / eventBytes}`, `(${x}, ${y})`);
    events.x[place] = x;
    events.y[place] = y;
    events.polarity[place] = bytes[at + 2]! >> 7;
    events.time[place] = passed + (((bytes[at + 2]! & 0x7f) << 16) | (bytes[at + 3]! << 8) | bytes[at + 4]!);
    place++;
  }
  return events;
}
