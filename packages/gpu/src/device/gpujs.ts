import { gpujsBuild } from '../generated/gpujsBuild.js';
import { functionOf } from './functions.js';
import { calledBy, textOf, type Source } from './source.js';

/**
 * The mode of gpu.js. `cpu` and `webasm` run the same kernels without a GPU, for tests; programs use `@spikegrad/wasm`.
 */
export type Mode = 'webgpu' | 'webgl2' | 'webasm' | 'cpu';

/** What gpu.js gives for a flat result: a buffer, a texture, or on the host the numbers themselves. */
interface Resident {
  readonly texture?: unknown;
  toArray(): Float32Array | Promise<Float32Array>;
  delete(): void;
}
export type Value = Resident | Float32Array;

interface WebGpuDevice {
  readonly queue: { onSubmittedWorkDone(): Promise<undefined> };
  readonly lost: Promise<{ readonly message: string }>;
  onuncapturederror: ((event: { readonly error: Error }) => void) | null;
  destroy(): void;
}

interface GlContext {
  readonly OUT_OF_MEMORY: number;
  isContextLost(): boolean;
  getError(): number;
  getExtension(name: 'WEBGL_debug_renderer_info'): { readonly UNMASKED_RENDERER_WEBGL: number } | null;
  getParameter(name: number): unknown;
}

interface RawKernel {
  readonly constructor: { readonly mode: string };
  readonly context?: ({ readonly device: WebGpuDevice } & GlContext) | null;
  readonly texture?: { readonly texture: unknown } | null;
}
interface Kernel {
  (...args: unknown[]): Value | Promise<Value>;
  readonly kernel: RawKernel;
  setOutput(output: readonly number[]): unknown;
  destroy(): void;
}
interface GpuJs {
  createKernel(source: string, settings: object): Kernel;
  destroy(): Promise<void>;
}
interface GpuJsClass {
  new (settings: { readonly mode: string }): GpuJs;
  readonly WebGPUContext: { destroy(): Promise<void> };
}
const GpuJs = gpujsBuild as GpuJsClass;

/** Engines on WebGPU that are not destroyed: gpu.js has one device for all of them. */
let sharing = 0;

/** The type of a tensor as an argument, which gpu.js would otherwise guess at every call. */
const tensorTypes = { webgpu: 'WebGPUBuffer', webgl2: 'ArrayTexture(1)', webasm: 'Array', cpu: 'Array' } as const;

/** A kernel that waits for its arguments. */
export interface Built {
  readonly kernel: Kernel;
  size: number;
}

const upload: Source = { arrays: ['x'], sizes: [], body: 'return x[this.thread.x];' };

/**
 * The only file that uses gpu.js. Every kernel is text, flat, dynamic, of full precision and with its types spelled
 * out: with the defaults of gpu.js each of these gives wrong numbers in some cases.
 */
export class GpuJsEngine {
  readonly mode: Mode;
  /** Called with errors outside any call. */
  onFailure: (reason: unknown) => void = () => undefined;
  private readonly gpu: GpuJs;
  private readonly uploader: Built;
  private device: WebGpuDevice | null = null;
  private gl: GlContext | null = null;

  /** @throws whatever gpu.js throws where the mode is missing */
  constructor(mode: Mode) {
    this.mode = mode;
    this.gpu = new GpuJs({ mode });
    this.uploader = this.create(upload, 'Array');
    if (mode === 'webgpu') sharing++;
  }

  build(source: Source): Built {
    return this.create(source, tensorTypes[this.mode]);
  }

  /** Runs a kernel; on WebGPU its first run waits for the compiler. */
  launch(built: Built, size: number, args: readonly unknown[]): Value | Promise<Value> {
    const { kernel } = built;
    // A texture that is both read and replaced is read after a resize as it was before, unless the output is set again.
    const own = this.mode === 'webgl2' ? kernel.kernel.texture?.texture : undefined;
    const feedsItself =
      own !== undefined && args.some((arg) => arg instanceof Object && 'texture' in arg && arg.texture === own);
    if (built.size !== size || feedsItself) kernel.setOutput([size]);
    built.size = size;
    const value = kernel(...args);
    if (this.mode === 'webgpu') return this.device ? value : this.meet(kernel, value as Promise<Value>);
    if (this.mode === 'webgl2') this.gl ??= kernel.kernel.context ?? null;
    return value;
  }

  upload(data: Float32Array): Value | Promise<Value> {
    return this.mode === 'cpu' || this.mode === 'webasm' ? data : this.launch(this.uploader, data.length, [data]);
  }

  /** @throws when the context is lost or was out of memory: it then reads zeros */
  read(value: Value): Float32Array | Promise<Float32Array> {
    if (value instanceof Float32Array) return value.slice();
    const { gl } = this;
    const values = value.toArray();
    if (gl?.isContextLost()) throw new Error('the WebGL context was lost');
    if (gl && gl.getError() === gl.OUT_OF_MEMORY) throw new Error('WebGL is out of memory');
    return values;
  }

  free(value: Value): void {
    if (!(value instanceof Float32Array)) value.delete();
  }

  /** Waits until the device has finished all launches, so that the queue stays short. */
  finish(): Promise<undefined> | undefined {
    return this.device?.queue.onSubmittedWorkDone();
  }

  /** The mode in which a kernel really runs. */
  ranIn({ kernel }: Built): string {
    const { constructor, context } = kernel.kernel;
    // Both versions of WebGL call themselves gpu.
    if (constructor.mode !== 'gpu') return constructor.mode;
    return Object.prototype.toString.call(context) === '[object WebGL2RenderingContext]' ? 'webgl2' : 'webgl';
  }

  /** What draws, as WebGL names it. */
  renderer(): string {
    const names = this.gl?.getExtension('WEBGL_debug_renderer_info');
    return names ? String(this.gl!.getParameter(names.UNMASKED_RENDERER_WEBGL)) : '';
  }

  /** Frees the kernels with the WebGL context, or with the WebGPU device if no other engine is on it. Call it once. */
  async destroy(): Promise<void> {
    await this.gpu.destroy();
    if (this.mode === 'webgpu' && --sharing === 0) await GpuJs.WebGPUContext.destroy();
  }

  private create(source: Source, tensorType: string): Built {
    const { arrays, sizes, numbers = [] } = source;
    const kernel = this.gpu.createKernel(textOf(source), {
      ...{ pipeline: true, immutable: true, dynamicOutput: true, dynamicArguments: true },
      ...{ tactic: 'precision', precision: 'single', returnType: 'Float', loopMaxIterations: 2 ** 24, output: [1] },
      argumentTypes: [...arrays.map(() => tensorType), ...sizes.map(() => 'Integer'), ...numbers.map(() => 'Float')],
      functions: calledBy(source.body).map(functionOf),
    });
    return { kernel, size: 1 };
  }

  /** Listens to the device that the first kernel was given. */
  private async meet(kernel: Kernel, first: Promise<Value>): Promise<Value> {
    const value = await first;
    const device = kernel.kernel.context?.device;
    if (device && !this.device) {
      this.device = device;
      device.onuncapturederror = ({ error }) => this.onFailure(error);
      void device.lost.then(({ message }) => this.onFailure(new Error(`the device was lost: ${message}`)));
    }
    return value;
  }
}
