import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTorch } from '../step/torch.js';
import { bounds, holds } from './bounds.js';
import { methods, networks } from './cases.js';
import { compare } from './compare.js';
import { setting } from './training.js';

/** The same training here and in PyTorch: small networks, several ways to learn, step by step. */
export async function measureParity({ quick }) {
  const torch = await findTorch();
  if (torch.absent) return { torch, rows: [], holds: false };
  const count = quick ? 5 : 12;
  const cases = Object.keys(networks).flatMap((network) => Object.keys(methods).map((method) => ({ network, method })));
  const rows = [];
  const began = performance.now();
  const done = (met) => {
    rows.push({ ...met, holds: holds(met, count) });
    const left = ((performance.now() - began) / rows.length) * (2 * cases.length - rows.length);
    console.error(`  ${rows.length}/${2 * cases.length} ${progress(rows.at(-1))}, ${(left / 1000).toFixed(0)} s left`);
  };
  const folder = await mkdtemp(join(tmpdir(), 'spikegrad-parity-'));
  try {
    for (const each of cases) await compare({ ...each, count, folder, done });
  } finally {
    await rm(folder, { recursive: true });
  }
  return { torch, setting, count, bounds, rows, holds: rows.every((row) => row.holds) };
}

const progress = ({ network, method, dtype, state, loss, holds: held }) =>
  `${networks[network].title}, ${method}, ${dtype}: ${held ? 'holds' : 'DOES NOT HOLD'}, ` +
  `${Math.max(state, loss).toExponential(1)} apart`;
