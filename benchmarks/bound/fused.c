/* Prints the GFLOP/s of a loop of fused multiply-adds. Its sums stay in registers, like those of a matrix product.
 * WIDTH is the number of bytes of a vector. */
#include <stdio.h>
#include <time.h>

typedef float vector __attribute__((vector_size(WIDTH)));
enum { sums = 12, rounds = 1 << 20, repeats = 9 };

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

int main(void) {
  volatile vector memory[4] = {{1}, {2}, {3}, {4}};
  volatile vector sink;
  vector a = memory[0], b = memory[1], c = memory[2], d = memory[3];
  double best = 0;
  for (int repeat = 0; repeat < repeats; repeat++) {
    vector sum[sums];
    for (int j = 0; j < sums; j++) sum[j] = memory[j % 4]; /* volatile, so that the compiler does not merge equal sums */
    const double began = now();
    for (int i = 0; i < rounds; i++) {
      __asm__("" : "+v"(a), "+v"(b), "+v"(c), "+v"(d)); /* so that the compiler does not move the products out of the loop */
#pragma GCC unroll 12
      for (int j = 0; j < sums; j++) sum[j] += (j & 1 ? a : b) * (j & 2 ? c : d);
    }
    const double speed = 2.0 * sums * (sizeof(vector) / sizeof(float)) * rounds / (now() - began) / 1e9;
    if (speed > best) best = speed;
    for (int j = 0; j < sums; j++) sink = sum[j];
  }
  (void)sink;
  printf("%.3f\n", best);
}
