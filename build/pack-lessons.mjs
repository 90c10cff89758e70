/*
 * The lessons and the labs, loaded once at build time by the program's own loader (`source/platform/lesson-pack.ts`), each as one JSON
 * text. One that cannot be played ends the build with file, line and remedy.
 */
import {mkdtempSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {build} from 'rolldown';

/** Leaves the loader out of the published program. */
export function withoutLoader() {
	return {
		name: 'without-loader',
		load: (id) => (/[\\/]lesson-pack\.ts$/.test(id) ? 'export const packLessons = undefined, packLabs = undefined;' : undefined),
	};
}

/** @returns {Promise<{lessons: {index: {id: string}[]}, labs: object}>} */
export async function packLessonsAndLabs(root) {
	// Inside node_modules, so that the compiled loader finds its packages.
	const folder = mkdtempSync(join(root, 'node_modules', '.lessons-'));
	try {
		const file = join(folder, 'lessons.mjs');
		await build({cwd: root, input: 'source/platform/lesson-pack.ts', platform: 'node', external: /^[^./]/, output: {file, format: 'esm'}});
		const loader = await import(pathToFileURL(file).href);
		return {lessons: loader.packLessons(join(root, 'lessons')), labs: loader.packLabs(join(root, 'lessons/labs'))};
	} finally {
		rmSync(folder, {recursive: true});
	}
}
