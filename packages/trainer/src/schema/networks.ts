/** The options of a network in a config, besides its width. */
interface Choices {
  /** Layers with weights; the first are the published network's. */
  readonly depths: readonly [number, ...number[]];
  /** The stem of the published network. */
  readonly stem: 'cifar' | 'imagenet';
  /** Whether it has norms; a network with standardised weights has none. */
  readonly normed: boolean;
  /** Whether it can have a heavy classifier. */
  readonly heavy: boolean;
}

/** All networks, by their name in a config. */
export const networks = {
  vgg: { depths: [9, 5, 13], stem: 'cifar', normed: true, heavy: true },
  vggWS: { depths: [9, 5, 13], stem: 'cifar', normed: false, heavy: false },
  resNet: { depths: [19, 9, 15], stem: 'cifar', normed: true, heavy: false },
  sewResNet: { depths: [34, 10, 18], stem: 'imagenet', normed: true, heavy: false },
  nfResNet: { depths: [34, 10, 18], stem: 'imagenet', normed: true, heavy: false },
  nfResNetWS: { depths: [34, 10, 18], stem: 'imagenet', normed: false, heavy: false },
} as const satisfies Record<string, Choices>;

export type NetworkName = keyof typeof networks;

export const networkNames = Object.keys(networks) as [NetworkName, ...NetworkName[]];

/** The depths of all networks: `9, 5, 13 of vgg and vggWS; 19, 9, 15 of resNet`. */
export function depthsInWords(): string {
  const depthsOf = (name: NetworkName): string => networks[name].depths.join(', ');
  const different = [...new Set(networkNames.map(depthsOf))];
  return different
    .map((depths) => `${depths} of ${networkNames.filter((name) => depthsOf(name) === depths).join(' and ')}`)
    .join('; ');
}
