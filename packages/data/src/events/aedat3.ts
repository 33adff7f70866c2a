import { FormatError } from '@spikegrad/core';
import { emptyEvents, type Events } from './events.js';
import { headerOf } from './headerLines.js';

const packetHeaderBytes = 28;
const polarityType = 1;
const polarityBytes = 8;

const sensor = { width: 128, height: 128 };

/** What overflows of the clock count, in microseconds. */
const turn = 2 ** 31;

/** More would be times that numbers do not tell apart. */
const mostTurns = 2 ** 53 / turn - 1;

/** One packet of events of a kind; the data lies at `at`. */
interface Packet {
  readonly type: number;
  readonly count: number;
  readonly at: number;
  /** Events that are valid. */
  readonly valid: number;
  /** What its times begin at, in microseconds. */
  readonly passed: number;
  readonly end: number;
}

/**
 * Decodes an AEDAT 3.1 recording of a DVS128, the form of DVS128-Gesture, out of memory; needs no file system. Packets of other
 * events than those of pixels are passed over, and so are events that are marked invalid; where a packet says that all of its events are
 * valid, the mark is not asked for, since there are writers that leave it out.
 *
 * @param name what errors call the bytes
 * @throws FormatError for another version, a packet whose sizes cannot be, no event, or a pixel beside the sensor of 128×128
 * @see https://docs.inivation.com/software/software-advanced-usage/file-formats/aedat-3.1.html
 */
export function parseAedat3(bytes: Uint8Array, name = 'parseAedat3'): Events {
  const { end } = headerOf(bytes, name, '3.1', '#!END-HEADER');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let [packets, count] = [0, 0];
  for (const { type, valid } of packetsOf(view, end, name)) {
    packets++;
    if (type === polarityType) count += valid;
  }
  if (count === 0) throw new FormatError(name, 'at least one valid event of a pixel', `${packets} packets without`);
  const events = emptyEvents(count, sensor);
  let place = 0;
  for (const packet of packetsOf(view, end, name))
    if (packet.type === polarityType) place = decode(view, packet, events, place, name);
  return events;
}

/** The packets from byte `from` on, one after the other; a file may have one every 28 bytes, so nobody keeps them. */
function* packetsOf(view: DataView, from: number, name: string): Generator<Packet> {
  for (let at = from; at < view.byteLength;) {
    const packet = packetAt(view, at, name);
    yield packet;
    at = packet.end;
  }
}

/** Reads the header of the packet at `at`; nothing in it is believed. */
function packetAt(view: DataView, at: number, name: string): Packet {
  const refuse = (expected: string, received: string | number): never => {
    throw new FormatError(name, `${expected} in the packet at byte ${at}`, String(received));
  };
  const left = view.byteLength - at - packetHeaderBytes;
  if (left < 0) refuse(`a header of ${packetHeaderBytes} bytes`, `${left + packetHeaderBytes} bytes and the end`);
  const field = (offset: number): number => view.getInt32(at + offset, true);
  const type = view.getInt16(at, true);
  const [size, timeOffset, overflow] = [field(4), field(8), field(12)];
  const [capacity, count, valid] = [field(16), field(20), field(24)];
  if (size < 1) refuse('events of 1 byte or more', size);
  if (count < 0 || capacity < count) refuse('0 or more events, within its capacity', `${count} of ${capacity}`);
  if (valid < 0 || valid > count) refuse(`0 to ${count} valid events`, valid);
  if (overflow < 0 || overflow > mostTurns) refuse(`0 to ${mostTurns} overflows of the clock`, overflow);
  if (type === polarityType && size !== polarityBytes) refuse(`events of ${polarityBytes} bytes`, size);
  if (type === polarityType && timeOffset !== 4) refuse('times at byte 4 of each event', timeOffset);
  const bytes = capacity * size;
  if (bytes > left) refuse(`${capacity} events of ${size} bytes`, `${left} bytes and the end`);
  const begin = at + packetHeaderBytes;
  if (type === polarityType && valid < count) {
    let marked = 0;
    for (let i = 0; i < count; i++) marked += view.getUint32(begin + i * size, true) & 1;
    if (marked !== valid) refuse(`${valid} events marked as valid`, marked);
  }
  return { type, count, valid, at: begin, passed: overflow * turn, end: begin + bytes };
}

/** @returns the place after the packet's last event */
function decode(
  view: DataView,
  { at, count, valid, passed }: Packet,
  events: Events,
  first: number,
  name: string,
): number {
  let place = first;
  for (let i = 0; i < count; i++) {
    const word = view.getUint32(at + i * polarityBytes, true);
    if (valid < count && (word & 1) === 0) continue;
    const x = word >>> 17;
    const y = (word >>> 2) & 0x7fff;
    if (x >= sensor.width || y >= sensor.height)
      throw new FormatError(name, `pixels of 128×128 at byte ${at + i * polarityBytes}`, `(${x}, ${y})`);
    const time = view.getInt32(at + i * polarityBytes + 4, true);
    if (time < 0) throw new FormatError(name, `a time of 0 or more at byte ${at + i * polarityBytes}`, String(time));
    events.x[place] = x;
    events.y[place] = y;
    events.polarity[place] = (word >> 1) & 1;
    events.time[place] = passed + time;
    place++;
  }
  return place;
}
