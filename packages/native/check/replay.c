/*
 * Replays recorded kernel calls with the kernels of one instruction set: `replay TRACE WAY`. `WAY` is the number of threads that share the items of a call,
 * or `last`, where one thread does all of them as the last one of those that were recorded: its scratch memory ends where a block ends.
 *
 * Memory outside of blocks is poisoned for AddressSanitizer. A block may be read, not written, up to the end of the line after it, as the host grants it: these
 * bytes have a pattern that must stay. After each call all blocks must hold the recorded bits, but for those of a NaN and those of scratch memory, which depends on
 * the threads. Ends with 1 at the first difference.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "kernel.h"

#if defined(__SANITIZE_ADDRESS__)
#define ADDRESSES 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ADDRESSES 1
#endif
#endif
#ifdef ADDRESSES
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(address, bytes) ((void)(address), (void)(bytes))
#define ASAN_UNPOISON_MEMORY_REGION(address, bytes) ((void)(address), (void)(bytes))
#endif

#define JOIN(a, b) a##b
#define NAME(set) JOIN(kernels_, set)
extern const Named NAME(SET)[];

/* What a record of a trace says; `record.mjs` has the same numbers. Addresses and bytes follow. */
enum { MEMORY = 1, BLOCK_BEGINS, BLOCK_ENDS, WRITTEN, CALLED, LEFT, COMPARED };
typedef struct {
  uint32_t kind, address, bytes, flag;
} Record;

#define MOST_BLOCKS 65536
#define MOST_THREADS 16
#define LINE_BYTES 64
#define PATTERN 0x7fc05eedu

typedef struct {
  uint32_t address, bytes, scratch;
} Live;

static Live blocks[MOST_BLOCKS];
static int blockCount;
/* Where kernels work, and what was recorded of it. */
static char *memory, *expected;
static uint32_t threads;

static void fail(const char *what, uint32_t value) {
  fprintf(stderr, "%s (%u)\n", what, value);
  exit(1);
}

static char *zeroed(size_t bytes) {
  char *base = calloc(1, bytes + 4096);
  if (!base) fail("no memory for an arena", (uint32_t)(bytes >> 20));
  return (char *)(((uintptr_t)base + 4095) & ~(uintptr_t)4095);
}

static uint32_t readable(const Live *block) { return (block->bytes + LINE_BYTES - 1) / LINE_BYTES * LINE_BYTES + LINE_BYTES; }

static void begin(Record record) {
  if (blockCount == MOST_BLOCKS) fail("too many blocks", MOST_BLOCKS);
  const Live block = {record.address, record.bytes, record.flag};
  blocks[blockCount++] = block;
  ASAN_UNPOISON_MEMORY_REGION(memory + block.address, readable(&block));
  for (uint32_t i = 0; i < readable(&block); i += 4) {
    const uint32_t pattern = PATTERN;
    memcpy(memory + block.address + i, &pattern, 4);
    memcpy(expected + block.address + i, &pattern, 4);
  }
}

static void end(uint32_t address) {
  for (int i = blockCount - 1; i >= 0; i--)
    if (blocks[i].address == address) {
      ASAN_POISON_MEMORY_REGION(memory + address, readable(&blocks[i]));
      blocks[i] = blocks[--blockCount];
      return;
    }
  fail("a block that was not begun ends at", address);
}

typedef struct {
  Kernel *run;
  uint32_t described;
  int items, thread;
} Share;

static void *doShare(void *of) {
  const Share *share = of;
  for (int item = share->thread; item < share->items; item += (int)threads)
    share->run(memory, share->described, item, item + 1, share->thread);
  return NULL;
}

/* Runs a kernel as the last of `recorded` threads, or on threads of which each does every so-manieth item. */
static void call(const char *name, uint32_t described, int items, int recorded) {
  const Named *kernel = NAME(SET);
  while (kernel->name && strcmp(kernel->name, name)) kernel++;
  if (!kernel->name) {
    fprintf(stderr, "no kernel %s\n", name);
    exit(1);
  }
  if (!threads) {
    kernel->run(memory, described, 0, items, recorded - 1);
    return;
  }
  if (threads > (uint32_t)recorded) fail("scratch memory was recorded for fewer threads", (uint32_t)recorded);
  pthread_t others[MOST_THREADS];
  Share own = {kernel->run, described, items, 0}, shares[MOST_THREADS];
  for (int i = 1; i < (int)threads; i++) {
    shares[i] = (Share){kernel->run, described, items, i};
    if (pthread_create(&others[i], NULL, doShare, &shares[i])) fail("no thread", (uint32_t)i);
  }
  doShare(&own);
  for (int i = 1; i < (int)threads; i++) pthread_join(others[i], NULL);
}

/* Which bits a NaN has depends on the processor, and where two meet on the order of operands, which compilers choose. */
static int isNan(uint32_t word) { return (word & 0x7fffffff) > 0x7f800000; }

static uint32_t wordAt(const char *base, uint32_t address) {
  uint32_t word;
  memcpy(&word, base + address, 4);
  return word;
}

static void compare(const char *name, long calls) {
  for (int i = 0; i < blockCount; i++) {
    const Live *block = &blocks[i];
    const uint32_t first = block->scratch ? (block->bytes + 3) / 4 * 4 : 0, stop = readable(block);
    if (!memcmp(memory + block->address + first, expected + block->address + first, stop - first)) continue;
    for (uint32_t at = first; at < stop; at += 4) {
      const uint32_t left = wordAt(memory, block->address + at), recorded = wordAt(expected, block->address + at);
      if (left == recorded || (at < block->bytes && isNan(left) && isNan(recorded))) continue;
      fprintf(stderr, "call %ld, %s: byte %u of a block of %u at %u %s: %08x, not %08x\n", calls, name, at, block->bytes, block->address,
              at < block->bytes ? "differs from what was recorded" : "was written, past its end", left, recorded);
      exit(1);
    }
  }
}

int main(int count, char **given) {
  if (count != 3) fail("replay TRACE WAY", (uint32_t)count);
  FILE *trace = fopen(given[1], "rb");
  if (!trace) fail("the trace cannot be opened", 0);
  threads = strcmp(given[2], "last") ? (uint32_t)atoi(given[2]) : 0;
  if (threads > MOST_THREADS) fail("too many threads", threads);
  Record record;
  char name[32] = "";
  long calls = 0;
  while (fread(&record, sizeof record, 1, trace) == 1) {
    switch (record.kind) {
    case MEMORY:
      memory = zeroed(record.bytes);
      expected = zeroed(record.bytes);
      ASAN_POISON_MEMORY_REGION(memory, record.bytes);
      break;
    case BLOCK_BEGINS: begin(record); break;
    case BLOCK_ENDS: end(record.address); break;
    case WRITTEN:
      if (fread(expected + record.address, 1, record.bytes, trace) != record.bytes) fail("the trace ends early", record.bytes);
      memcpy(memory + record.address, expected + record.address, record.bytes);
      break;
    case CALLED:
      if (fread(name, 1, sizeof name, trace) != sizeof name) fail("the trace ends early", sizeof name);
      call(name, record.address, (int)record.bytes, (int)record.flag);
      calls++;
      break;
    case LEFT:
      if (fread(expected + record.address, 1, record.bytes, trace) != record.bytes) fail("the trace ends early", record.bytes);
      break;
    case COMPARED: compare(name, calls); break;
    default: fail("an unknown record", record.kind);
    }
  }
  if (!calls) fail("no call was recorded", 0);
  printf("%ld\n", calls);
  return 0;
}
