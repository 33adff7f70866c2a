import { afterEach, describe, expect, jest, test } from '@jest/globals';
import * as fc from 'fast-check';
import { History } from '../../runs/src/history/history.js';
import { escaped } from '../../files/src/text/escaped.js';
import { drawRun } from '../../runs/src/picture/plot.js';
import { html } from '../../runs/src/report/html.js';
import { printable, printableJson, printableLines } from '../../files/src/text/printable.js';
import { terminal } from '../src/terminal/terminal.js';
import { madeUp } from '../../runs/test/runs.js';

/** Text in which half of the characters are those that a terminal obeys. */
const hostile = fc.string({
  unit: fc.oneof(
    fc.integer({ min: 0, max: 0xa0 }).map((code) => String.fromCharCode(code)),
    fc.constantFrom(...'\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069é☃😀'),
  ),
});

/** Control characters and marks of direction, by their numbers. */
const isObeyed = (character: string): boolean => {
  const code = character.codePointAt(0)!;
  const ranges = [
    [0, 0x1f],
    [0x7f, 0x9f],
    [0x61c, 0x61c],
    [0x200e, 0x200f],
    [0x2028, 0x202e],
    [0x2066, 0x2069],
  ];
  return ranges.some(([least, most]) => code >= least! && code <= most!);
};

test('what is printed has no character that a terminal obeys, and keeps all others', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect([...printable(text)].filter(isObeyed)).toEqual([]);
      expect([...printableLines(text)].filter(isObeyed).every((each) => each === '\n')).toBe(true);
      expect(printable([...text].filter((each) => !isObeyed(each)).join(''))).toBe(
        [...text].filter((each) => !isObeyed(each)).join(''),
      );
    }),
  );
  expect(printable('a\u001b[31m\u009b\u202eé')).toBe(String.raw`a\x1b[31m\x9b\u202eé`);
});

test('JSON says the same value without such a character', () => {
  fc.assert(
    fc.property(fc.dictionary(hostile, hostile), (value) => {
      const json = printableJson(JSON.stringify(value));
      expect([...json].filter(isObeyed)).toEqual([]);
      expect(JSON.parse(json)).toEqual(value);
    }),
  );
});

describe('foreign text in a page', () => {
  const name = `<img src=x onerror=alert(1)>"'&\u001b[2J\u202e`;
  const shown = String.raw`&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;\x1b[2J\u202e`;

  test('is no markup in HTML and SVG, and no control character', () => {
    expect(html`<p title="${name}">${name}</p>`.text).toBe(`<p title="${shown}">${shown}</p>`);
    expect(escaped(name)).toBe(shown);
  });

  test('is none in a picture of layers', () => {
    const iteration = madeUp(0);
    const history = new History();
    history.add({ ...iteration, layers: iteration.layers.map((each) => ({ ...each, layer: name })) });
    const svg = drawRun(history, name);
    expect(svg).not.toContain('<img');
    expect(svg).toContain(String.raw`\x1b[2J\u202e`);
    expect([...svg].filter(isObeyed).every((each) => each === '\n')).toBe(true);
  });
});

describe('a terminal', () => {
  const { isTTY } = process.stderr;
  const { TERM } = process.env;
  afterEach(() => {
    jest.restoreAllMocks();
    process.stderr.isTTY = isTTY;
    if (TERM === undefined) delete process.env['TERM'];
    else process.env['TERM'] = TERM;
  });

  test.each([
    ['xterm', true],
    ['dumb', false],
  ])('of the kind %s has a bar drawn over itself: %p', (kind, drawn) => {
    process.stderr.isTTY = true;
    process.env['TERM'] = kind;
    const written: string[] = [];
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
    const said = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    const progress = terminal({ json: false }).progress('testing', 2);
    progress.update(2, 'done');
    progress.stop();
    expect(written.join('').includes('\u001b[')).toBe(drawn);
    expect(said.mock.calls.length).toBe(drawn ? 0 : 1);
  });

  test('shows foreign text in a line of its own', () => {
    const [said, warned] = (['log', 'error'] as const).map((name) =>
      jest.spyOn(console, name).mockImplementation(() => undefined),
    );
    const speaker = terminal({ json: false });
    speaker.say('a\nb\u001b');
    speaker.warn('c\rd');
    expect(said!.mock.calls).toEqual([[String.raw`a\x0ab\x1b`]]);
    expect(warned!.mock.calls).toEqual([[String.raw`warning: c\x0dd`]]);
  });
});
