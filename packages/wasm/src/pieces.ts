/** Free memory from `begin` to `end`, in bytes. */
interface Piece {
  readonly begin: number;
  readonly end: number;
}

const sizeOf = ({ begin, end }: Piece): number => end - begin;

/** The free pieces of a memory. Neighbours are one piece at once, so that what was cut up for small tensors serves large ones again. */
export class Pieces {
  /** Smallest first, equal ones by address: what is taken does not depend on the order in which they became free. */
  private readonly bySize: Piece[] = [];
  private readonly byBegin = new Map<number, Piece>();
  private readonly byEnd = new Map<number, Piece>();

  /** Cuts the smallest piece that is large enough. @returns its address, or null */
  take(bytes: number): number | null {
    const piece = this.bySize[this.placeOf({ begin: 0, end: bytes })];
    if (!piece) return null;
    this.remove(piece);
    if (sizeOf(piece) > bytes) this.insert({ begin: piece.begin + bytes, end: piece.end });
    return piece.begin;
  }

  give(begin: number, bytes: number): void {
    const before = this.byEnd.get(begin);
    const after = this.byBegin.get(begin + bytes);
    if (before) this.remove(before);
    if (after) this.remove(after);
    this.insert({ begin: before?.begin ?? begin, end: after?.end ?? begin + bytes });
  }

  /** Takes the piece that ends at an address. @returns where it began: that address itself where there is none */
  takeBefore(end: number): number {
    const piece = this.byEnd.get(end);
    if (piece) this.remove(piece);
    return piece?.begin ?? end;
  }

  private insert(piece: Piece): void {
    this.bySize.splice(this.placeOf(piece), 0, piece);
    this.byBegin.set(piece.begin, piece);
    this.byEnd.set(piece.end, piece);
  }

  private remove(piece: Piece): void {
    this.bySize.splice(this.placeOf(piece), 1);
    this.byBegin.delete(piece.begin);
    this.byEnd.delete(piece.end);
  }

  /** How many pieces come before one. */
  private placeOf(piece: Piece): number {
    let [low, high] = [0, this.bySize.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.bySize[middle]!;
      const isBefore = sizeOf(other) - sizeOf(piece) || other.begin - piece.begin;
      if (isBefore < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
