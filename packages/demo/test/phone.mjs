import { setTimeout } from 'node:timers/promises';

/** A slow processor runs for this long at a time, in milliseconds. */
const slice = 10;

/**
 * Slows the pages of a browser down, as on a phone. The DevTools protocol slows the main thread only; on POSIX the processes of all pages, with
 * their workers, are stopped and continued instead.
 * @param times how much slower @returns a function that ends it
 */
export async function slowDown(browser, devTools, times) {
  if (process.platform === 'win32') {
    console.log('only the main thread is slow: Windows cannot stop and continue a process');
    await devTools.send('Emulation.setCPUThrottlingRate', { rate: times });
    return () => undefined;
  }
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const pids = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
  let isSlow = true;
  const signal = (name) => {
    for (const pid of pids) process.kill(pid, name);
  };
  const alternate = async () => {
    while (isSlow) {
      signal('SIGSTOP');
      await setTimeout((times - 1) * slice);
      signal('SIGCONT');
      await setTimeout(slice);
    }
  };
  const done = alternate();
  return async () => {
    isSlow = false;
    await done;
  };
}
