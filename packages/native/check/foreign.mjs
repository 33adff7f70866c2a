import { sets } from '../generate/compile.mjs';
import { windowsCompiler, windowsLinks } from '../generate/platforms.mjs';

const [arm64, windows] = ['aarch64-linux-gnu-gcc', windowsCompiler.command[0]];
const [emulated, wine] = ['qemu-aarch64', 'wine'];

/** Platforms whose programs run here with another one's help: what they need, and more options of the compiler. */
export const foreign = [
  {
    ...{ name: 'arm64', compiler: arm64, emulator: [emulated], needs: [arm64, emulated] },
    ...{ set: 'neon', features: sets.arm64.neon, flags: async () => ['-static'] },
  },
  {
    ...{ name: 'Windows', compiler: windows, emulator: [wine], needs: [...windowsCompiler.needs, wine] },
    ...{ set: 'avx2', features: sets.x64.avx2 },
    flags: async () => [...windowsCompiler.command.slice(1), '-static', ...(await windowsLinks())],
  },
];
