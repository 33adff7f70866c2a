/** The options in a section of a config: all of its fields except `name`. */
export const optionsOf = <Section extends { readonly name: string }>({
  name,
  ...options
}: Section): Omit<Section, 'name'> => options;
