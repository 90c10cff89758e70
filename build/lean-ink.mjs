/*
Ink without what only its developers need: the connection to React's devtools (a package that is not installed, behind
top-level awaits) and the name of the renderer that is read from a file for it.
*/
const reconciler = /ink[\\/]build[\\/]reconciler\.js$/;
const developerBlock = /^if \(process\.env\['DEV'\] === 'true'\) \{\n[\s\S]*?^\}\n/gm;

/** @returns {import('rolldown').Plugin} */
export function leanInk() {
	return {
		name: 'lean-ink',
		transform(code, id) {
			if (!reconciler.test(id)) {
				return undefined;
			}
			if (code.match(developerBlock)?.length !== 2) {
				this.error('ink has changed: its two developer blocks were not found');
			}
			return code.replace(developerBlock, '');
		},
	};
}
