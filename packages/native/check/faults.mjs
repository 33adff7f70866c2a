import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sources } from '../generate/compile.mjs';

const file = 'tensor/channels.c';
const begin = 'KERNEL(channelAffine) {';
const described = 'const Channels fault = *(const Channels *)(memory + described);';

/** Errors that a check must find, by the build that finds them: C statements at the beginning of a kernel, which does items up to `to`,
 * and what must be said of them. */
export const faults = {
  bits: {
    what: 'a float that is written past the end',
    code: `${described} FLOATS(fault.y)[(long)to * fault.run] = 0;`,
    finds: /channelAffine: .* was written, past its end/,
  },
  addresses: {
    what: 'a float that is read far past the end',
    code: `${described} volatile float far = FLOATS(fault.x)[(long)to * fault.run + 64]; (void)far;`,
    finds: /AddressSanitizer: .*poison[^]* in channelAffine /,
  },
  races: {
    what: 'a float of the next item that is written',
    code: `${described} FLOATS(fault.y)[(long)to * fault.run] = 0;`,
    finds: /ThreadSanitizer: data race[^]* channelAffine /,
  },
};

/** Copies the C sources into a folder, with an error. */
export function copyWith({ code }, folder) {
  cpSync(sources, folder, { recursive: true });
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  if (!text.includes(begin)) throw new Error(`${file} has no ${begin}`);
  writeFileSync(path, text.replace(begin, `${begin}\n  ${code}`));
}
