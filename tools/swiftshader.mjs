import { existsSync } from 'node:fs';

/** Where Chromium may lie. */
export const chromiumFolders = ['/usr/lib/chromium', '/usr/lib/chromium-browser', '/opt/google/chrome'];

/** The environment in which Vulkan is SwiftShader, the program that Chromium ships in place of a GPU; null where there is none. */
export function swiftShader() {
  const folder = chromiumFolders.find((each) => existsSync(`${each}/vk_swiftshader_icd.json`));
  if (!folder) return null;
  return {
    VK_ICD_FILENAMES: `${folder}/vk_swiftshader_icd.json`,
    // Chromium ships the Vulkan loader too.
    LD_LIBRARY_PATH: [folder, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':'),
  };
}
