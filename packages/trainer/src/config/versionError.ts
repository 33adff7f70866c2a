import { SpikegradError } from '@spikegrad/core';

/** A file of a version that this Spikegrad does not read. */
export class VersionError extends SpikegradError {
  /** @param spikegrad the version of Spikegrad that wrote the file, if the file has it */
  constructor(file: string, expected: string, found: unknown, spikegrad?: string) {
    // The file is untrusted: the command, which users copy, contains a version number only.
    const known = spikegrad !== undefined && /^\d+\.\d+\.\d+(-[\w.]+)?$/.test(spikegrad);
    const advice = `use the Spikegrad that wrote it: npm install @spikegrad/cli@${known ? spikegrad : 'latest'}`;
    const received = typeof found === 'string' || typeof found === 'number' ? String(found).slice(0, 40) : 'none';
    super(file, expected, `version ${received}; ${advice}`);
  }
}
