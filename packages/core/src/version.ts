/** The version of this package; two copies of it in one tree name theirs when they meet. */
export const version = '0.1.0';
