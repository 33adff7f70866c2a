/** sharp is not a dependency, so its own types are not available. */
declare module 'sharp';
