/**
 * Runs several programs turn by turn, so that what else the machine does meets all of them.
 *
 * @param {[name: string, run: () => Promise<any>][]} programs
 * @returns the answers of each, by its name
 */
export async function takeTurns(programs, turns, what) {
  const taken = new Map(programs.map(([name]) => [name, []]));
  for (let turn = 1; turn <= turns; turn++) {
    for (const [name, run] of programs) {
      console.error(`${name}: ${what}, turn ${turn} of ${turns}`);
      taken.get(name).push(await run());
    }
  }
  return taken;
}
