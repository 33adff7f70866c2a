import { printableLines } from './printable.js';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Escapes text for SVG and HTML, between tags and in quotes. Control characters, which XML does not allow, are
 * escaped too.
 */
export const escaped = (text: string): string =>
  printableLines(text).replace(/[&<>"']/g, (character) => entities[character]!);
