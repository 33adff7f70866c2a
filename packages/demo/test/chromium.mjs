import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { chromiumFolders } from '../../../tools/swiftshader.mjs';

/** GPUs are SwiftShader, but what the page draws is not: it would be drawn on the cores that train. */
const flags = [
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--disable-accelerated-2d-canvas',
  '--disable-gpu-compositing',
];

/** A headless Chromium whose WebGPU and WebGL2 are SwiftShader's; null where there is no Chromium. */
export async function openChromium() {
  const programs = chromiumFolders.flatMap((folder) =>
    ['chromium', 'chromium-browser', 'chrome'].map((name) => `${folder}/${name}`),
  );
  const executablePath = programs.find(existsSync);
  return executablePath === undefined ? null : chromium.launch({ executablePath, args: flags });
}
