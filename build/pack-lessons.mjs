/* The files of all lessons as one value: `{[lesson id]: {[file name]: text}}`, as `source/platform/lesson-files.ts` reads it. */
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

export function packLessons(folder) {
	const ids = existsSync(folder)
		? readdirSync(folder)
				.filter((id) => existsSync(join(folder, id, 'lesson.yaml')))
				.sort()
		: [];
	return Object.fromEntries(ids.map((id) => [id, packLesson(join(folder, id))]));
}

/* `design.md` is for authors and is not shipped. */
function packLesson(folder) {
	const names = readdirSync(folder).filter((name) => /\.(yaml|md)$/.test(name) && name !== 'design.md');
	return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}
