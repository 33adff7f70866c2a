/*
 * Programs, step by step over blocks of elements: what a step writes is read by the next ones from the nearest cache. `encodeProgram.ts` says how a
 * program stands in memory.
 */
#include "program/functions.h"
#include "kernel.h"

/* The head of a program. Its constants follow, then its steps. */
typedef struct {
  int32_t outputs;
  int32_t scalars;
  int32_t constants;
  int32_t buffers;
  int32_t steps;
} Program;

typedef struct {
  int32_t operation;
  int32_t target;
  int32_t read[3];
} Step;

#define BLOCK_VECTORS (BLOCK_FLOATS / WIDTH)

/* Where the values of a slot stand: their first vector, and floats to the next vector, or 0 for one that is repeated. */
typedef struct {
  float *at;
  long step;
} Slot;

/* Everything that a program computes with. */
typedef struct {
  Slot slots[MAX_SLOTS];
  /* Values that are repeated. */
  V repeated[MAX_SLOTS];
  V blocks[MAX_BUFFERS][BLOCK_VECTORS];
} Workspace;

/* Writes the address of every operand at piece `item` of all runs. @returns elements of the piece */
static int locate(Memory memory, const Runs *s, uint32_t described, int item, Address *to) {
  const int pieces = partsOf(s->length, s->piece), count = s->count;
  const int32_t *bases = (const int32_t *)(memory + described + s->operands);
  const int32_t *steps = bases + count, *lengths = steps + count, *strides = lengths + s->rank;
  const int begin = item % pieces * s->piece;
  for (int i = 0; i < count; i++) to[i] = (Address)bases[i] + (Address)begin * (Address)steps[i];
  int rest = item / pieces;
  for (int axis = s->rank - 1; axis >= 0 && rest > 0; axis--) {
    const int place = rest % lengths[axis];
    rest /= lengths[axis];
    for (int i = 0; i < count; i++) to[i] += (Address)place * (Address)strides[axis * count + i];
  }
  return least(s->piece, s->length - begin);
}

#define EACH(value) \
  for (int v = 0; v < vectors; v++, a += read[0].step, b += read[1].step, c += read[2].step, y += WIDTH) { \
    const V x0 = load(a), x1 = load(b), x2 = load(c); \
    (void)x0, (void)x1, (void)x2; \
    store(y, value); \
  } \
  break

/* One step on this number of vectors. */
static void perform(const Step *step, const Slot *slots, int vectors) {
  const Slot read[3] = {slots[step->read[0]], slots[step->read[1]], slots[step->read[2]]};
  const float *a = read[0].at, *b = read[1].at, *c = read[2].at;
  float *y = slots[step->target].at;
  switch (step->operation) {
    case OPERATION_COPY: EACH(x0);
    case OPERATION_ADD: EACH(x0 + x1);
    case OPERATION_SUB: EACH(x0 - x1);
    case OPERATION_MUL: EACH(x0 * x1);
    case OPERATION_DIV: EACH(x0 / x1);
    case OPERATION_MAXIMUM: EACH(larger(x0, x1));
    case OPERATION_MINIMUM: EACH(smaller(x0, x1));
    case OPERATION_NEG: EACH(negated(x0));
    case OPERATION_ABS: EACH(magnitude(x0));
    case OPERATION_SIGN: EACH(signOf(x0));
    case OPERATION_RELU: EACH(positivePart(x0));
    case OPERATION_SQRT: EACH(root(x0));
    case OPERATION_RECIPROCAL: EACH(splat(1) / x0);
    case OPERATION_RECIPROCAL_SQRT: EACH(splat(1) / root(x0));
    case OPERATION_EXP: EACH(exponential(x0));
    case OPERATION_TANH: EACH(hyperbolicTangent(x0));
    case OPERATION_SIGMOID: EACH(logistic(x0));
    case OPERATION_EQUAL: EACH(oneWhere(equal(x0, x1)));
    case OPERATION_NOT_EQUAL: EACH(oneWhere(notEqual(x0, x1)));
    case OPERATION_LESS: EACH(oneWhere(less(x0, x1)));
    case OPERATION_LESS_EQUAL: EACH(oneWhere(lessEqual(x0, x1)));
    case OPERATION_GREATER: EACH(oneWhere(greater(x0, x1)));
    case OPERATION_GREATER_EQUAL: EACH(oneWhere(greaterEqual(x0, x1)));
    case OPERATION_WHERE: EACH(choose(notEqual(x0, zero()), x1, x2));
  }
}

/* The values of a program for items, which are pieces of runs; the word after the head is the program's address, and its scalars follow. */
KERNEL(interpret) {
  (void)lane;
  const Runs s = *(const Runs *)(memory + described);
  const Address *leading = (const Address *)(memory + described + sizeof(Runs));
  const Program *program = (const Program *)(memory + leading[0]);
  const float *scalars = (const float *)(leading + 1), *constants = (const float *)(program + 1);
  const Step *steps = (const Step *)(constants + program->constants);
  const int32_t *moves = (const int32_t *)(memory + described + s.operands) + s.count;
  Workspace w;
  Slot *slot = w.slots + s.count;
  for (int i = 0; i < program->scalars + program->constants; i++, slot++) {
    V *value = &w.repeated[slot - w.slots];
    *value = splat(i < program->scalars ? scalars[i] : constants[i - program->scalars]);
    *slot = (Slot){(float *)value, 0};
  }
  V(*block)[BLOCK_VECTORS] = w.blocks;
  for (int i = 0; i < program->buffers; i++, slot++) *slot = (Slot){(float *)*block++, WIDTH};
  for (int item = from; item < to; item++) {
    Address operands[MAX_SLOTS];
    const int count = locate(memory, &s, described, item, operands);
    for (int i = 0; i < s.count; i++) {
      w.slots[i] = (Slot){FLOATS(operands[i]), i < program->outputs || moves[i] ? WIDTH : 0};
      if (w.slots[i].step) continue;
      w.repeated[i] = splat(*w.slots[i].at);
      w.slots[i].at = (float *)&w.repeated[i];
    }
    for (int done = 0; done < count; done += BLOCK_FLOATS) {
      const int live = least(BLOCK_FLOATS, count - done);
      /* A vector that is not full is written elsewhere first: what follows belongs to others. */
      const int outputs = live % WIDTH ? program->outputs : 0;
      for (int i = 0; i < outputs; i++) w.slots[i].at = (float *)block[i];
      for (int i = 0; i < program->steps; i++) perform(steps + i, w.slots, partsOf(live, WIDTH));
      for (int i = 0; i < outputs; i++) memcpy(FLOATS(operands[i]) + done, block[i], 4 * (size_t)live);
      for (int i = 0; i < s.count; i++)
        if (w.slots[i].step) w.slots[i].at += BLOCK_FLOATS;
    }
  }
}
#undef EACH
