const wire = { varint: 0, eightBytes: 1, lengthAndBytes: 2, fourBytes: 5 } as const;

/**
 * Writes the fields of one Protocol Buffers message, in the order of the calls. @see
 * https://protobuf.dev/programming-guides/encoding
 */
export class Message {
  private readonly parts: Uint8Array[] = [];

  /** Field of an integer from 0 to 2⁵³ − 1. */
  integer(field: number, value: number): this {
    return this.key(field, wire.varint).varint(value);
  }

  double(field: number, value: number): this {
    return this.key(field, wire.eightBytes).push(doubles([value]));
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.key(field, wire.fourBytes).push(bytes);
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  /** Field of another message. */
  message(field: number, value: Message): this {
    return this.bytes(field, value.encode());
  }

  /** Repeated field of doubles, packed. */
  doubles(field: number, values: readonly number[]): this {
    return this.bytes(field, doubles(values));
  }

  encode(): Uint8Array {
    return Buffer.concat(this.parts);
  }

  private bytes(field: number, value: Uint8Array): this {
    return this.key(field, wire.lengthAndBytes).varint(value.length).push(value);
  }

  private key(field: number, type: number): this {
    return this.varint(field * 8 + type);
  }

  /** Seven bits per byte, the lowest first; the eighth bit says that more bytes follow. */
  private varint(value: number): this {
    const bytes: number[] = [];
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
    return this.push(Uint8Array.of(...bytes, rest));
  }

  private push(bytes: Uint8Array): this {
    this.parts.push(bytes);
    return this;
  }
}

function doubles(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(8 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => view.setFloat64(8 * i, value, true));
  return bytes;
}
