/**
 * Property tests draw the same examples in every run, so that red means a change and not bad luck.
 * `FC_SEED=$RANDOM npm test` looks elsewhere; a find is kept as an example of its own.
 */
import fc from 'fast-check';

fc.configureGlobal({seed: Number(process.env.FC_SEED ?? 20261122)});
