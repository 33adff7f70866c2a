/** One rank's side of the connections between ranks. */
export interface Watcher {
  /** Gives a sign of life and looks for those of the others; called once per second. */
  beat(): void;
  /** This rank ends as planned. @param sent called when the others are told */
  end(sent: () => void): void;
  /** This rank fails. @param sent called when the others are told */
  fail(reason: string, sent: () => void): void;
}
