/** The digits, by their labels. */
export const mnistClasses: readonly string[] = Array.from({ length: 10 }, (_, digit) => String(digit));

/** The names of the labels 0…9 of Fashion-MNIST. @see https://github.com/zalandoresearch/fashion-mnist, "Labels" */
export const fashionMnistClasses: readonly string[] = [
  'T-shirt/top',
  'trouser',
  'pullover',
  'dress',
  'coat',
  'sandal',
  'shirt',
  'sneaker',
  'bag',
  'ankle boot',
];
