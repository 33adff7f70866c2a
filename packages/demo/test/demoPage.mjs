import assert from 'node:assert/strict';

/** Milliseconds: four times what twenty batches take SwiftShader where five others share two cores. */
const patience = 600_000;

/** The page as a person has it: what it shows, what can be pressed, chosen and dropped. */
export class DemoPage {
  /** What the browser logged as an error. */
  errors = [];
  #page;

  constructor(page) {
    this.#page = page;
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
    page.on('pageerror', ({ message }) => this.errors.push(message));
  }

  /** @param options of Playwright, such as the size of the window */
  static async open(browser, address, query = {}, options = {}) {
    const page = await browser.newPage(options);
    page.setDefaultTimeout(patience);
    const opened = new DemoPage(page);
    await page.addInitScript(() => {
      const count = () => {
        globalThis.framesDrawn = (globalThis.framesDrawn ?? 0) + 1;
        globalThis.requestAnimationFrame(count);
      };
      globalThis.requestAnimationFrame(count);
      new globalThis.MutationObserver(() => {
        const loss = Number(globalThis.document.getElementById('loss')?.textContent);
        if (loss > 0) globalThis.firstLoss ??= loss;
      }).observe(globalThis.document, { subtree: true, childList: true });
    });
    await opened.go(address, query);
    return opened;
  }

  /** Goes to an address. */
  go = (address, query) => this.#page.goto(`${address}?${new URLSearchParams(query)}`);

