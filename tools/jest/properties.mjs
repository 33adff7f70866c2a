import fc from 'fast-check';

/**
 * Properties draw the same cases in every run, so that what fails here fails everywhere. `PROPERTY_SEED=7 npm run jest` draws others.
 */
fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 1) });
