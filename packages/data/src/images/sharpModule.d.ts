/** sharp is no dependency, so that it cannot be asked for its types. */
declare module 'sharp';
