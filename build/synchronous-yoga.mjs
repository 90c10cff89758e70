/*
 * Yoga, Ink's layout engine, is WebAssembly behind a top-level await, which CommonJS cannot have. Its Emscripten loader
 * is synchronous when it is given `instantiateWasm`; then the module is ready when the import returns.
 */
const binary = /yoga-layout[\\/]dist[\\/]binaries[\\/]yoga-wasm-base64-esm\.js$/;
const index = /yoga-layout[\\/]dist[\\/]src[\\/]index\.js$/;

const loader = `
import loadYoga, {wasm} from '../binaries/yoga-wasm-base64-esm.js';
import wrapAssembly from './wrapAssembly.js';
const library = {
	instantiateWasm(imports, done) {
		const instance = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(wasm, 'base64')), imports);
		done(instance);
		return instance.exports;
	},
};
loadYoga(library);
export default wrapAssembly(library);
export * from './generated/YGEnums.js';
`;

/** @returns {import('rolldown').Plugin} */
export function synchronousYoga() {
	return {
		name: 'synchronous-yoga',
		transform(code, id) {
			if (index.test(id)) {
				return loader;
			}
			if (binary.test(id)) {
				const [, bytes] =
					/"data:application\/octet-stream;base64,([^"]+)"/.exec(code) ?? this.error('yoga-layout has changed: no bytes found');
				return `${code.replace(bytes, '')}\nexport const wasm = '${bytes}';\n`;
			}
			return undefined;
		},
	};
}
