import { backendContract } from '@spikegrad/core/testing';
import { gpu, type GpuOptions } from '@spikegrad/gpu';
import { wasm } from '@spikegrad/wasm';
import { agreementClaims } from '../../../gpu/test/suites/agreement.js';
import { borderClaims } from '../../../gpu/test/suites/border.js';
import type { Claim } from '../../../gpu/test/suites/claim.js';
import { disposeClaims } from '../../../gpu/test/suites/dispose.js';
import { flatClaims } from '../../../gpu/test/suites/flat.js';
import { goldenClaims } from '../../../gpu/test/suites/golden.js';
import { networkClaims } from '../../../gpu/test/suites/networks.js';
import { stepClaims } from '../../../gpu/test/suites/steps.js';
import { notFiniteClaims } from '../../../neurons/test/notFinite.js';

/** What a page can be asked to hold, each suite of them on a device that nothing else used. */
const suites = {
  contract: backendContract,
  golden: goldenClaims,
  steps: (backend) => stepClaims(backend, wasm({ threads: 1 }), 20),
  agreement: (backend) => agreementClaims(backend, 25),
  border: borderClaims,
  notFinite: notFiniteClaims,
  dispose: disposeClaims,
  networks: networkClaims,
  flat: (backend) => flatClaims(backend, 200),
} as const satisfies Record<string, (backend: Awaited<ReturnType<typeof gpu>>) => readonly Claim[]>;

/** What the page offers to whoever drives it. */
export interface Suites {
  /** Makes the claims of a suite on a device. @returns their names */
  begin(suite: keyof typeof suites, device: NonNullable<GpuOptions['prefer']>): Promise<readonly string[]>;
  /** Holds a claim of the suite that began last. @returns what was wrong, or null */
  hold(claim: number): Promise<string | null>;
}

let claims: readonly Claim[] = [];
const offered: Suites = {
  async begin(suite, prefer) {
    claims = suites[suite](await gpu({ prefer, fallback: false, allowSoftware: true }));
    return claims.map(({ name }) => name);
  },
  async hold(claim) {
    try {
      await claims[claim]!.run();
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  },
};
Object.assign(globalThis, { suites: offered });
