import { formatValue, ValueError, type Tensor } from '@spikegrad/core';
import { checkGradient, type GradientCheckOptions } from '@spikegrad/core/testing';
import { forwardSequence, type Module, type Named } from '@spikegrad/nn';

/**
 * Compares a module's gradients, with respect to its input and to each of its parameters, with central differences. The module sees all
 * steps in one call and gradients flow through time. It should be smooth around `frames`: central differences do not see a surrogate.
 *
 * @example
 * checkModuleGradient(() => new VanillaNorm(3, { dtype: 'float64' }), new Random(1).normal([2, 4, 3], { dtype: 'float64' }));
 * @param make makes the module, each time with the same parameters, in float64
 * @param frames `[T, N, …]`, in float64
 * @throws GradientError with `frames` or the path of the parameter
 */
export function checkModuleGradient(
  make: () => Module,
  frames: Tensor,
  options: Omit<GradientCheckOptions, 'names'> = {},
): void {
  const held: Tensor[] = [];
  const build = (): { readonly model: Module; readonly parameters: readonly Named<Tensor>[] } => {
    const model = make();
    const parameters = model.namedParameters();
    held.push(...[...parameters, ...model.namedBuffers()].map(({ value }) => value));
    return { model, parameters };
  };
  const f = (x: Tensor, ...values: readonly Tensor[]): Tensor => {
    const { model, parameters } = build();
    // Each place is found before the first is filled: what stands there then is no parameter.
    const places = parameters.map(({ path }) => placeOf(model, path));
    places.forEach(({ holder, key }, i) => Reflect.set(holder, key, values[i]));
    return forwardSequence(model, x);
  };
  try {
    const { parameters } = build();
    const names = ['frames', ...parameters.map(({ path }) => path)];
    checkGradient(f, [frames, ...parameters.map(({ value }) => value)], { ...options, names });
  } finally {
    for (const tensor of held) tensor.dispose();
  }
}

/** The object that holds a parameter, and its field there. @throws ValueError for a map or set */
function placeOf(model: Module, path: string): { readonly holder: object; readonly key: string } {
  const keys = path.split('.');
  const key = keys.pop()!;
  const holder = keys.reduce<unknown>((at, each) => Reflect.get(Object(at) as object, each), model);
  if (typeof holder === 'object' && holder !== null && Object.hasOwn(holder, key)) return { holder, key };
  throw new ValueError('checkModuleGradient', `${path} in fields, arrays and plain objects`, formatValue(holder));
}
