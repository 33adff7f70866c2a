import { readRegular } from '@spikegrad/data';
import { decodeWeights, type DecodedWeights } from '../checkpoint/weights.js';
import { asFileError } from '@spikegrad/files';

/** Reads a file of weights. @throws FileError, FormatError */
export async function readEntries(file: string): Promise<DecodedWeights> {
  const kind = 'a safetensors file of weights';
  const bytes = await readRegular(file, kind).catch(asFileError(file, kind));
  return decodeWeights(bytes, file);
}
