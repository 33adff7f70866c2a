import { describe, expect, test } from '@jest/globals';
import { ValueError } from '@spikegrad/core';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileError } from '../src/fileError.js';
import { longestLine } from '../src/lines/lines.js';
import { type JsonEvent, JsonLines } from '../src/lines/jsonLines.js';
import { Disk, systemError } from './filesDisk.js';

const path = '/runs/metrics.jsonl';

/** Every call of this name fails with this code. */
const failing = (name: string, code: string) => (call: string) => {
  if (call === name) throw systemError(code);
};

describe('a file of JSON lines', () => {
  test('holds one line an event, on the disk once the write is awaited', async () => {
    const disk = new Disk({ bytesPerWrite: 4 });
    const lines = await JsonLines.open(path, disk);
    await lines.write({ epoch: 1, loss: 0.5 });
    expect(disk.durableText(path)).toBe('{"epoch":1,"loss":0.5}\n');
    await lines.write({ note: 'two\nlines' });
    await lines.close();
    expect(disk.durableText(path)).toBe('{"epoch":1,"loss":0.5}\n{"note":"two\\nlines"}\n');
    expect(disk.openFiles).toBe(0);
  });

  test('keeps the order of events that nobody waited for', async () => {
    const disk = new Disk({ bytesPerWrite: 3 });
    const lines = await JsonLines.open(path, disk);
    const events = Array.from({ length: 20 }, (_, step) => ({ step }));
    for (const event of events) void lines.write(event);
    await lines.close();
    expect(disk.text(path)).toBe(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  });

  test('tells a loss that diverged from one that is missing', async () => {
    const disk = new Disk();
    const lines = await JsonLines.open(path, disk);
    await lines.write({ loss: NaN, bounds: [-Infinity, Infinity], best: null });
    expect(disk.text(path)).toBe('{"loss":"NaN","bounds":["-Infinity","Infinity"],"best":null}\n');
  });

  test('goes on after what is there', async () => {
    const disk = new Disk();
    disk.put(path, '{"epoch":1}\n');
    await (await JsonLines.open(path, disk)).write({ epoch: 2 });
    expect(disk.text(path)).toBe('{"epoch":1}\n{"epoch":2}\n');
  });

  test.each([
    ['half a line', '{"epoch":1}\n{"epo', '{"epoch":1}\n'],
    ['half a character', '{"epoch":1}\n{"note":"\ufffd', '{"epoch":1}\n'],
    ['the first byte of a line', '{', ''],
    ['zeros', '{"epoch":1}\n\0\0\0\0', '{"epoch":1}\n'],
    ['a line that lacks only its newline', '{"epoch":1}\n{"epoch":2}', '{"epoch":1}\n{"epoch":2}\n'],
  ])('begins a new line where a crash left %s', async (_what, found, mended) => {
    const disk = new Disk();
    disk.put(path, found);
    await (await JsonLines.open(path, disk)).write({ epoch: 3 });
    expect(disk.text(path)).toBe(`${mended}{"epoch":3}\n`);
  });

  test.each([
    ['prose', 'Dear diary'],
    ['a line longer than any of metrics', `{"a":"${'x'.repeat(longestLine)}`],
  ])('refuses a file that ends with %s and leaves it as it is', async (_what, found) => {
    const disk = new Disk();
    disk.put(path, found);
    await expect(JsonLines.open(path, disk)).rejects.toThrow(
      `[${path}] expected a file of JSON lines but received a file that ends with something else`,
    );
    expect(disk.text(path)).toBe(found);
    expect(disk.openFiles).toBe(0);
  });

  test.each(['write', 'sync'])('leaves nothing of a line whose %s failed, and goes on after it', async (call) => {
    const disk = new Disk({ bytesPerWrite: 4 });
    const lines = await JsonLines.open(path, disk);
    await lines.write({ epoch: 1 });
    const start = disk.calls.length;
    disk.options = {
      bytesPerWrite: 4,
      fault: (name, at) => {
        if (name === call && at > start) throw systemError('ENOSPC');
      },
    };
    const refused = lines.write({ epoch: 2 });
    await expect(refused).rejects.toBeInstanceOf(FileError);
    await expect(refused).rejects.toThrow(`[${path}] expected to append 12 bytes but received a full disk (ENOSPC)`);
    expect(disk.text(path)).toBe('{"epoch":1}\n');
    disk.options = {};
    await lines.write({ epoch: 3 });
    expect(disk.durableText(path)).toBe('{"epoch":1}\n{"epoch":3}\n');
  });

  test('cuts half a line off before the next one if it could not at once', async () => {
    const disk = new Disk({ bytesPerWrite: 4 });
    const lines = await JsonLines.open(path, disk);
    let writes = 0;
    disk.options = {
      bytesPerWrite: 4,
      fault: (name) => {
        if (name === 'truncate' || (name === 'write' && ++writes === 2)) throw systemError('EIO');
      },
    };
    await expect(lines.write({ epoch: 1 })).rejects.toBeInstanceOf(FileError);
    expect(disk.text(path)).toBe('{"ep');
    await expect(lines.write({ epoch: 2 })).rejects.toBeInstanceOf(FileError);
    expect(disk.text(path)).toBe('{"ep');
    disk.options = {};
    await lines.write({ epoch: 3 });
    expect(disk.text(path)).toBe('{"epoch":3}\n');
  });

  test.each(['append', 'size', 'read', 'syncFolder'])('refuses to open when %s fails, and closes', async (call) => {
    const disk = new Disk({ fault: failing(call, 'EACCES') });
    await expect(JsonLines.open(path, disk)).rejects.toThrow(
      `[${path}] expected to open a file of lines but received no permission (EACCES)`,
    );
    expect(disk.openFiles).toBe(0);
  });

  test('says that it could not be closed', async () => {
    const lines = await JsonLines.open(path, new Disk({ fault: failing('close', 'EIO') }));
    await expect(lines.close()).rejects.toBeInstanceOf(FileError);
  });

  test('refuses an event that JSON cannot say', async () => {
    const disk = new Disk();
    const lines = await JsonLines.open(path, disk);
    const event: Record<string, JsonEvent> = {};
    event['self'] = event;
    await expect(lines.write(event)).rejects.toBeInstanceOf(ValueError);
    expect(disk.text(path)).toBe('');
  });
});

test('a file of this machine is made, mended and gone on with', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'spikegrad-lines-'));
  try {
    const file = join(folder, 'metrics.jsonl');
    const first = await JsonLines.open(file);
    await first.write({ epoch: 1 });
    await first.close();
    await expect(first.write({ epoch: 2 })).rejects.toBeInstanceOf(FileError);
    await writeFile(file, '{"epo', { flag: 'a' });
    const second = await JsonLines.open(file);
    await second.write({ epoch: 2 });
    await second.close();
    expect(await readFile(file, 'utf8')).toBe('{"epoch":1}\n{"epoch":2}\n');
  } finally {
    await rm(folder, { recursive: true });
  }
});
