/*
 * What every kernel has in common with its WebAssembly twin: it does items `from` … `to` of what is described at an address, as one of the threads.
 * Addresses are offsets of 32 bits into the memory. `shared.h` has the descriptions and the sizes that the host knows; the build writes it.
 */
#pragma once
#include "shared.h"

typedef char *Memory;
typedef void Kernel(Memory memory, uint32_t described, int32_t from, int32_t to, int32_t lane);
#define KERNEL(name) static void name(Memory memory, uint32_t described, int32_t from, int32_t to, int32_t lane)

#define FLOATS(address) ((float *)(memory + (Address)(address)))

/* The kernels of an instruction set by name; the last has no name. */
typedef struct {
  const char *name;
  Kernel *run;
} Named;
