import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { chromiumFolders, swiftShader } from './swiftshader.mjs';

/**
 * Runs the suites of packages/gpu that need WebGPU in Node: on the GPU of this machine with `--real`, else on SwiftShader, the program that
 * Chromium ships in place of one. Fails where it finds neither. Other words go to jest.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const words = process.argv.slice(2);
const software = words.includes('--real') ? {} : swiftShader();
if (!software) {
  console.error(`test:gpu needs Chromium, whose SwiftShader emulates a GPU, in ${chromiumFolders.join(' or ')}.
On Debian: apt-get install chromium. With a GPU and its Vulkan driver: npm run test:gpu -- --real`);
  process.exit(1);
}
const { status, signal } = spawnSync(
  process.execPath,
  [
    ...['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', '-c', 'jest.gpu.config.js'],
    ...words.filter((word) => word !== '--real'),
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, ...software } },
);
if (signal) console.error(`test:gpu was ended by ${signal}`);
process.exit(status ?? 1);
