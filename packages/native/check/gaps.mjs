import { Allocator } from '../../wasm/dist/memory/allocator.js';
import { Machine } from '../../wasm/dist/machine/machine.js';

/** Bytes between blocks that belong to none. An access that misses its block by less ends there. */
const gap = 16384;

/** What new blocks and the line after each are filled with: a NaN that no computation makes. `replay.c` has it too. */
export const pattern = 0x7fc05eed;

/**
 * Makes every machine of this process leave gaps between blocks, fill new blocks with a pattern, and report what it does.
 * @param report `begin({ memory, pointer, bytes, isScratch })`, `end(pointer)` and `around({ kernel, memory, words, described, items,
 * threads, run })`, which must call `run`
 */
export function observeMachines(report) {
  let isScratch = false;
  const { allocateAside } = Allocator.prototype;
  Allocator.prototype.allocateAside = function (bytes) {
    const { peakBytes } = this;
    const { pointer, taken } = allocateAside.call(this, bytes + gap);
    this.bytes -= gap;
    this.peakBytes = Math.max(peakBytes, this.bytes);
    new Uint32Array(this.memory.buffer, pointer, Math.ceil(bytes / 4)).fill(pattern);
    report.begin({ memory: this.memory, pointer, bytes, isScratch });
    return { pointer, bytes, taken };
  };
  const { keep } = Allocator.prototype;
  Allocator.prototype.keep = function (bytes) {
    const padded = new Uint8Array(bytes.length + gap);
    padded.set(bytes);
    const { pointer } = keep.call(this, padded);
    report.begin({ memory: this.memory, pointer, bytes: bytes.length });
    return { pointer, bytes: bytes.length };
  };
  const { drop } = Allocator.prototype;
  Allocator.prototype.drop = function (block) {
    if (!this.held.has(block)) report.end(block.pointer);
    drop.call(this, block);
  };
  const { withScratch, perform } = Machine.prototype;
  Machine.prototype.withScratch = function (sizes, body) {
    isScratch = true;
    return withScratch.call(this, sizes, (...pointers) => {
      isScratch = false;
      return body(...pointers);
    });
  };
  Machine.prototype.perform = function (part, words, items, work) {
    const run = () => perform.call(this, part, words, items, work);
    const { memory } = this.allocator;
    const call = { kernel: part.kernel, memory, words, described: this.described, items, threads: this.threads, run };
    if (items > 0) report.around(call);
  };
}
