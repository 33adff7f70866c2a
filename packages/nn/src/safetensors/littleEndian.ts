import { SpikegradError } from '@spikegrad/core';

/** The first byte of the 16-bit number 1 on this host: 1 if the low byte comes first. */
const firstByteOfOne = new Uint8Array(new Uint16Array([1]).buffer)[0];

/** Fails on a big-endian host, whose typed arrays would read every number of a file with swapped bytes. */
export function requireLittleEndian(who: string, firstByte = firstByteOfOne): void {
  if (firstByte !== 1) throw new SpikegradError(who, 'a little-endian host', 'a big-endian one');
}
