/**
 * Times each workload for `seconds`, at least a few times. `bodies` gives, by workload, a function that computes it until it is done and frees
 * what it made; told to read, it gives the first number of the result, by which libraries are compared.
 */
export async function measure(bodies, seconds) {
  const results = {};
  for (const [name, body] of Object.entries(bodies)) {
    try {
      results[name] = await repeat(body, seconds);
    } catch (error) {
      results[name] = { absent: String(error?.message ?? error).split('\n')[0] };
    }
  }
  return results;
}

/** Calls longer than this are timed twice only, in seconds. */
const long = 1;

async function repeat(body, seconds) {
  const value = await body(true);
  const took = await time(body); // compiled and warm
  const least = took > long ? 2 : 5;
  const samples = [];
  const began = performance.now();
  while (samples.length < least || performance.now() - began < 1000 * seconds) samples.push(await time(body));
  return { samples, value };
}

async function time(body) {
  const began = performance.now();
  await body(false);
  return (performance.now() - began) / 1000;
}
