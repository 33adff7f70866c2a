import type { Answer, Request, RunFiles, Thumbnail } from '../messages.js';
import { element, made } from './element.js';
import { shrink, thumbnailOf } from './picture.js';

/** Classes that an answer lists. */
const listed = 3;

/** Classes that the page calls by another word than CIFAR-10. */
const words: Readonly<Record<string, string>> = { automobile: 'car' };
const wordOf = (name: string): string => words[name] ?? name;

/** The part of the page that classifies images. */
export class Asking {
  private readonly ask: (request: Request) => void;
  private readonly refuse: (message: string | null) => void;
  private classes: readonly string[] = [];
  private latest: Uint8Array | null = null;
  /** What can be loaded. */
  private readonly hint = [...element('run-note', HTMLElement).childNodes];

  /** @param refuse shows an error, or hides it for `null` */
  constructor(ask: (request: Request) => void, refuse: (message: string | null) => void) {
    this.ask = ask;
    this.refuse = refuse;
    const picture = element('picture', HTMLInputElement);
    picture.onchange = () => {
      void this.take([...(picture.files ?? [])]);
      picture.value = '';
    };
    const run = element('run', HTMLInputElement);
    run.onchange = () => {
      void this.take([...(run.files ?? [])]);
      run.value = '';
    };
    element('unload', HTMLButtonElement).onclick = () => {
      ask({ type: 'unload' });
    };
    this.acceptDrops();
  }

  /** Clears the answer and the loaded network, for a new training. */
  forget(): void {
    this.latest = null;
    element('answer', HTMLElement).replaceChildren(made('p', 'The answer appears here.'));
    press(null);
    this.showRun(null);
  }

  /** Shows images to choose from. */
  offer(examples: readonly Thumbnail[], classes: readonly string[]): void {
    this.classes = classes;
    const buttons = examples.map(({ pixels, label }) => {
      const word = wordOf(label ?? 'image');
      const button = made('button', thumbnailOf(pixels), made('small', word));
      button.type = 'button';
      button.setAttribute('aria-pressed', 'false');
      button.onclick = () => {
        this.classify(pixels);
        press(button);
      };
      return button;
    });
    element('examples', HTMLElement).replaceChildren(...buttons);
  }

  show({ pixels, shares, by }: Answer): void {
    const best = shares.map((share, i) => ({ share, word: wordOf(this.classes[i] ?? String(i)) }));
    best.sort((a, b) => b.share - a.share);
    const rows = best.slice(0, listed).map(({ share, word }) => {
      const meter = made('meter');
      meter.value = share;
      meter.ariaHidden = 'true'; // the percentage stands beside it
      return made('li', made('span', word), meter, made('span', `${(100 * share).toFixed(0)} %`));
    });
    const image = thumbnailOf(pixels);
    const note = made('p', `Answer of ${by}. The percentages are softmax outputs, not accuracies.`);
    element('answer', HTMLElement).replaceChildren(image, made('ol', ...rows), note);
  }

  /** Shows which network answers from now on, and classifies the image again. */
  showRun(name: string | null): void {
    const unload = element('unload', HTMLButtonElement);
    if (document.activeElement === unload) element('run', HTMLElement).focus();
    unload.hidden = name === null;
    element('run-note', HTMLElement).replaceChildren(...(name === null ? this.hint : [`${name} answers.`]));
    if (this.latest) this.classify(this.latest);
  }

  private classify(pixels: Uint8Array): void {
    this.latest = pixels;
    this.ask({ type: 'classify', pixels });
  }

  /** Handles files by their kind: an image, or weights with or without their config. */
  private async take(files: readonly File[]): Promise<void> {
    this.refuse(null);
    try {
      const weights = files.find(({ name }) => name.endsWith('.safetensors'));
      if (weights) this.ask({ type: 'load', run: await runOf(weights, files) });
      else if (files.some(({ name }) => name.endsWith('.json')))
        throw new Error('A config needs weights: choose model.safetensors together with it.');
      else if (files[0]) {
        this.classify(await shrink(files[0]));
        press(null);
      }
    } catch (error) {
      this.refuse(error instanceof Error ? error.message : String(error));
    }
  }

  private acceptDrops(): void {
    const { body } = document;
    body.ondragover = (event) => {
      event.preventDefault();
      body.classList.add('dragging');
    };
    body.ondragleave = () => {
      body.classList.remove('dragging');
    };
    body.ondrop = (event) => {
      event.preventDefault();
      body.classList.remove('dragging');
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length > 0) void this.take(files);
      else this.refuse('No file was dropped: save the image first, then drop its file.');
    };
  }
}

/** Marks the chosen example, or none. */
function press(picked: HTMLElement | null): void {
  for (const each of element('examples', HTMLElement).children)
    each.setAttribute('aria-pressed', String(each === picked));
}

/** Limit of a file, in bytes; larger than the weights of the largest network of the paper. */
const mostBytes = 200e6;

async function runOf(weights: File, files: readonly File[]): Promise<RunFiles> {
  const config = files.find(({ name }) => name.endsWith('.json'));
  for (const { name, size } of files)
    if (size > mostBytes)
      throw new Error(`${name} has ${size} bytes; this page loads networks up to ${mostBytes / 1e6} MB.`);
  const bytes = new Uint8Array(await weights.arrayBuffer());
  return { name: weights.name, weights: bytes, config: config ? await config.text() : null };
}
