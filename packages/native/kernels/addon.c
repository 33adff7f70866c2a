/*
 * The kernels behind Node-API: `sets` names the instruction sets that this processor has, the best first, and `bind(memory, wasm, set)` returns
 * the kernels of a set as functions `(described, from, to, thread)` over a WebAssembly memory that does not move, and those of `wasm` that the set does
 * not have. It is compiled for any processor: no wide instruction runs before the processor is known.
 */
#include <node_api.h>
#include <stdlib.h>
#include <string.h>
#include "kernel.h"

/* `SETS` is a list of `SET(name, condition)`, the best first, from the build. */
#define SET(name, condition) extern const Named kernels_##name[];
SETS
#undef SET

typedef struct {
  const char *name;
  const Named *kernels;
} Set;

/* The sets of this processor; the last has no name. */
static void findSets(Set *found) {
#define SET(name, condition) \
  if (condition) *found++ = (Set){#name, kernels_##name};
  SETS
#undef SET
  *found = (Set){0, 0};
}
#define MOST_SETS 8

typedef struct {
  char *memory;
  Kernel *run;
} Bound;

static napi_value fail(napi_env env, const char *message) {
  napi_throw_type_error(env, NULL, message);
  return NULL;
}

static napi_value run(napi_env env, napi_callback_info info) {
  napi_value given[4];
  size_t count = 4;
  void *data;
  uint32_t described;
  int32_t items[3];
  if (napi_get_cb_info(env, info, &count, given, NULL, &data) != napi_ok || count < 4 || napi_get_value_uint32(env, given[0], &described) != napi_ok)
    return fail(env, "a kernel needs an address, two items and a lane");
  for (int i = 0; i < 3; i++)
    if (napi_get_value_int32(env, given[i + 1], &items[i]) != napi_ok) return fail(env, "a kernel needs an address, two items and a lane");
  const Bound *bound = data;
  bound->run(bound->memory, described, items[0], items[1], items[2]);
  return NULL;
}

static void release(napi_env env, void *data, void *hint) {
  (void)env, (void)hint;
  free(data);
}

/* A view of the bytes of a WebAssembly memory. @returns their address, or NULL with an exception */
static char *baseOf(napi_env env, napi_value memory) {
  napi_value buffer, global, constructor, view;
  void *base = NULL;
  if (napi_get_named_property(env, memory, "buffer", &buffer) != napi_ok || napi_get_global(env, &global) != napi_ok ||
      napi_get_named_property(env, global, "Uint8Array", &constructor) != napi_ok ||
      napi_new_instance(env, constructor, 1, &buffer, &view) != napi_ok ||
      napi_get_typedarray_info(env, view, NULL, NULL, &base, NULL, NULL) != napi_ok || !base) {
    fail(env, "bind needs a WebAssembly memory");
    return NULL;
  }
  return base;
}

/* A copy of the table of WebAssembly kernels, whose kernels stay where a set has none. */
static napi_value copyOf(napi_env env, napi_value table) {
  napi_value names, copy, name, kernel;
  uint32_t count;
  if (napi_get_property_names(env, table, &names) != napi_ok || napi_get_array_length(env, names, &count) != napi_ok ||
      napi_create_object(env, &copy) != napi_ok)
    return fail(env, "bind needs a table of kernels");
  for (uint32_t i = 0; i < count; i++)
    if (napi_get_element(env, names, i, &name) != napi_ok || napi_get_property(env, table, name, &kernel) != napi_ok ||
        napi_set_property(env, copy, name, kernel) != napi_ok)
      return fail(env, "bind needs a table of kernels");
  return copy;
}

static napi_value bind(napi_env env, napi_callback_info info) {
  napi_value given[3], functions;
  size_t count = 3;
  char name[16];
  if (napi_get_cb_info(env, info, &count, given, NULL, NULL) != napi_ok || count < 3 ||
      napi_get_value_string_utf8(env, given[2], name, sizeof name, NULL) != napi_ok)
    return fail(env, "bind needs a memory, a table of kernels and the name of an instruction set");
  Set sets[MOST_SETS], *set = sets;
  findSets(sets);
  while (set->name && strcmp(set->name, name)) set++;
  if (!set->name) return fail(env, "bind needs an instruction set that the processor has");
  char *memory = baseOf(env, given[0]);
  if (!memory || !(functions = copyOf(env, given[1]))) return NULL;
  for (const Named *kernel = set->kernels; kernel->name; kernel++) {
    napi_value function;
    Bound *bound = malloc(sizeof *bound);
    if (!bound) return fail(env, "bind needs memory");
    *bound = (Bound){memory, kernel->run};
    if (napi_create_function(env, kernel->name, NAPI_AUTO_LENGTH, run, bound, &function) != napi_ok ||
        napi_add_finalizer(env, function, bound, release, NULL, NULL) != napi_ok) {
      free(bound);
      return fail(env, "bind cannot make a function");
    }
    napi_set_named_property(env, functions, kernel->name, function);
  }
  return functions;
}

NAPI_MODULE_INIT() {
  Set sets[MOST_SETS];
  findSets(sets);
  napi_value names, function;
  napi_create_array(env, &names);
  for (uint32_t i = 0; sets[i].name; i++) {
    napi_value name;
    napi_create_string_utf8(env, sets[i].name, NAPI_AUTO_LENGTH, &name);
    napi_set_element(env, names, i, name);
  }
  napi_set_named_property(env, exports, "sets", names);
  napi_create_function(env, "bind", NAPI_AUTO_LENGTH, bind, NULL, &function);
  napi_set_named_property(env, exports, "bind", function);
  return exports;
}
