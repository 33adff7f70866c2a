/** A table of Markdown; the first row is its head. */
export const table = ([head, ...rows]) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** Three significant digits, without exponents. */
export function figure(value) {
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(digits, 8));
}

export const threadsText = (threads) => `${threads} thread${threads > 1 ? 's' : ''}`;
export const widthText = (width) => (width === 1 ? '1' : `1/${1 / width}`);
export const time = (seconds) => (seconds < 1 ? `${figure(1000 * seconds)} ms` : `${figure(seconds)} s`);
export const spreadText = ({ median, lower, upper, count }) =>
  `${time(median)} (${time(lower)} to ${time(upper)}, n = ${count})`;
export const mebibytes = (bytes) => `${figure(bytes / 2 ** 20)} MiB`;
export const kilobytes = (bytes) => `${figure(bytes / 1000)} kB`;
export const percents = (share) => `${figure(100 * share)} %`;
