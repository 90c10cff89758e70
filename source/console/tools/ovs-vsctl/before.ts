/** What is looked at before the first command of a line runs: names of tables and columns (the pre_ functions of lib/db-ctl-base.c). */
import type {TableName} from '../../../engine/ovs/database/database-schema.js';
import {columnNamed, tableNamed} from './column-argument.js';
import {fatal, type Invocation} from './session.js';
import {readToken} from './token.js';

function checkColumn(table: TableName, argument: string): void {
	const {text} = readToken(argument);
	if (text === '') throw fatal(`${argument}: missing column name`);
	columnNamed(table, text);
}

/** The table, then a column in each word from `first` on. */
export function checkArguments(first: number) {
	return ({words}: Invocation): void => {
		const table = tableNamed(words[1] as string);
		for (const word of words.slice(first)) if (!/^[_-]uuid$/i.test(word)) checkColumn(table, word);
	};
}

/** The table and `--columns`; for `find` its conditions, too. */
export function checkListed({words, options}: Invocation): void {
	const table = tableNamed(words[1] as string);
	const given = options.get('--columns');
	if (given !== undefined) {
		const names = given.split(/[, ]+/).filter((name) => name !== '');
		for (const name of names) if (name.toLowerCase() !== '_uuid') columnNamed(table, name);
		if (names.length === 0) throw fatal('must specify at least one column name');
	}
	if (words[0] === 'find') for (const word of words.slice(2)) checkColumn(table, word);
}

/** The table, and the name of one column. */
export function checkNamedColumn({words}: Invocation): void {
	columnNamed(tableNamed(words[1] as string), words[3] as string);
}

export function checkClear({words}: Invocation): void {
	const table = tableNamed(words[1] as string);
	for (const word of words.slice(3)) columnNamed(table, word);
}

export function checkTable({words}: Invocation): void {
	tableNamed(words[1] as string);
}
