/** The version of this package. Errors about two copies of it name both versions. */
export const version = '0.1.0';
