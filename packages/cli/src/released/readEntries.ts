import { readFile, stat } from 'node:fs/promises';
import { decodeSafetensors, fromSafetensors, type StateDict } from '@spikegrad/nn';
import { asFileError, FileError } from '../files/fileError.js';

/** More than any network there is takes. */
const mostBytes = 2 ** 31 - 1;

/** Reads a file of weights. @throws FileError, FormatError */
export async function readEntries(file: string): Promise<StateDict> {
  const refuse = asFileError(file, 'a safetensors file of weights');
  const { size } = await stat(file).catch(refuse);
  if (size > mostBytes) throw new FileError(file, `a file of at most ${mostBytes} bytes`, new Error(`${size} bytes`));
  return fromSafetensors(decodeSafetensors(await readFile(file).catch(refuse), file).tensors, file);
}
