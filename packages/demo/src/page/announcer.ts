import { element } from './element.js';

/** At most four announcements in a training, one per quarter … */
const parts = 4;
/** … and none sooner than this after the one before, in milliseconds. */
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

  /** Announces a text if a quarter of the training has passed since the last one. */
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
