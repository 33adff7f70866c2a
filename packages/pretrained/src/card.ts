/** What is known of a trained network: `card.json`, written by the program that added it. */
export interface Card {
  /** The data set it was trained and tested on. */
  readonly data: string;
  /** The licence of the data set, and where it is published. */
  readonly dataLicence: string;
  /** Names of the classes, in the order of the network's outputs. */
  readonly classes: readonly string[];
  /** Channels of its images. */
  readonly channels: number;
  readonly parameters: number;
  /** Accuracy of these weights on the test images, from 0 to 1, with its 95 % interval (Wilson). */
  readonly test: { readonly images: number; readonly accuracy: number; readonly low: number; readonly high: number };
  readonly training: {
    /** The command that trained it. */
    readonly command: string;
    readonly batches: number;
    readonly device: string;
    /** Seconds that training took, with validations. */
    readonly seconds: number;
    /** When the network was added, `YYYY-MM-DD`. */
    readonly date: string;
  };
  /** SHA-256 of `model.safetensors`. */
  readonly sha256: string;
}
