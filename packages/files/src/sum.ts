import { createHash } from 'node:crypto';
import type { OpenFile } from './fileSystem.js';

/** Bytes per read. */
const pieceBytes = 2 ** 20;

export const sumOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The content of an open file in pieces. */
export async function* piecesOf(file: OpenFile): AsyncGenerator<Uint8Array> {
  for (let at = 0; ;) {
    const piece = await file.read(at, pieceBytes);
    if (piece.length === 0) return;
    yield piece;
    at += piece.length;
  }
}

/** SHA-256 of data in pieces. @param done called with the number of hashed bytes so far */
export async function sumOfPieces(
  pieces: AsyncIterable<Uint8Array>,
  done: (bytes: number) => void = () => undefined,
): Promise<string> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of pieces) {
    hash.update(piece);
    done((bytes += piece.length));
  }
  return hash.digest('hex');
}
