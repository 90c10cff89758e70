/*
Ink without what this program does not use, for size and for start-up: every built-in module that Node has to load is a
millisecond, and a top-level await would rule out CommonJS.

- the connection to React's devtools and the renderer's name for them
- the picture of an error (`source/ui/start.tsx` leaves the screen and prints it)
- asking `stty` and `tput` for the size (the screen opens only in a terminal, and that knows it)
- an assertion in signal-exit, and SHA-1 in ink-table where any text serves as a row's key
*/
const developerBlock = /^if \(process\.env\['DEV'\] === 'true'\) \{\n[\s\S]*?^\}\n/gm;

/** Source changes by file: what must be there, how often, and what takes its place. */
const changes = [
	{file: /ink[\\/]build[\\/]reconciler\.js$/, old: developerBlock, times: 2, by: ''},
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
