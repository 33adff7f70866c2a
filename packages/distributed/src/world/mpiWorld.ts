import { deserialize, serialize } from 'node:v8';
import { formatValue, ValueError } from '@spikegrad/core';
import type { Numbers, Reduction, World } from '@spikegrad/nn';
import type { Launch } from '../library/launch.js';
import type { Watch } from '../watch/watch.js';
import type { Calls } from '../library/calls.js';

/** Values of one call: MPI counts in 32 bits, and some implementations count bytes. */
const most = 2 ** 27;

/** Bytes that `exchange` sends in its first call; longer values need a second one. */
const block = 8192;

/** A world of MPI. */
export class MpiWorld implements World {
  readonly rank: number;
  readonly size: number;
  readonly localRank: number;
  private readonly calls: Calls;
  private readonly watch: Watch | null;
  isClosed = false;

  constructor(calls: Calls, { rank, size, localRank }: Launch, watch: Watch | null) {
    this.rank = rank;
    this.size = size;
    this.localRank = localRank;
    this.calls = calls;
    this.watch = watch;
  }

  allreduce(values: Numbers, operation: Reduction = 'sum'): void {
    const { handles, allreduce } = this.open('allreduce');
    const chosen = handles.operations[operation];
    if (chosen === undefined) throw new ValueError('allreduce', "'sum', 'min' or 'max'", `'${String(operation)}'`);
    const type = this.typeOf('allreduce', values, false);
    this.inParts(values, (part) => allreduce(handles.inPlace, part, part.length, type, chosen));
  }

  broadcast(values: Numbers | Uint8Array, root = 0): void {
    const { broadcast } = this.open('broadcast');
    if (!(Number.isInteger(root) && root >= 0 && root < this.size))
      throw new ValueError('broadcast', `a root from 0 to ${this.size - 1}`, String(root));
    const type = this.typeOf('broadcast', values, true);
    this.inParts(values, (part) => broadcast(part, part.length, type, root));
  }

  gather(values: Float64Array): readonly Float64Array[] {
    const { handles, gather } = this.open('gather');
    if (!(values instanceof Float64Array)) throw new ValueError('gather', 'a Float64Array', formatValue(values));
    const { length } = values;
    const all = new Float64Array(length * this.size);
    if (length > 0) this.attempt(() => gather(values, length, handles.float64, all, length, handles.float64));
    return Array.from({ length: this.size }, (_, rank) => all.subarray(rank * length, (rank + 1) * length));
  }

  exchange<T>(value: T): readonly T[] {
    const bytes = serialize(value);
    const first = new Uint8Array(block);
    new DataView(first.buffer).setFloat64(0, bytes.length);
    first.set(bytes.subarray(0, block - 8), 8);
    const heads = this.gatherBytes(first);
    const lengths = heads.map((head) => new DataView(head.buffer, head.byteOffset).getFloat64(0));
    const longest = Math.max(...lengths);
    const bodies =
      longest <= block - 8 ? heads.map((head) => head.subarray(8)) : this.gatherBytes(padded(bytes, longest));
    return bodies.map((body, rank) => deserialize(body.subarray(0, lengths[rank])) as T);
  }

  barrier(): void {
    const { barrier } = this.open('barrier');
    this.attempt(() => barrier());
  }

  fail(reason: string): void {
    if (!this.isClosed) this.watch?.fail(reason);
  }

  close(): void {
    if (this.isClosed) return;
    this.barrier();
    this.isClosed = true;
    this.watch?.end();
    this.calls.finalise();
  }

  private gatherBytes(bytes: Uint8Array): readonly Uint8Array[] {
    const { handles, gather } = this.open('exchange');
    const { length } = bytes;
    const all = new Uint8Array(length * this.size);
    for (let from = 0; from < length; from += most) {
      const part = bytes.subarray(from, from + most);
      const received = from === 0 && part.length === length ? all : new Uint8Array(part.length * this.size);
      this.attempt(() => gather(part, part.length, handles.bytes, received, part.length, handles.bytes));
      if (received === all) break;
      for (let rank = 0; rank < this.size; rank++)
        all.set(received.subarray(rank * part.length, (rank + 1) * part.length), rank * length + from);
    }
    return Array.from({ length: this.size }, (_, rank) => all.subarray(rank * length, (rank + 1) * length));
  }

  /** Calls `body` with views of the values that are short enough for one call. */
  private inParts<Values extends Numbers | Uint8Array>(values: Values, body: (part: Values) => void): void {
    for (let from = 0; from < values.length; from += most)
      this.attempt(() => body(values.subarray(from, from + most) as Values));
  }

  /** A call that fails because another rank is lost: the watch then ends this process and names that rank. */
  private attempt(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.watch?.waitForLoss();
      throw error;
    }
  }

  private typeOf(who: string, values: Numbers | Uint8Array, bytes: boolean): unknown {
    const { handles } = this.calls;
    if (values instanceof Float32Array) return handles.float32;
    if (values instanceof Float64Array) return handles.float64;
    if (bytes && values instanceof Uint8Array) return handles.bytes;
    const expected = `a Float32Array or Float64Array${bytes ? ', or a Uint8Array' : ''}`;
    throw new ValueError(who, expected, formatValue(values));
  }

  private open(who: string): Calls {
    if (this.isClosed) throw new ValueError(who, 'an open world', 'one that was closed');
    return this.calls;
  }
}

function padded(bytes: Uint8Array, length: number): Uint8Array {
  const all = new Uint8Array(length);
  all.set(bytes);
  return all;
}
