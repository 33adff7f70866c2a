import {
  loadStateDict,
  stateDict,
  StateDictError,
  WSConv2d,
  type HostStateDict,
  type Module,
  type StateDict,
} from '@spikegrad/nn';

/** Names of this package and of the released networks. */
const words: readonly (readonly [ours: RegExp, theirs: string])[] = [
  [/\bnorm(\d?)\./, 'bn$1.'],
  [/\brunningMean$/, 'run_mean'],
  [/\brunningVariance$/, 'run_var'],
  [/\bskipGain$/, 'skipinit_gain'],
];

/** The synapses with traces in OTTT's networks; the released code wraps them. */
const wrapped = /^(features\.(?!0\.)\d+|classifier\.0|layer.*\.(?:conv\d|downsample))\./;

/** Stored thresholds of OTS are in no released file. */
const isReleased = (path: string): boolean => !path.includes('.threshold.');

/** The name of each parameter and buffer in the PyTorch networks that were released with the papers. */
export function releasedNames(model: Module): ReadonlyMap<string, string> {
  const wraps = model.modules().some((module) => module instanceof WSConv2d);
  const paths = [...model.namedParameters(), ...model.namedBuffers()].map(({ path }) => path).filter(isReleased);
  return new Map(
    paths.map((path) => {
      const name = words.reduce((translated, [ours, theirs]) => translated.replace(ours, theirs), path);
      return [path, wraps ? name.replace(wrapped, '$1.op.') : name];
    }),
  );
}

/** A network's parameters and buffers under their released names. */
export async function toReleased(model: Module): Promise<HostStateDict> {
  const names = releasedNames(model);
  const entries = Object.entries(await stateDict(model));
  return Object.fromEntries(entries.flatMap(([path, entry]) => (names.has(path) ? [[names.get(path)!, entry]] : [])));
}

/**
 * Loads released weights, completely or not at all. Stored thresholds of OTS do not change.
 *
 * @param entries by their released names
 * @throws StateDictError, in released names
 */
export async function loadReleased(model: Module, entries: StateDict): Promise<void> {
  const names = releasedNames(model);
  const ours = new Map([...names].map(([path, name]) => [name, path]));
  const kept = Object.entries(await stateDict(model)).filter(([path]) => !names.has(path));
  const renamed = Object.entries(entries).map(([name, entry]) => [ours.get(name) ?? name, entry] as const);
  try {
    loadStateDict(model, Object.fromEntries([...kept, ...renamed]));
  } catch (error) {
    if (!(error instanceof StateDictError)) throw error;
    const { missing, unexpected, mismatched } = error;
    const theirs = (line: string): string => line.replace(/^\S+/, (path) => names.get(path) ?? path);
    const problems = { missing: missing.map(theirs), unexpected, mismatched: mismatched.map(theirs) };
    throw new StateDictError(problems, 'loadReleased', "the released network's entries");
  }
}
