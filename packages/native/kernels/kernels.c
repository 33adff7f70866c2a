/* All kernels of one instruction set, which `SET` names; it is compiled once for each. */
#include "conv/convolution.c"
#include "gather/gatherEvents.c"
#include "gather/gatherGradients.c"
#include "gather/lists.c"
#include "gather/masks.c"
#include "gather/windows.c"
#include "product/multiply.c"
#include "program/interpret.c"
#include "tensor/channels.c"
#include "tensor/largest.c"
#include "tensor/pool2d.c"
#include "winograd/blocks.c"
#include "winograd/gradient.c"
#include "winograd/input.c"
#include "winograd/multiply.c"

#define JOIN(a, b) a##b
#define NAME(set) JOIN(kernels_, set)
#define ENTRY(name) {#name, name}

const Named NAME(SET)[] = {
    ENTRY(avgPool2d),
    ENTRY(avgPool2dGradient),
    ENTRY(channelAffine),
    ENTRY(channelNormGradient),
    ENTRY(channelStatistics),
    ENTRY(conv2d),
    ENTRY(conv2dWeightGradient),
    ENTRY(countEvents),
    ENTRY(countPlaces),
    ENTRY(findWindows),
    ENTRY(gatherEvents),
    ENTRY(gatherGradients),
    ENTRY(interpret),
    ENTRY(listEvents),
    ENTRY(listPlaces),
    ENTRY(maskEvents),
    ENTRY(maxMiddle),
    ENTRY(mergeStatistics),
    ENTRY(multiply),
    ENTRY(packGradientColumns),
    ENTRY(packGradients),
    ENTRY(packLeft),
    ENTRY(packRight),
    ENTRY(packRows),
    ENTRY(packRowsOfGradients),
    ENTRY(packTapRows),
    ENTRY(packTurnedWeights),
    ENTRY(packWeights),
    ENTRY(placeTaps),
    ENTRY(scatterConv2d),
    ENTRY(startEvents),
    ENTRY(sumMasks),
    ENTRY(winogradBlocks),
    ENTRY(winogradColumns),
    ENTRY(winogradGradients),
    ENTRY(winogradInput),
    ENTRY(winogradMultiply),
    ENTRY(winogradWeightGradient),
    ENTRY(winogradWeights),
    {0, 0},
};
