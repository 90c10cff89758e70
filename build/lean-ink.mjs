/*
 * Ink without what this program does not use, for size and for start-up: every built-in module that Node has to load is a
 * millisecond, and a top-level await would rule out CommonJS.
 *
 * - the connection to React's devtools and the renderer's name for them
 * - the picture of an error (`source/ui/start.tsx` leaves the screen and prints it)
 * - asking `stty` and `tput` for the size (the screen opens only in a terminal, and that knows it)
 * - an assertion in signal-exit
 * - SHA-1 in ink-table, where any text serves as a row's key
 *
 * ink-table is CommonJS and requires Ink; then the bundler has to wrap every module of Ink in a function. As an ES module
 * it lets them all stand in one scope.
 */
const developerBlock = /^if \(process\.env\['DEV'\] === 'true'\) \{\n[\s\S]*?^\}\n/gm;

const tableImports =
	"import React from 'react';\nimport * as ink_1 from 'ink';\nimport * as object_hash_1 from 'object-hash';\nconst react_1 = {default: React};\n";

/* The head of ink-table becomes imports, its exports one default export. */
function asModule(found) {
	if (found.startsWith('"use strict"')) {
		return tableImports;
	}
	return found.startsWith('exports.default') ? 'export default ' : '';
}

/** Source changes by file: what must be there, how often, and what takes its place. */
const changes = [
	{file: /ink[\\/]build[\\/]reconciler\.js$/, old: developerBlock, times: 2, by: ''},
	{
		file: /ink-table[\\/]dist[\\/]index\.js$/,
		old: /^"use strict";[\s\S]*?(?=\/\* Table \*\/)|^exports\.(?!default)\w+ = .*$|^exports\.default = /gm,
		times: 5,
		by: asModule,
	},
	{file: /signal-exit[\\/]index\.js$/, old: /require\('assert'\)/g, times: 1, by: '{equal() {}}'},
];

/** Modules that are replaced as a whole. */
const replacements = [
	{file: /ink[\\/]build[\\/]components[\\/]ErrorOverview\.js$/, by: 'export default () => null;'},
	{file: /terminal-size[\\/]index\.js$/, by: 'export default () => ({columns: 80, rows: 24});'},
	{file: /object-hash[\\/]index\.js$/, by: 'export const sha1 = (row) => JSON.stringify(row);'},
];

/** @returns {import('rolldown').Plugin} */
export function leanInk() {
	return {
		name: 'lean-ink',
		load: (id) => replacements.find(({file}) => file.test(id))?.by,
		transform(code, id) {
			const change = changes.find(({file}) => file.test(id));
			if (change && code.match(change.old)?.length !== change.times) {
				this.error(`${id} has changed: what the build leaves out was not found`);
			}
			return change && code.replace(change.old, change.by);
		},
	};
}
