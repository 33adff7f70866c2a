import { closeSync, openSync, writeSync } from 'node:fs';
import { pattern } from './gaps.mjs';

/** Kinds of records; `replay.c` has the same numbers. */
const kind = { memory: 1, begin: 2, end: 3, written: 4, called: 5, left: 6, compared: 7 };
const nameBytes = 32;

/** A file of records of four words, some with bytes after them. Only what differs from the bytes that the file has told before is written. */
export class Trace {
  constructor(path, memoryBytes) {
    this.file = openSync(path, 'w');
    /** Blocks by address: their bytes as the file tells them. */
    this.blocks = new Map();
    /** Calls by kernel. */
    this.calls = new Map();
    this.record(kind.memory, 0, memoryBytes);
  }

  record(which, address, bytes, flag = 0) {
    writeSync(this.file, Uint32Array.of(which, address, bytes, flag));
  }

  /** A block begins, of which the file says nothing: it holds the pattern. */
  begin({ memory, pointer, bytes, isScratch = false }) {
    if (this.blocks.has(pointer)) throw new Error(`the block at ${pointer} begins a second time`);
    const told = new Uint8Array(new Uint32Array(Math.ceil(bytes / 4)).fill(pattern).buffer, 0, bytes);
    this.blocks.set(pointer, { memory, told });
    this.record(kind.begin, pointer, bytes, Number(isScratch));
  }

  end(pointer) {
    if (!this.blocks.delete(pointer)) throw new Error(`no block at ${pointer} ends`);
    this.record(kind.end, pointer, 0);
  }

  /** Runs and records a kernel call, of which the words of the description are a block of their own. */
  call(name, { memory, words, described, items, threads, run }) {
    new Int32Array(memory.buffer, described, words.length).set(words);
    this.begin({ memory, pointer: described, bytes: 4 * words.length });
    this.tell(kind.written);
    this.record(kind.called, described, items, threads);
    writeSync(this.file, Buffer.from(name.padEnd(nameBytes, '\0')));
    run();
    this.tell(kind.left);
    this.record(kind.compared, 0, 0);
    this.end(described);
    this.calls.set(name, (this.calls.get(name) ?? 0) + 1);
  }

  /** Writes what has changed in the memory of all blocks. */
  tell(which) {
    for (const [pointer, { memory, told }] of this.blocks) {
      const now = Buffer.from(memory.buffer, pointer, told.length);
      if (now.equals(told)) continue;
      let [first, end] = [0, told.length];
      while (now[first] === told[first]) first++;
      while (now[end - 1] === told[end - 1]) end--;
      told.set(now.subarray(first, end), first);
      this.record(which, pointer + first, end - first);
      writeSync(this.file, told.subarray(first, end));
    }
  }

  close() {
    closeSync(this.file);
  }
}
