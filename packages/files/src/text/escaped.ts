import { printableLines } from './printable.js';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it stands in SVG and HTML, between tags and within quotes. XML has no control characters: they are spelled out. */
export const escaped = (text: string): string =>
  printableLines(text).replace(/[&<>"']/g, (character) => entities[character]!);
