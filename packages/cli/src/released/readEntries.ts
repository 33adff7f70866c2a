import { readRegular } from '@spikegrad/data';
import { decodeSafetensors, fromSafetensors, type StateDict } from '@spikegrad/nn';
import { asFileError } from '../files/fileError.js';

/** Reads a file of weights. @throws FileError, FormatError */
export async function readEntries(file: string): Promise<StateDict> {
  const kind = 'a safetensors file of weights';
  const bytes = await readRegular(file, kind).catch(asFileError(file, kind));
  return fromSafetensors(decodeSafetensors(bytes, file).tensors, file);
}
