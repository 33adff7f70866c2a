import { Random } from '@spikegrad/core';
import { gpu, type GpuBackend } from '@spikegrad/gpu';
import { hold, type Claim } from './claim.js';

interface Context {
  isContextLost(): boolean;
}
interface Canvas {
  readonly prototype: { getContext(...asked: readonly unknown[]): Context | null };
}

/** Keeps the WebGL contexts made from now on. @returns how many of them are not lost */
function watchContexts(): () => number {
  const made = new Set<Context>();
  const canvases = globalThis as unknown as Partial<Record<'HTMLCanvasElement' | 'OffscreenCanvas', Canvas>>;
  for (const canvas of [canvases.HTMLCanvasElement, canvases.OffscreenCanvas]) {
    if (!canvas) continue;
    const { getContext } = canvas.prototype;
    canvas.prototype.getContext = function (...asked) {
      const context = getContext.apply(this, asked as []);
      if (context && 'isContextLost' in context) made.add(context);
      return context;
    };
  }
  return () => [...made].filter((context) => !context.isContextLost()).length;
}

/** Backends that are disposed hold no device: more are made, one after another, than a browser keeps contexts. */
export const disposeClaims = ({ name }: GpuBackend): readonly Claim[] => [
  {
    name: 'twenty backends, each disposed before the next is made, compute and leave no WebGL context',
    async run() {
      const living = watchContexts();
      for (let i = 0; i < 20; i++) {
        const backend = await gpu({ prefer: name as 'webgpu', fallback: false, allowSoftware: true });
        const x = new Random(1).normal([30, 30], { backend });
        const [sum] = await x.matmul(x).exp().sum().data();
        hold(Number.isFinite(sum), () => `backend ${i} computes ${sum}`);
        backend.dispose();
        while (living() > 0) await new Promise((resolve) => setTimeout(resolve, 1));
      }
    },
  },
];
