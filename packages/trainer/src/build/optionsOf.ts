/** A section of a config without its name: the options of what it names. */
export const optionsOf = <Section extends { readonly name: string }>({
  name,
  ...options
}: Section): Omit<Section, 'name'> => options;
