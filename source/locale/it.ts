/** Tutto ciò che il programma dice, in italiano. */
import type {Catalogue} from './en.js';
import {budget} from './it/budget.js';
import {causes, drops, refusals} from './it/causes.js';
import {explosion} from './it/explosion.js';
import {inspect} from './it/inspect.js';
import {contexts, keys} from './it/keys.js';
import {plain} from './it/plain.js';
import {screen} from './it/screen.js';
import {tables} from './it/tables.js';

export const it = {
	causes,
	drops,
	egress: refusals,
	keys,
	contexts,
	tables,
	plain,
	budget,
	explosion,
	inspect,
	...screen,
} satisfies Catalogue;
