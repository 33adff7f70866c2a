// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- the tests compile this file without its folder
/// <reference path="./sharpModule.d.ts" />
import { ValueError } from '@spikegrad/core';

/** The part of sharp that is used here. It is not a dependency, so its own types are not available. */
export type Sharp = (
  bytes: Uint8Array,
  options: { readonly failOn: 'truncated'; readonly limitInputPixels: number; readonly ignoreIcc: boolean },
) => SharpImage;

/** An image pipeline of sharp. */
export interface SharpImage {
  toColourspace(space: 'srgb'): SharpImage;
  removeAlpha(): SharpImage;
  raw(): SharpImage;
  toBuffer(options: { readonly resolveWithObject: true }): Promise<{
    readonly data: Uint8Array;
    readonly info: { readonly width: number; readonly height: number; readonly channels: number };
  }>;
}

const found = (): Promise<Sharp | null> =>
  (import('sharp') as Promise<{ readonly default: Sharp }>).then(
    (module) => module.default,
    () => null,
  );

/** Whether sharp is installed. */
export const hasSharp = async (): Promise<boolean> => (await found()) !== null;

/** @throws ValueError if it is not installed */
export async function loadSharp(): Promise<Sharp> {
  const sharp = await found();
  if (!sharp) throw new ValueError('decoder', 'sharp (npm install sharp)', 'no such package; or use jpeg-js');
  return sharp;
}
