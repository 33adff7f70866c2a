/** The free pieces of a memory, in whole lines: of small whole numbers engines keep maps without further memory. Neighbours are one piece at once, so that what was cut up for small tensors serves large ones again. */
export class FreeList {
  /** Where pieces begin, and their lengths: smallest first, equal ones by address, so that what is taken does not depend on the order in which they became free. */
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

  /** Takes the piece that ends at a place. @returns where it began: that place itself where there is none */
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

/** What `splice` does, without the array that it returns: pieces come and go with every tensor. */
function insertAt(values: number[], place: number, value: number): void {
  values.push(value);
  for (let i = values.length - 1; i > place; i--) values[i] = values[i - 1]!;
  values[place] = value;
}

function removeAt(values: number[], place: number): void {
  for (let i = place + 1; i < values.length; i++) values[i - 1] = values[i]!;
  values.pop();
}
