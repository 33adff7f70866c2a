import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FormatError, Random } from '@spikegrad/core';
import { decodeSafetensors, encodeSafetensors, type HostStateDict } from '@spikegrad/nn';
import { decodeCheckpoint, encodeCheckpoint, type Checkpoint } from '../src/checkpoint/checkpoint.js';
import { Checkpoints } from '../src/checkpoint/checkpoints.js';
import { seal, sealKey, unsealed } from '../src/checkpoint/seal.js';
import { VersionError } from '../../trainer/src/config/versionError.js';
import { FileError } from '../../files/src/fileError.js';
import { sweepTemporaries } from '../../files/src/sweepTemporaries.js';
import { Disk, systemError } from '../../files/test/filesDisk.js';

const folder = '/run/checkpoints';

const taken = (iteration: number): Checkpoint<HostStateDict> => ({
  iteration,
  data: { images: 20, epoch: 1, batch: 2 },
  metrics: 1234,
  device: 'wasm',
  randoms: { 'layers.0.random': { seed: 1, stream: 2, index: iteration } },
  config: { seed: 1, note: `"${sealKey}":"${'f'.repeat(64)}"` },
  model: { 'layers.0.weight': { shape: [2], dtype: 'float32', data: Float32Array.of(iteration, -0) } },
  optimizer: { steps: { shape: [], dtype: 'float64', data: Float64Array.of(iteration) } },
  pending: { 'layers.1.pendingMean': { shape: [1], dtype: 'float32', data: Float32Array.of(0.5) } },
});

/** What comes back has no dtype of its own any more. */
const plain = ({ model, optimizer, pending, ...rest }: Checkpoint<HostStateDict>): Checkpoint => {
  const bare = (dict: HostStateDict) =>
    Object.fromEntries(Object.entries(dict).map(([path, { shape, data }]) => [path, { shape, data }]));
  return { ...rest, model: bare(model), optimizer: bare(optimizer), pending: bare(pending) };
};

/** A whole file whose metadata are changed, with a digest that is right. */
function rewritten(change: Readonly<Record<string, string>>): Uint8Array {
  const { tensors, metadata } = decodeSafetensors(encodeCheckpoint(taken(1)));
  const fields = { ...Object.fromEntries(metadata), ...change, [sealKey]: unsealed };
  return seal(encodeSafetensors(Object.fromEntries(tensors), fields));
}

describe('a checkpoint file', () => {
  test('holds everything, and the same checkpoint is the same file', () => {
    expect(decodeCheckpoint(encodeCheckpoint(taken(3)), 'file')).toEqual(plain(taken(3)));
    expect(encodeCheckpoint(taken(3))).toEqual(encodeCheckpoint(taken(3)));
  });

  test('of which any bit is flipped is refused', () => {
    const whole = encodeCheckpoint(taken(3));
    fc.assert(
      fc.property(fc.nat(whole.length * 8 - 1), (bit) => {
        const bytes = whole.slice();
        bytes[bit >>> 3]! ^= 1 << (bit & 7);
        expect(() => decodeCheckpoint(bytes, 'file')).toThrow(FormatError);
      }),
      { numRuns: 500 },
    );
  });

  test('cut off anywhere, longer, or of noise is refused', () => {
    const whole = encodeCheckpoint(taken(3));
    for (let length = 0; length < whole.length; length += 7)
      expect(() => decodeCheckpoint(whole.slice(0, length), 'file')).toThrow(FormatError);
    expect(() => decodeCheckpoint(Uint8Array.of(...whole, 0), 'file')).toThrow(FormatError);
    const random = new Random(1);
    expect(() =>
      decodeCheckpoint(
        Uint8Array.from({ length: 999 }, () => random.integer(256)),
        'file',
      ),
    ).toThrow(/\[file\] expected a complete file with its SHA-256 but received 999 bytes without a SHA-256/);
  });

  test('of another version names both and the command that reads it, and nothing else a file may claim', () => {
    const read = (change: Readonly<Record<string, string>>) => () => decodeCheckpoint(rewritten(change), 'file');
    expect(read({ version: '2', spikegrad: '0.7.1' })).toThrow(VersionError);
    expect(read({ version: '2', spikegrad: '0.7.1' })).toThrow(
      '[file] expected a checkpoint of version 1 but received version 2; use the Spikegrad that wrote it: npm install @spikegrad/cli@0.7.1',
    );
    expect(read({ version: '2', spikegrad: '1; rm -rf ~' })).toThrow(/@spikegrad\/cli@latest$/);
  });

  test.each([
    [{ format: 'spikegrad' }, /expected a spikegrad checkpoint but received format spikegrad/],
    [{ state: '{' }, /expected the state of a run in JSON/],
    [{ state: '{"iteration":-1}' }, /expected the state of a run but received .*iteration/],
  ])('whose digest is right and whose content is not is refused: %j', (change, said) => {
    expect(() => decodeCheckpoint(rewritten(change), 'file')).toThrow(FormatError);
    expect(() => decodeCheckpoint(rewritten(change), 'file')).toThrow(said);
  });
});

/** Half of a file: each is written in two goes. */
const half = Math.ceil(encodeCheckpoint(taken(6)).length / 2);

