import { describe, expect, test } from '@jest/globals';
import { SpikegradError } from '@spikegrad/core';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileError } from '../src/fileError.js';
import { replaceFile } from '../src/replaceFile.js';
import { Disk, systemError } from './filesDisk.js';

const path = '/runs/model.safetensors';
const old = 'the old model';
const fresh = 'the new and longer model';

const failure = async (promise: Promise<void>): Promise<FileError> => {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof FileError)) throw new Error(`expected a FileError but received ${String(error)}`);
  return error;
};

const diskWithOld = (): Disk => {
  const disk = new Disk({ bytesPerWrite: 5 });
  disk.put(path, old);
  return disk;
};

/** The calls of a replacement in which nothing fails. */
const calls = ['create', 'write', 'write', 'write', 'write', 'write', 'sync', 'close', 'rename', 'syncFolder'];

describe('replacing a file', () => {
  test('writes beside it, syncs, renames and syncs the folder, in this order', async () => {
    const disk = diskWithOld();
    await replaceFile(path, fresh, disk);
    expect(disk.calls).toEqual(calls);
    expect([...disk.files.keys()]).toEqual([path]);
    expect(disk.durableText(path)).toBe(fresh);
  });

  test('makes a file that was not there, of bytes as of text, even of none', async () => {
    const disk = new Disk();
    await replaceFile('/a', Uint8Array.of(0x68, 0x69), disk);
    await replaceFile('/b', 'grün', disk);
    await replaceFile('/c', '', disk);
    expect([disk.text('/a'), disk.text('/b'), disk.text('/c')]).toEqual(['hi', 'grün', '']);
  });

  const faults = ['ENOSPC', 'EIO'].flatMap((code) => calls.map((call, index) => ({ code, call, index })));

  test.each(faults.filter(({ call }) => call !== 'syncFolder'))(
    'keeps the old file and leaves nothing beside it when call $index, $call, fails with $code',
    async ({ code, index }) => {
      const disk = diskWithOld();
      const cause = systemError(code);
      disk.options = {
        bytesPerWrite: 5,
        fault: (_call, at) => {
          if (at === index) throw cause;
        },
      };
      const error = await failure(replaceFile(path, fresh, disk));
      expect(error.cause).toBe(cause);
      expect(error.who).toBe(path);
      expect([...disk.files.keys()]).toEqual([path]);
      expect(disk.durableText(path)).toBe(old);
      expect(disk.openFiles).toBe(0);
    },
  );

  test.each(calls.map((call, index) => ({ call, index })))(
    'leaves the whole old or the whole new file when the power goes at call $index, $call',
    async ({ index }) => {
      const disk = diskWithOld();
      disk.options = {
        bytesPerWrite: 5,
        fault: (_call, at) => {
          if (at >= index) throw new Error('no power');
        },
      };
      await failure(replaceFile(path, fresh, disk));
      expect(disk.durableText(path)).toBe(index <= calls.indexOf('rename') ? old : fresh);
    },
  );

  test('says of a full disk that it is full and what the size was', async () => {
    const fault = (call: string): void => {
      if (call === 'write') throw systemError('ENOSPC');
    };
    const error = await failure(replaceFile(path, fresh, new Disk({ fault })));
    expect(error).toBeInstanceOf(SpikegradError);
    expect(error.message).toBe(`[${path}] expected to write 24 bytes but received a full disk (ENOSPC)`);
  });

  test('does not ask for ever a disk that takes nothing', async () => {
    const disk = new Disk({ bytesPerWrite: 0 });
    expect((await failure(replaceFile(path, fresh, disk))).received).toBe(
      'a disk that accepted 0 bytes and then no more',
    );
    expect(disk.files.size).toBe(0);
  });

  test('says that the new file is there when only the sync of the folder failed', async () => {
    const disk = diskWithOld();
    disk.options = {
      fault: (call) => {
        if (call === 'syncFolder') throw systemError('EIO');
      },
    };
    expect((await failure(replaceFile(path, fresh, disk))).expected).toContain('after the file was replaced');
    expect(disk.text(path)).toBe(fresh);
    expect(disk.files.size).toBe(1);
  });

  test('names the temporary file if it cannot be removed either', async () => {
    const disk = diskWithOld();
    disk.options = {
      fault: (call) => {
        if (call === 'sync' || call === 'remove') throw systemError('EIO');
      },
    };
    const { received } = await failure(replaceFile(path, fresh, disk));
    const left = [...disk.files.keys()].find((name) => name !== path);
    expect(received).toBe(`EIO: simulated; ${left} could not be removed`);
    expect(disk.text(path)).toBe(old);
  });

  test('passes by the leftovers of a crash, whole', async () => {
    // Its temporary file stays and tells how far the numbers have come.
    const probe = new Disk({
      fault: (call) => {
        if (call === 'remove' || call === 'rename') throw systemError('EIO');
      },
    });
    await failure(replaceFile(path, 'x', probe));
    const [used] = [...probe.files.keys()] as [string];
    const count = Number(/-(\d+)$/.exec(used)![1]);
    const disk = diskWithOld();
    const leftover = `${path}.tmp-${process.pid}-${count + 1}`;
    disk.put(leftover, 'half');
    await replaceFile(path, 'newer', disk);
    expect([disk.text(path), disk.text(leftover)]).toEqual(['newer', 'half']);
  });

  test('gives up where every name is taken', async () => {
    const disk = new Disk({
      fault: () => {
        throw systemError('EEXIST');
      },
    });
    expect((await failure(replaceFile(path, fresh, disk))).received).toBe('something else in its place (EEXIST)');
  });

  test('lets the last of two at the same time win, whole', async () => {
    const disk = diskWithOld();
    await Promise.all([replaceFile(path, 'one', disk), replaceFile(path, 'three', disk)]);
    expect(['one', 'three']).toContain(disk.durableText(path));
    expect(disk.files.size).toBe(1);
  });
});

test('a file of this machine is replaced, and kept when it cannot be', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'spikegrad-files-'));
  try {
    const file = join(folder, 'model.bin');
    await writeFile(file, old);
    await replaceFile(file, fresh);
    expect(await readFile(file, 'utf8')).toBe(fresh);

    const bytes = new Uint8Array(3_000_000).map((_, i) => i % 251);
    await replaceFile(file, bytes);
    expect(Buffer.compare(await readFile(file), bytes)).toBe(0);

    expect((await failure(replaceFile(folder, fresh))).who).toBe(folder);
    const missing = await failure(replaceFile(join(folder, 'none', 'model.bin'), fresh));
    expect(missing.received).toBe(`no such file or folder (ENOENT); the folder ${join(folder, 'none')} does not exist`);
    expect(await readdir(folder)).toEqual(['model.bin']);
    expect((await readdir(tmpdir())).filter((name) => name.includes(`.tmp-${process.pid}-`))).toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
