import type { Backend, DType, Handle } from '../backend/backend.js';

/** Backend memory that one or more tensors share. It is freed with the last of them. */
export class Storage {
  readonly backend: Backend;
  readonly handle: Handle;
  readonly dtype: DType;
  readonly size: number;
  private holders = 0;

  constructor(backend: Backend, handle: Handle, dtype: DType, size: number) {
    this.backend = backend;
    this.handle = handle;
    this.dtype = dtype;
    this.size = size;
  }

  retain(): this {
    this.holders++;
    return this;
  }

  release(): void {
    if (--this.holders === 0) this.backend.free(this.handle);
  }
}

/** Releases the storage of tensors that were garbage-collected. */
export const finalizer = new FinalizationRegistry<Storage>((storage) => storage.release());