/** A folder in which the checkpoints of iterations 2 and 4 lie. */
async function withTwo(): Promise<{ disk: Disk; checkpoints: Checkpoints }> {
  const disk = new Disk({ bytesPerWrite: half });
  const checkpoints = new Checkpoints(folder, disk);
  for (const iteration of [2, 4]) await checkpoints.save(taken(iteration), 2);
  return { disk, checkpoints };
}

const namesOn = (disk: Disk): readonly string[] => [...disk.files.keys()].map((path) => path.slice(folder.length + 1));
const damage = (disk: Disk, name: string): void => disk.put(`${folder}/${name}`, 'half a');
const none = (error: Error): never => {
  throw error;
};

describe('the folder of checkpoints', () => {
  test('keeps the newest ones, also where later ones of an abandoned past lie', async () => {
    const { disk, checkpoints } = await withTwo();
    expect(await checkpoints.save(taken(6), 2)).toBe(`${folder}/step-000006.safetensors`);
    expect(namesOn(disk)).toEqual(['step-000004.safetensors', 'step-000006.safetensors']);
    await checkpoints.save(taken(5), 2);
    expect(namesOn(disk)).toEqual(['step-000004.safetensors', 'step-000005.safetensors']);
    await checkpoints.save(taken(1_000_000), 1);
    expect(namesOn(disk)).toEqual(['step-1000000.safetensors']);
  });

  test('gives the newest that is whole, and tells of newer ones that are not', async () => {
    const { disk, checkpoints } = await withTwo();
    expect((await checkpoints.latest(none))!.checkpoint).toEqual(plain(taken(4)));
    damage(disk, 'step-000004.safetensors');
    damage(disk, 'step-000009.safetensors.tmp-7-0');
    const told: string[] = [];
    expect((await checkpoints.latest(({ who }) => void told.push(who)))!.path).toBe(
      `${folder}/step-000002.safetensors`,
    );
    expect(told).toEqual([`${folder}/step-000004.safetensors`]);
    damage(disk, 'step-000002.safetensors');
    await expect(checkpoints.latest(() => undefined)).rejects.toThrow(
      /expected an undamaged checkpoint but received 2/,
    );
    expect(await new Checkpoints('/other', disk).latest(none)).toBeNull();
  });

  test('says what is wrong with the only one, and skips nothing', async () => {
    const { disk, checkpoints } = await withTwo();
    await checkpoints.prune(4, 1);
    damage(disk, 'step-000004.safetensors');
    await expect(checkpoints.latest(none)).rejects.toThrow(/step-000004\.safetensors\] expected/);
  });

  test('does not fall back behind a checkpoint of another version, nor behind one it cannot read', async () => {
    const { disk, checkpoints } = await withTwo();
    disk.files.get(`${folder}/step-000004.safetensors`)!.bytes = rewritten({ version: '2' });
    await expect(checkpoints.latest(none)).rejects.toThrow(VersionError);
    disk.options = {
      fault: (call) => {
        if (call === 'read') throw systemError('EACCES');
      },
    };
    await expect(checkpoints.latest(none)).rejects.toThrow(FileError);
  });

  /** The calls of a save in which nothing fails. */
  const calls = ['create', 'write', 'write', 'sync', 'close', 'rename', 'syncFolder', 'list', 'remove'];

  test('is written beside, synced, renamed, and only then is an old one removed', async () => {
    const { disk, checkpoints } = await withTwo();
    disk.calls.length = 0;
    await checkpoints.save(taken(6), 2);
    expect(disk.calls).toEqual(calls);
    expect(disk.durableText(`${folder}/step-000006.safetensors`)).toBe(disk.text(`${folder}/step-000006.safetensors`));
  });

  test.each(['ENOSPC', 'EIO'].flatMap((code) => calls.map((call, index) => ({ code, call, index }))))(
    'has a whole newest checkpoint when call $index of a save, $call, fails with $code',
    async ({ code, call, index }) => {
      const { disk, checkpoints } = await withTwo();
      disk.calls.length = 0;
      disk.options = {
        bytesPerWrite: half,
        fault: (_call, at) => {
          if (at === index) throw systemError(code);
        },
      };
      await expect(checkpoints.save(taken(6), 2)).rejects.toThrow(FileError);
      disk.options = {};
      const renamed = calls.indexOf(call) > calls.indexOf('rename');
      expect((await checkpoints.latest(none))!.checkpoint).toEqual(plain(taken(renamed ? 6 : 4)));
      expect(namesOn(disk).filter((name) => name.includes('.tmp-'))).toEqual([]);
    },
  );
});

test('what a crash left half written is swept away, and nothing else', async () => {
  const disk = new Disk();
  for (const name of [
    'config.json',
    'config.json.tmp-12-0',
    'step-000002.safetensors.tmp-7-13',
    'my.tmp-file',
    'a.tmp-1',
  ])
    disk.put(`/run/${name}`, '');
  expect(await sweepTemporaries('/run', disk)).toHaveLength(2);
  expect([...disk.files.keys()]).toEqual(['/run/config.json', '/run/my.tmp-file', '/run/a.tmp-1']);
  expect(await sweepTemporaries('/nowhere', disk)).toEqual([]);
});
