/**
 * The free pieces of a memory. Positions and lengths are in lines, not bytes: they stay small integers, which maps hold without an allocation for
 * each. Neighbouring pieces are merged at once, so that memory of small tensors can be used for large ones again.
 */
export class FreeList {
  /**
   * The positions and lengths of pieces, the shortest first, equal ones by position: what is taken does not depend on the order in which they
   * became free.
   */
  private readonly begins: number[] = [];
  private readonly sizes: number[] = [];
  /** The length of a piece by where it begins, and by where it ends. */
  private readonly byBegin = new Map<number, number>();
  private readonly byEnd = new Map<number, number>();

  /** Cuts the smallest piece that is long enough. @returns where it begins, or null */
  take(length: number): number | null {
    const place = this.placeOf(0, length);
    const begin = this.begins[place];
    if (begin === undefined) return null;
    const size = this.sizes[place]!;
    this.removeAt(place, begin, size);
    if (size > length) this.insert(begin + length, size - length);
    return begin;
  }

  give(begin: number, length: number): void {
    const before = this.byEnd.get(begin) ?? 0;
    const after = this.byBegin.get(begin + length) ?? 0;
    if (before) this.remove(begin - before, before);
    if (after) this.remove(begin + length, after);
    this.insert(begin - before, before + length + after);
  }

  /** Takes the piece that ends at a position. @returns where it began, or `end` where there is none */
  takeBefore(end: number): number {
    const size = this.byEnd.get(end) ?? 0;
    if (size) this.remove(end - size, size);
    return end - size;
  }

  private insert(begin: number, size: number): void {
    const place = this.placeOf(begin, size);
    insertAt(this.begins, place, begin);
    insertAt(this.sizes, place, size);
    this.byBegin.set(begin, size);
    this.byEnd.set(begin + size, size);
  }

  private remove(begin: number, size: number): void {
    this.removeAt(this.placeOf(begin, size), begin, size);
  }

  private removeAt(place: number, begin: number, size: number): void {
    removeAt(this.begins, place);
    removeAt(this.sizes, place);
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

/** As `values.splice(place, 0, value)`, but without an array as the result: it is called for every tensor. */
function insertAt(values: number[], place: number, value: number): void {
  values.push(value);
  for (let i = values.length - 1; i > place; i--) values[i] = values[i - 1]!;
  values[place] = value;
}

function removeAt(values: number[], place: number): void {
  for (let i = place + 1; i < values.length; i++) values[i - 1] = values[i]!;
  values.pop();
}
