/** sharp is not a dependency, so its types are not available. */
declare module 'sharp';
