import { element } from './element.js';

/** Number of parts of a training. Each part is announced at most once. */
const parts = 4;
/** The shortest time between two announcements of progress, in milliseconds. */
const pause = 5000;

/** Announces the progress of a training to screen readers: the figures on the page change too often to be read. */
export class Announcer {
  private readonly place = element('announcement', HTMLElement);
  private part = 0;
  private last = -Infinity;

  /** Announces a text at once. */
  say(text: string): void {
    this.place.textContent = text;
  }

  /** Announces a text if the training has reached another quarter, and not too soon after the last announcement. */
  progress(fraction: number, text: string): void {
    const part = Math.floor(parts * fraction);
    if (part === this.part || performance.now() - this.last < pause) return;
    [this.part, this.last] = [part, performance.now()];
    this.say(text);
  }

  /** For a new training. */
  reset(): void {
    [this.part, this.last] = [0, -Infinity];
    this.say('');
  }
}
