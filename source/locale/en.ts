/** Everything the program says, in English. The other languages `satisfies` it, so that a missing word does not compile. */
import {budget} from './en/budget.js';
import {causes, drops, refusals} from './en/causes.js';
import {explosion} from './en/explosion.js';
import {inspect} from './en/inspect.js';
import {contexts, keys} from './en/keys.js';
import {plain} from './en/plain.js';
import {screen} from './en/screen.js';
import {tables} from './en/tables.js';

export const en = {causes, drops, egress: refusals, keys, contexts, tables, plain, budget, explosion, inspect, ...screen};

/** The words of one language. */
export type Catalogue = typeof en;
