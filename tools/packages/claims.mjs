/** Checks claims in order, continues after a failed one and counts both. */
export function claims() {
  let passed = 0;
  let failed = 0;
  return {
    /** @param {() => unknown} prove throws, or returns a rejected promise, when the claim is wrong */
    async claim(sentence, prove) {
      try {
        await prove();
        passed++;
        console.log(`✓ ${sentence}`);
      } catch (error) {
        failed++;
        console.log(`✗ ${sentence}\n${indent(error.message)}`);
      }
    },
    /** Prints the result and sets the exit status. */
    close() {
      console.log(`\n${passed} passed, ${failed} failed`);
      process.exitCode = failed > 0 ? 1 : 0;
    },
  };
}

function indent(text) {
  return text.trim().replaceAll(/^/gm, '    ');
}
