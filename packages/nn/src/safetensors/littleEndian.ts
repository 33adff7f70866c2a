import { SpikegradError } from '@spikegrad/core';

/** The first byte of the 16-bit number 1 here: 1 where the low byte comes first. */
const firstByteOfOne = new Uint8Array(new Uint16Array([1]).buffer)[0];

/** Refuses a big-endian host, whose typed arrays would read every number of a file with its bytes swapped. */
export function requireLittleEndian(who: string, firstByte = firstByteOfOne): void {
  if (firstByte !== 1) throw new SpikegradError(who, 'a little-endian host', 'a big-endian one');
}
