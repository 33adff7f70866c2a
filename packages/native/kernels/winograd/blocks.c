/*
 * From transformed tiles to outputs: an item is a block of outputs of some panels, whose weights are transformed if they are not kept, multiplied at
 * every point, and transformed back. All of that stays near to the thread that does it.
 */
#include "winograd/output.h"
#include "winograd/weights.h"

KERNEL(winogradBlocks) {
  const Winograd s = *(const Winograd *)(memory + described);
  float *products = FLOATS(s.scratch + lane * s.scratchBytes), *own = products + POINTS * (s.productStep / 4l);
  const long weightStep = s.weightStep / 4, tileStep = s.tileStep / 4, productStep = s.productStep / 4;
  const int panels = panelsOf(&s), ranges = partsOf(panels, PANELS_AT_ONCE);
  int ready = -1;
  for (int item = from; item < to; item++) {
    const int block = item / ranges, begin = item % ranges * PANELS_AT_ONCE, end = least(begin + PANELS_AT_ONCE, panels);
    const int first = block * OUTPUTS_AT_ONCE, count = least(OUTPUTS_AT_ONCE, s.outputs - first);
    if (!s.weights && ready != block) {
      transformWeights(memory, &s, first, count, own);
      ready = block;
    }
    const float *weights = s.weights ? FLOATS(s.weights) + (long)first * s.channels : own;
    const float *tiles = FLOATS(s.tiles) + (long)begin * s.channels * PANEL;
    for (int point = 0; point < POINTS; point++)
      multiplyPanels(products + point * productStep, count * PANEL, weights + point * weightStep, tiles + point * tileStep, s.channels, count, end - begin, 0);
    transformProducts(memory, &s, products, first, count, begin, end);
  }
}

/* Weights that are kept, `[36][outputs/4][channels][4]`; an item is a block of outputs. */
KERNEL(winogradWeights) {
  (void)lane;
  const Winograd s = *(const Winograd *)(memory + described);
  for (int item = from; item < to; item++) {
    const int first = item * OUTPUTS_AT_ONCE;
    transformWeights(memory, &s, first, least(OUTPUTS_AT_ONCE, s.outputs - first), FLOATS(s.weights) + (long)first * s.channels);
  }
}
