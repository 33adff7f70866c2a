import type { FileSystem, OpenFile } from '../src/fileSystem.js';

/** What the system says when a call fails, as Node says it. */
export const systemError = (code: string): Error => Object.assign(new Error(`${code}: simulated`), { code });

interface Stored {
  bytes: Uint8Array;
  /** What a loss of power would leave of `bytes`. */
  durable: Uint8Array;
}

export interface DiskOptions {
  /** Bytes a call to `write` takes at most; a small number makes short writes. */
  readonly bytesPerWrite?: number;
  /** Throws, or not, before the `index`-th call, whose name is `call`. */
  readonly fault?: (call: string, index: number) => void;
}

/** A disk in memory that notes every call and fails where it is told to. */
export class Disk implements FileSystem {
  readonly files = new Map<string, Stored>();
  readonly calls: string[] = [];
  openFiles = 0;
  options: DiskOptions;

  constructor(options: DiskOptions = {}) {
    this.options = options;
  }

  put(path: string, text: string): void {
    const bytes = new TextEncoder().encode(text);
    this.files.set(path, { bytes, durable: bytes });
  }

  text(path: string): string | undefined {
    const stored = this.files.get(path);
    return stored && new TextDecoder().decode(stored.bytes);
  }

  /** What `text` would be after a loss of power now. */
  durableText(path: string): string | undefined {
    const stored = this.files.get(path);
    return stored && new TextDecoder().decode(stored.durable);
  }

  readonly create = async (path: string): Promise<OpenFile> => {
    this.#call('create');
    if (this.files.has(path)) throw systemError('EEXIST');
    return this.#open(path);
  };

  readonly append = async (path: string): Promise<OpenFile> => {
    this.#call('append');
    return this.#open(path);
  };

  readonly rename = async (from: string, to: string): Promise<void> => {
    this.#call('rename');
    const stored = this.files.get(from);
    if (!stored) throw systemError('ENOENT');
    this.files.delete(from);
    this.files.set(to, stored);
  };

  readonly link = async (path: string, name: string): Promise<void> => {
    this.#call('link');
    const stored = this.files.get(path);
    if (!stored) throw systemError('ENOENT');
    if (this.files.has(name)) throw systemError('EEXIST');
    this.files.set(name, stored);
  };

  readonly makeFolder = async (): Promise<void> => this.#call('makeFolder');

  readonly remove = async (path: string): Promise<void> => {
    this.#call('remove');
    if (!this.files.delete(path)) throw systemError('ENOENT');
  };

  readonly read = async (path: string): Promise<Uint8Array> => {
    this.#call('read');
    const stored = this.files.get(path);
    if (!stored) throw systemError('ENOENT');
    return stored.bytes.slice();
  };

  readonly list = async (folder: string): Promise<readonly string[]> => {
    this.#call('list');
    const inside = [...this.files.keys()].filter((path) => path.startsWith(`${folder}/`));
    return inside.map((path) => path.slice(folder.length + 1)).filter((name) => !name.includes('/'));
  };

  readonly syncFolder = async (): Promise<void> => this.#call('syncFolder');

  #call(name: string): void {
    this.calls.push(name);
    this.options.fault?.(name, this.calls.length - 1);
  }

  #open(path: string): OpenFile {
    const stored = this.files.get(path) ?? { bytes: new Uint8Array(0), durable: new Uint8Array(0) };
    this.files.set(path, stored);
    this.openFiles++;
    return {
      write: async (bytes) => {
        this.#call('write');
        const part = bytes.subarray(0, this.options.bytesPerWrite ?? Infinity);
        stored.bytes = Uint8Array.of(...stored.bytes, ...part);
        return part.length;
      },
      read: async (position, length) => {
        this.#call('read');
        return stored.bytes.slice(position, position + length);
      },
      size: async () => {
        this.#call('size');
        return stored.bytes.length;
      },
      truncate: async (length) => {
        this.#call('truncate');
        stored.bytes = stored.bytes.slice(0, length);
      },
      sync: async () => {
        this.#call('sync');
        stored.durable = stored.bytes;
      },
      close: async () => {
        // Even a close that fails gives the descriptor back.
        this.openFiles--;
        this.#call('close');
      },
    };
  }
}