  /** Waits until it can start. @throws with what the page says where it cannot */
  async ready() {
    await this.until(async () => (await this.isShown('error')) || this.#page.isEnabled('#start'));
    assert.equal(await this.said(), '');
  }

  isEnabled = (id) => this.#page.isEnabled(`#${id}`);
  text = (id) => this.#page.textContent(`#${id}`);
  isShown = (id) => this.#page.isVisible(`#${id}`);
  press = (id) => this.#page.click(`#${id}`);
  choose = (id, files) => this.#page.setInputFiles(`#${id}`, files);
  /** Takes another entry of a menu. */
  select = (id, value) => this.#page.selectOption(`#${id}`, value);
  /** Opens what is folded around something. */
  unfold = (id) => this.#page.click(`details:has(#${id}) > summary`);
  close = () => this.#page.close();

  /** Presses a key of the keyboard. */
  key = (name) => this.#page.keyboard.press(name);
  /** The element that has the keyboard's focus: its id, or else its text. */
  focused = () =>
    this.#page.evaluate(() => {
      const { id, textContent } = globalThis.document.activeElement;
      return id || textContent.trim();
    });
  /** Presses Tab until an element has the focus. @throws if none has, once around the page */
  async tabTo(wanted) {
    for (let i = 0; i < 60; i++) {
      await this.key('Tab');
      if ((await this.focused()) === wanted) return;
    }
    throw new Error(`Tab does not reach ${wanted}`);
  }
  /** Whether a box is chosen. */
  isChecked = (id) => this.#page.isChecked(`#${id}`);
  /** Waits for the dialog that chooses files, while something opens it. */
  async chooserOf(open) {
    const [chooser] = await Promise.all([this.#page.waitForEvent('filechooser'), open()]);
    return chooser;
  }
  evaluate = (script, argument) => this.#page.evaluate(script, argument);
  /** Answers requests for a file only after `release` is called. */
  async hold(pattern) {
    let release;
    const released = new Promise((resolve) => {
      release = resolve;
    });
    await this.#page.context().route(pattern, async (route) => {
      await released;
      await route.continue();
    });
    return release;
  }
  /** A session of the DevTools protocol. */
  devTools = () => this.#page.context().newCDPSession(this.#page);

  /** Pixels of a chart that are coloured, as its lines are and its axes are not. */
  coloured = (id) =>
    this.#page.evaluate((chart) => {
      const canvas = globalThis.document.querySelector(`#${chart} canvas`);
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      let count = 0;
      for (let i = 0; i < data.length; i += 4) {
        const [red, green, blue, opacity] = data.subarray(i, i + 4);
        if (opacity > 128 && Math.max(red, green, blue) - Math.min(red, green, blue) > 60) count++;
      }
      return count;
    }, id);

  /** The first and the last row of a chart with the colour of a line, and the number of rows. */
  colouredRows = (id) =>
    this.#page.evaluate((chart) => {
      const canvas = globalThis.document.querySelector(`#${chart} canvas`);
      const { width, height } = canvas;
      const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
      const rows = [];
      for (let i = 0; i < data.length; i += 4)
        if (data[i + 3] > 128 && data[i + 2] - data[i] > 60) rows.push(Math.floor(i / 4 / width));
      return [rows[0], rows.at(-1), height];
    }, id);

  /** The cells of a table, row by row. */
  table = (id) =>
    this.#page.evaluate(
      (name) =>
        [...globalThis.document.querySelectorAll(`#${name} tr`)].map((row) =>
          [...row.cells].map(({ textContent }) => textContent),
        ),
      id,
    );

  /** What it says went wrong. */
  said = async () => ((await this.isShown('error')) ? this.text('error') : '');

  wait = (milliseconds) => this.#page.waitForTimeout(milliseconds);

  /** The loss of the first batch, however late one asks. */
  firstLoss = () => this.#page.evaluate(() => globalThis.firstLoss);

  /** Batches that were learned. */
  learned = async () => Number.parseInt(await this.text('batches'), 10) || 0;

  /** Waits until something holds. @throws where that takes longer than a page that hangs is given */
  async until(holds) {
    const begin = performance.now();
    while (!(await holds())) {
      if (performance.now() - begin > patience)
        throw new Error(`it hangs; the page says: ${await this.text('status')}`);
      await this.#page.waitForTimeout(50);
    }
  }

  /** Waits until so many batches are learned. @throws with what the page says went wrong */
  async learn(count) {
    await this.until(async () => (await this.learned()) >= count || (await this.isShown('error')));
    assert.equal(await this.said(), '');
  }

  /** Frames drawn each second while something goes on. */
  async framesDuring(something) {
    const now = () => this.#page.evaluate(() => [globalThis.framesDrawn, performance.now()]);
    const [framesBefore, before] = await now();
    await something();
    const [frames, after] = await now();
    return (1000 * (frames - framesBefore)) / (after - before);
  }

  /** Drops files on the page. @param files their names and bytes */
  async drop(files) {
    const given = files.map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]);
    await this.#page.evaluate(async (all) => {
      const transfer = new globalThis.DataTransfer();
      for (const [name, base64] of all) {
        const response = Uint8Array.from(globalThis.atob(base64), (letter) => letter.charCodeAt(0));
        transfer.items.add(new globalThis.File([response], name));
      }
      const event = new globalThis.DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true });
      globalThis.document.body.dispatchEvent(event);
    }, given);
  }

  /** The bytes of a PNG file. @param planes red, green and blue of 32 × 32 pixels, of which each becomes `scale` × `scale` */
  async png(planes, scale = 1) {
    const base64 = await this.#page.evaluate(
      async ([values, times]) => {
        const { OffscreenCanvas, ImageData } = globalThis;
        const small = new OffscreenCanvas(32, 32);
        const image = new ImageData(32, 32);
        for (let i = 0; i < 1024; i++) image.data.set([values[i], values[1024 + i], values[2048 + i], 255], 4 * i);
        small.getContext('2d').putImageData(image, 0, 0);
        const large = new OffscreenCanvas(32 * times, 32 * times);
        const context = large.getContext('2d');
        context.imageSmoothingEnabled = false;
        context.drawImage(small, 0, 0, 32 * times, 32 * times);
        const bytes = new Uint8Array(await (await large.convertToBlob()).arrayBuffer());
        return globalThis.btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ''));
      },
      [[...planes], scale],
    );
    return Buffer.from(base64, 'base64');
  }

  /** The answer that comes next. @returns classes and their percents, the surest first, and who says so */
  async answer() {
    await this.until(async () => (await this.isShown('error')) || (await this.#page.locator('#answer li').count()) > 0);
    assert.equal(await this.said(), '');
    const rows = await this.#page.locator('#answer li').allTextContents();
    const by = await this.#page.textContent('#answer > p');
    await this.#page.evaluate(() => globalThis.document.getElementById('answer').replaceChildren());
    const shares = rows.map((row) => {
      const [, word, percent] = /^(\D+)(\d+) %$/.exec(row);
      return [word, Number(percent)];
    });
    return { shares, by };
  }
}
