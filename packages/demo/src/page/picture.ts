import { made } from './element.js';

/** Rows and columns of the input. */
const side = 32;
const plane = side * side;

/** Draws planes of bytes on a canvas, for a place where the words beside it say what it is. */
export function thumbnailOf(pixels: Uint8Array): HTMLCanvasElement {
  const canvas = made('canvas');
  [canvas.width, canvas.height, canvas.className] = [side, side, 'thumbnail'];
  canvas.ariaHidden = 'true';
  const image = new ImageData(side, side);
  for (let i = 0; i < plane; i++) {
    for (let channel = 0; channel < 3; channel++) image.data[4 * i + channel] = pixels[channel * plane + i]!;
    image.data[4 * i + 3] = 255;
  }
  canvas.getContext('2d')!.putImageData(image, 0, 0);
  return canvas;
}

/**
 * Reads an image and resizes its centre square to the input size, on a white background. @throws Error with a message
 * for the user
 */
export async function shrink(file: Blob): Promise<Uint8Array> {
  const whole = await createImageBitmap(file).catch(() => {
    throw new Error('This browser cannot read that file as an image; use PNG, JPEG or WebP.');
  });
  const size = Math.min(whole.width, whole.height);
  const [left, top] = [(whole.width - size) / 2, (whole.height - size) / 2];
  const small = await createImageBitmap(whole, left, top, size, size, {
    resizeWidth: side,
    resizeHeight: side,
    resizeQuality: 'high',
  });
  const context = new OffscreenCanvas(side, side).getContext('2d')!;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, side, side);
  context.drawImage(small, 0, 0);
  for (const bitmap of [whole, small]) bitmap.close();
  const { data } = context.getImageData(0, 0, side, side);
  return Uint8Array.from({ length: 3 * plane }, (_, i) => data[4 * (i % plane) + Math.floor(i / plane)]!);
}
