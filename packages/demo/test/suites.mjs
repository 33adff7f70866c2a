/** Suites that every backend passes, as `suites/main.ts` has them. */
const names = ['contract', 'golden', 'steps', 'agreement', 'border', 'notFinite', 'dispose', 'networks', 'flat'];

/** Each suite on each way to a GPU, in a page of its own. @param address where the page of the suites is served */
export const suiteGroups = (browser, address) =>
  ['webgl2', 'webgpu'].flatMap((device) =>
    names.map((suite) => ({
      name: `${suite} on ${device}`,
      async run(claim) {
        const page = await browser.newPage();
        try {
          await page.goto(address, { timeout: 0 }); // the group has a limit
          const claims = await page.evaluate((asked) => globalThis.suites.begin(...asked), [suite, device]);
          if (claims.length === 0) throw new Error('the suite is empty');
          for (const [place, claimed] of claims.entries()) {
            await claim(claimed, async () => {
              const wrong = await page.evaluate((asked) => globalThis.suites.hold(asked), place);
              if (wrong !== null) throw new Error(wrong);
            });
          }
        } finally {
          await page.close();
        }
      },
    })),
  );
