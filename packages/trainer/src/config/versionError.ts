import { SpikegradError } from '@spikegrad/core';

/** A file of a version that this Spikegrad does not read. */
export class VersionError extends SpikegradError {
  /** @param spikegrad the version of Spikegrad that wrote the file, where it says so */
  constructor(file: string, expected: string, found: unknown, spikegrad?: string) {
    // A file may claim anything; a command that is shown to be copied names nothing but a version.
    const known = spikegrad !== undefined && /^\d+\.\d+\.\d+(-[\w.]+)?$/.test(spikegrad);
    const advice = `read it with the Spikegrad that wrote it: npm install @spikegrad/cli@${known ? spikegrad : 'latest'}`;
    const received = typeof found === 'string' || typeof found === 'number' ? String(found).slice(0, 40) : 'none';
    super(file, expected, `version ${received}; ${advice}`);
  }
}
