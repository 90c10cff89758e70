/* Parts of the program for measuring, bundled and minified as they are shipped. */
import {mkdtempSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {build} from 'rolldown';

const root = join(import.meta.dirname, '..');

/** Import modules of `source/` (paths without `.ts`), bundled together. Returns all their exports in one object. */
export async function compiled(...modules) {
	const folder = mkdtempSync(join(root, 'node_modules', '.bench-'));
	const file = join(folder, 'bundle.mjs');
	const code = modules.map((path) => `export * from ${JSON.stringify(join(root, 'source', `${path}.ts`))};`).join('\n');
	try {
		await build({
			cwd: root,
			input: 'entry',
			platform: 'node',
			plugins: [
				{name: 'entry', resolveId: (id) => (id === 'entry' ? '\0entry' : undefined), load: (id) => (id === '\0entry' ? code : undefined)},
			],
			transform: {define: {'process.env.NODE_ENV': '"production"'}},
			output: {file, format: 'esm', minify: true},
		});
		return await import(pathToFileURL(file).href);
	} finally {
		rmSync(folder, {recursive: true});
	}
}
