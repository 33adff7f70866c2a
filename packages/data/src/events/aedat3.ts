import { FormatError } from '@spikegrad/core';
import { emptyEvents, type Events } from './events.js';
import { headerOf } from './headerLines.js';

const packetHeaderBytes = 28;
const polarityType = 1;
const polarityBytes = 8;

const sensor = { width: 128, height: 128 };

/** Microseconds per overflow of the clock. */
const turn = 2 ** 31;

/** Limit of overflows; with more, times would not be exact numbers. */
const mostTurns = 2 ** 53 / turn - 1;

/** One packet of events of a kind, with data at `at`. */
interface Packet {
  readonly type: number;
  readonly count: number;
  readonly at: number;
  /** Number of valid events. */
  readonly valid: number;
  /** Offset of its times, in microseconds. */
  readonly passed: number;
  readonly end: number;
}

/**
 * Decodes an AEDAT 3.1 recording of a DVS128, the format of DVS128-Gesture, from bytes; needs no file system. Packets
 * of other events are skipped, and so are events marked as invalid. If the header of a packet counts all events as
 * valid, the marks are not checked, because some writers omit them.
 *
 * @param name the name of the bytes in errors
 * @throws FormatError for another version, a packet with impossible sizes, no event, or a pixel outside the sensor of
 * 128×128
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

/**
 * The packets from byte `from` on, one after the other. They are not stored, because a file may have one every 28
 * bytes.
 */
function* packetsOf(view: DataView, from: number, name: string): Generator<Packet> {
  for (let at = from; at < view.byteLength;) {
    const packet = packetAt(view, at, name);
    yield packet;
    at = packet.end;
  }
}

/** Reads and checks the header of the packet at `at`. */
function packetAt(view: DataView, at: number, name: string): Packet {
  const refuse = (expected: string, received: string | number): never => {
    throw new FormatError(name, `${expected} in the packet at byte ${at}`, String(received));
  };
  const left = view.byteLength - at - packetHeaderBytes;
  if (left < 0)
    refuse(`a header of ${packetHeaderBytes} bytes`, `${left + packetHeaderBytes} bytes and the end of the file`);
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
  if (bytes > left) refuse(`${capacity} events of ${size} bytes`, `${left} bytes and the end of the file`);
  const begin = at + packetHeaderBytes;
  if (type === polarityType && valid < count) {
    let marked = 0;
    for (let i = 0; i < count; i++) marked += view.getUint32(begin + i * size, true) & 1;
    if (marked !== valid) refuse(`${valid} events marked as valid`, marked);
  }
  return { type, count, valid, at: begin, passed: overflow * turn, end: begin + bytes };
}

/** @returns the position after the packet's last event */
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
