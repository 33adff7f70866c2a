/** The free pieces of a memory. Neighbours are one piece at once, so that what was cut up for small tensors serves large ones again. */
export class FreeList {
  /** Where pieces begin, and their bytes: smallest first, equal ones by address, so that what is taken does not depend on the order in which they became free. */
  private readonly begins: number[] = [];
  private readonly sizes: number[] = [];
  /** The bytes of a piece by where it begins, and by where it ends. */
  private readonly byBegin = new Map<number, number>();
  private readonly byEnd = new Map<number, number>();

  /** Cuts the smallest piece that is large enough. @returns its address, or null */
  take(bytes: number): number | null {
    const place = this.placeOf(0, bytes);
    const begin = this.begins[place];
    if (begin === undefined) return null;
    const size = this.sizes[place]!;
    this.removeAt(place, begin, size);
    if (size > bytes) this.insert(begin + bytes, size - bytes);
    return begin;
  }

  give(begin: number, bytes: number): void {
    const before = this.byEnd.get(begin) ?? 0;
    const after = this.byBegin.get(begin + bytes) ?? 0;
    if (before) this.remove(begin - before, before);
    if (after) this.remove(begin + bytes, after);
    this.insert(begin - before, before + bytes + after);
  }

  /** Takes the piece that ends at an address. @returns where it began: that address itself where there is none */
  takeBefore(end: number): number {
    const size = this.byEnd.get(end) ?? 0;
    if (size) this.remove(end - size, size);
    return end - size;
  }

  private insert(begin: number, size: number): void {
    const place = this.placeOf(begin, size);
    this.begins.splice(place, 0, begin);
    this.sizes.splice(place, 0, size);
    this.byBegin.set(begin, size);
    this.byEnd.set(begin + size, size);
  }

  private remove(begin: number, size: number): void {
    this.removeAt(this.placeOf(begin, size), begin, size);
  }

  private removeAt(place: number, begin: number, size: number): void {
    this.begins.splice(place, 1);
    this.sizes.splice(place, 1);
    this.byBegin.delete(begin);
    this.byEnd.delete(begin + size);
  }

  /** How many pieces come before one. */
  private placeOf(begin: number, size: number): number {
    const { begins, sizes } = this;
    let low = 0;
    let high = sizes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = sizes[middle]!;
      if (other < size || (other === size && begins[middle]! < begin)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
