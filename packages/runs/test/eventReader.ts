/**
 * Reads event files by the documents alone, and shares nothing with what writes them: TFRecord's framing, CRC-32C bit by bit
 * (RFC 3720), protocol buffers' wire format, and the field numbers of tensorflow/core/util/event.proto and framework/summary.proto.
 */
export interface ReadEvent {
  readonly time: number;
  readonly step: number;
  readonly version: string | null;
  readonly sessionStatus: number | null;
  readonly scalars: Readonly<Record<string, number>>;
  readonly histograms: Readonly<Record<string, ReadHistogram>>;
}

export interface ReadHistogram {
  readonly min: number;
  readonly max: number;
  readonly num: number;
  readonly sum: number;
  readonly sumSquares: number;
  readonly limits: readonly number[];
  readonly buckets: readonly number[];
}

export function readEvents(file: Buffer): readonly ReadEvent[] {
  const events: ReadEvent[] = [];
  for (let at = 0; at < file.length;) {
    const length = Number(file.readBigUInt64LE(at));
    check(file.subarray(at, at + 8), file.readUInt32LE(at + 8), 'length');
    const data = file.subarray(at + 12, at + 12 + length);
    check(data, file.readUInt32LE(at + 12 + length), 'data');
    events.push(eventFrom(data));
    at += 12 + length + 4;
  }
  return events;
}

function check(bytes: Buffer, stored: number, what: string): void {
  // rotate right by 15, add 0xa282ead8
  const crc = BigInt(bitwiseCrc32c(bytes));
  const masked = (((crc >> 15n) | (crc << 17n)) + 0xa282ead8n) & 0xffffffffn;
  if (Number(masked) !== stored) throw new Error(`checksum of ${what}`);
}

export function bitwiseCrc32c(bytes: Uint8Array): number {
  // The remainder of a division of polynomials, lowest bit first; 0x1edc6f41 turned round.
  let crc = 0xffffffffn;
  for (const byte of bytes) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ 0x82f63b78n : crc >> 1n;
  }
  return Number(crc ^ 0xffffffffn);
}

interface Field {
  readonly number: number;
  readonly type: number;
  readonly value: bigint;
  readonly bytes: Buffer;
}

function* fieldsOf(message: Buffer): Generator<Field> {
  let at = 0;
  const varint = (): bigint => {
    for (let value = 0n, shift = 0n; ; shift += 7n) {
      const byte = message.readUInt8(at++);
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const key = Number(varint());
    const [number, type] = [key >> 3, key & 7];
    let [value, bytes]: [bigint, Buffer] = [0n, Buffer.alloc(0)];
    if (type === 0) value = varint();
    else {
      const length = type === 2 ? Number(varint()) : { 1: 8, 5: 4 }[type];
      if (length === undefined || at + length > message.length) throw new Error(`field ${number} of type ${type}`);
      bytes = message.subarray(at, (at += length));
    }
    yield { number, type, value, bytes };
  }
}

function eventFrom(data: Buffer): ReadEvent {
  const event = { time: 0, step: 0, version: null as string | null, sessionStatus: null as number | null };
  // Tags may be anything, `__proto__` too.
  const scalars = Object.create(null) as Record<string, number>;
  const histograms = Object.create(null) as Record<string, ReadHistogram>;
  for (const { number, value, bytes } of fieldsOf(data)) {
    if (number === 1) event.time = bytes.readDoubleLE();
    else if (number === 2) event.step = Number(value);
    else if (number === 3) event.version = bytes.toString();
    else if (number === 7)
      event.sessionStatus = Number([...fieldsOf(bytes)].find((field) => field.number === 1)!.value);
    else if (number === 5) {
      for (const { number: entry, bytes: inner } of fieldsOf(bytes)) {
        if (entry !== 1) throw new Error(`field ${entry} of a summary`);
        let tag = '';
        for (const field of fieldsOf(inner)) {
          if (field.number === 1) tag = field.bytes.toString();
          else if (field.number === 2) scalars[tag] = field.bytes.readFloatLE();
          else if (field.number === 5) histograms[tag] = histogramFrom(field.bytes);
          else throw new Error(`field ${field.number} of a value`);
        }
      }
    } else throw new Error(`field ${number} of an event`);
  }
  return { ...event, scalars, histograms };
}

function histogramFrom(data: Buffer): ReadHistogram {
  const fields = new Map([...fieldsOf(data)].map(({ number, bytes }) => [number, bytes]));
  const numbers = (field: number): number[] => {
    const bytes = fields.get(field)!;
    return Array.from({ length: bytes.length / 8 }, (_, i) => bytes.readDoubleLE(8 * i));
  };
  const one = (field: number): number => numbers(field)[0]!;
  const figures = { min: one(1), max: one(2), num: one(3), sum: one(4), sumSquares: one(5) };
  return { ...figures, limits: numbers(6), buckets: numbers(7) };
}
