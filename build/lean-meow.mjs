/*
 * meow carries npm's whole reader and normaliser of package.json (200 KB), and asks for `import.meta`, which CommonJS does
 * not have, only to find that file. We hand it the package, so both go: the call is cut, and the top-level calls in its
 * bundled dependencies are marked as pure, so that the bundler may drop what nobody uses.
 */
const options = /meow[\\/]build[\\/]options\.js$/;
const dependencies = /meow[\\/]build[\\/]dependencies\.js$/;
const topLevelCall = /^((?:(?:var|const) [\w$]+ = )?)(?=(?:require[A-Z][\w$]*|getDefaultExportFromCjs|promisify)\()/gm;
const reader = "import { a as readPackageUpSync, n as normalizePackageData } from './dependencies.js';";
const needsMeta = '!options.importMeta?.url';

/** @returns {import('rolldown').Plugin} */
export function leanMeow() {
	return {
		name: 'lean-meow',
		transform(code, id) {
			if (dependencies.test(id)) {
				return code.replaceAll(topLevelCall, '$1/* @__PURE__ */ ');
			}
			if (!options.test(id)) {
				return undefined;
			}
			if (!code.includes(reader) || !code.includes(needsMeta)) {
				this.error('meow has changed: its package reader was not found');
			}
			return code
				.replace(reader, 'const readPackageUpSync = () => undefined, normalizePackageData = () => {};')
				.replace(needsMeta, '!options.importMeta');
		},
	};
}
