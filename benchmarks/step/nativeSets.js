import { native, NativeError } from '@spikegrad/native';
import { nativeNames } from './nativeNames.js';

/** The instruction sets of the native kernels that this machine can run, with the names they have in tables. */
export async function nativeSets() {
  const found = [];
  for (const [instructions, name] of Object.entries(nativeNames)) {
    try {
      native({ threads: 1, instructions }).dispose();
      found.push({ instructions, name });
    } catch (error) {
      if (!(error instanceof NativeError)) throw error;
    }
  }
  return found;
}
