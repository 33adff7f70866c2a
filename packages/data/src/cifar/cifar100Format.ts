import type { CifarFormat } from './cifarRecords.js';

/** The names of the fine labels 0…99, from the official `fine_label_names.txt`. */
export const cifar100Classes: readonly string[] = (
  'apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly ' +
  'camel can castle caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup ' +
  'dinosaur dolphin elephant flatfish forest fox girl hamster house kangaroo keyboard lamp lawn_mower ' +
  'leopard lion lizard lobster man maple_tree motorcycle mountain mouse mushroom oak_tree orange orchid ' +
  'otter palm_tree pear pickup_truck pine_tree plain plate poppy porcupine possum rabbit raccoon ray ' +
  'road rocket rose sea seal shark shrew skunk skyscraper snail snake spider squirrel streetcar ' +
  'sunflower sweet_pepper table tank telephone television tiger tractor train trout tulip turtle ' +
  'wardrobe whale willow_tree wolf woman worm'
).split(' ');

/**
 * A coarse label (20 classes), then the fine label. @see https://www.cs.toronto.edu/~kriz/cifar.html, "binary
 * version"
 */
export const cifar100Format: CifarFormat = {
  title: 'CIFAR-100',
  labels: [
    { name: 'coarse label', values: 20 },
    { name: 'fine label', values: 100 },
  ],
  label: 1,
  classes: cifar100Classes,
  other: { title: 'CIFAR-10', recordBytes: 3073 },
};
