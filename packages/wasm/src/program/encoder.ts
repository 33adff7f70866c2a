/** Bytes of a WebAssembly module under construction. */
export class Encoder {
  readonly bytes: number[] = [];

  byte(...values: readonly number[]): this {
    this.bytes.push(...values);
    return this;
  }

  /** An unsigned whole number of any size (LEB128). */
  unsigned(value: number): this {
    let rest = value;
    while (rest >= 128) {
      this.bytes.push((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    this.bytes.push(rest);
    return this;
  }

  /** A signed whole number of 32 bits. */
  signed(value: number): this {
    let rest = value;
    while (rest < -64 || rest >= 64) {
      this.bytes.push((rest & 127) | 128);
      rest >>= 7;
    }
    this.bytes.push(rest & 127);
    return this;
  }

  name(text: string): this {
    this.unsigned(text.length);
    for (const letter of text) this.bytes.push(letter.charCodeAt(0));
    return this;
  }

  /** A count and its entries. */
  list(entries: readonly Encoder[]): this {
    this.unsigned(entries.length);
    for (const { bytes } of entries) this.append(bytes);
    return this;
  }

  /** Bytes after their length. */
  sized(body: Encoder): this {
    return this.unsigned(body.bytes.length).append(body.bytes);
  }

  section(id: number, body: Encoder): this {
    return this.byte(id).sized(body);
  }

  /** Any number of bytes; `push(...bytes)` takes a limited number. */
  append(bytes: readonly number[]): this {
    for (const byte of bytes) this.bytes.push(byte);
    return this;
  }
}
