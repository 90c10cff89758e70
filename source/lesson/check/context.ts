/** What every check gets: the lesson as loaded, and a way to say what is wrong. */
import type {LoadedLesson} from '../load.js';
import {LESSON_FILE} from '../load.js';
import type {Problem} from '../problem.js';
import type {YamlPath} from '../yaml-text.js';

export interface CheckContext extends LoadedLesson {
	/** A problem in lesson.yaml. */
	machine(check: string, path: YamlPath, message: string, remedy: string): void;
	/** A problem in the prose of a locale. */
	prose(check: string, locale: string, line: number, message: string, remedy: string): void;
}

/** A context that collects into `problems`. */
export function createContext(loaded: LoadedLesson, problems: Problem[]): CheckContext {
	return {
		...loaded,
		machine: (check, path, message, remedy) => problems.push({file: LESSON_FILE, line: loaded.lineAt(path), check, message, remedy}),
		prose: (check, locale, line, message, remedy) => problems.push({file: `${locale}.md`, line, check, message, remedy}),
	};
}

/** Line of the heading of a section in a locale; 1 when it is missing. */
export function sectionLine(context: CheckContext, locale: string, id: string): number {
	return context.files[locale]?.sections.find((section) => section.id === id)?.line ?? 1;
}
