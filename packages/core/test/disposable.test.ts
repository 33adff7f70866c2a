import { expect, jest, test } from '@jest/globals';
import { cpu, disposable, type DeferredObserver } from '@spikegrad/core';

test('a backend gets an observer of deferred work, and ignores it after dispose', () => {
  const observeDeferred = jest.fn<(observer: DeferredObserver | null) => void>();
  const backend = disposable({ ...cpu(), observeDeferred });
  backend.observeDeferred(null);
  expect(observeDeferred).toHaveBeenCalledTimes(1);
  backend.dispose();
  expect(() => backend.observeDeferred(null)).not.toThrow();
  expect(observeDeferred).toHaveBeenCalledTimes(1);
});
