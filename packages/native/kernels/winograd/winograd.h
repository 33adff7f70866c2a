/*
 * A convolution of stride 1 by 3 × 3 windows as F(4 × 4, 3 × 3): tiles of 6 × 6 inputs become 4 × 4 outputs through 36 products instead of 144.
 * A chunk of images is transformed at a time.
 */
#pragma once
#include "kernel.h"
#include "product/panels.h"

/* Points of a tile along one axis. */
#define SIDE 6

INLINE int tilesAcross(const Winograd *s) { return partsOf(s->outputWidth, 4); }
INLINE int tilesOf(const Winograd *s) { return tilesAcross(s) * partsOf(s->outputHeight, 4); }
/* Panels of tiles of the chunk. */
INLINE int panelsOf(const Winograd *s) { return partsOf(tilesOf(s) * s->images, PANEL); }
