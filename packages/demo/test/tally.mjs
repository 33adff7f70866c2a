/** Holds claims, group by group, and counts those that were true. */
export class Tally {
  #passed = 0;
  #failed = 0;

  /**
   * Holds the claims that a group makes and says what became of them. @param group is given `claim(name, run)`, which awaits `run`,
   * notes the text that it may give, and goes on where it rejects
   * @param seconds after which a group that hangs is given up; the longest takes a sixth of it where five others share two cores
   */
  async hold(name, group, seconds = 1200) {
    const begin = performance.now();
    const [wrong, notes] = [[], []];
    let count = 0;
    const claim = async (claimed, run) => {
      count++;
      try {
        const note = await run();
        if (typeof note === 'string') notes.push(note);
      } catch (error) {
        wrong.push([claimed, error]);
      }
    };
    let timer;
    const limit = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`nothing came within ${seconds} seconds`)), 1000 * seconds);
    });
    // Whatever a group does beside its claims is a claim too: that it comes to its end.
    await claim('it comes to its end', () => Promise.race([group(claim), limit]));
    clearTimeout(timer);
    this.#passed += count - wrong.length;
    this.#failed += wrong.length;
    const took = ((performance.now() - begin) / 1000).toFixed(1);
    console.log([`${wrong.length === 0 ? 'PASS' : 'FAIL'} ${name} (${count} claims, ${took} s)`, ...notes].join(', '));
    for (const [claimed, error] of wrong)
      console.log(`  ✕ ${claimed}\n${String(error?.stack ?? error).replaceAll(/^/gm, '    ')}`);
  }

  get isTrue() {
    return this.#failed === 0;
  }

  /** As jest closes. */
  toString() {
    const failed = this.#failed > 0 ? `${this.#failed} failed, ` : '';
    return `Tests:       ${failed}${this.#passed} passed, ${this.#passed + this.#failed} total`;
  }
}
