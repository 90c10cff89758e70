/*
 * Loading a lesson
 *
 * From the texts of a folder (`lesson.yaml`, `en.md`, `it.md` …) to a lesson, or
 * to a list of problems with file and line.
 */
import {resolveLab} from './lab-variant.js';
import type {Lesson, LessonProse} from './lesson.js';
import type {Problem} from './problem.js';
import {type ProseFile, parseProse} from './prose-file.js';
import {type LessonFile, lessonSchema} from './schema.js';
import {schemaIssues} from './schema-issue.js';
import {readYaml, type YamlPath} from './yaml-text.js';

/** The texts of a lesson's folder, by file name. */
export type LessonTexts = Readonly<Record<string, string>>;

export const LESSON_FILE = 'lesson.yaml';

export interface LoadedLesson {
	kind: 'loaded';
	lesson: Lesson;
	/** Prose as it stands in the files, for checks. */
	files: Readonly<Record<string, ProseFile>>;
	/** Line of a path in lesson.yaml, from 1; that of the nearest parent that is there. */
	lineAt: (path: YamlPath) => number;
	/** What is wrong but does not keep the lesson from being played. */
	problems: readonly Problem[];
}

export type LoadResult = LoadedLesson | {kind: 'failed'; problems: readonly Problem[]};

/** Reads a lesson. Never throws for what a file says. */
export function loadLesson(texts: LessonTexts): LoadResult {
	const machine = loadMachineHalf(texts[LESSON_FILE]);
	if (machine.kind === 'failed') return machine;
	const {file, lineAt} = machine;
	const problems: Problem[] = [];
	const labs: Record<string, Lesson['labs'][string]> = {};
	for (const id of Object.keys(file.labs)) {
		const resolved = resolveLab(file.labs, id);
		if (resolved.kind === 'lab') labs[id] = resolved.lab;
		else
			for (const problem of resolved.problems)
				problems.push({
					file: LESSON_FILE,
					line: lineAt(['labs', id, ...problem.path]),
					check: 'schema',
					message: `lab "${id}": ${problem.message}`,
					remedy: 'Mend the lab; docs/authoring.md says how labs and variants are written.',
				});
	}
	if (problems.length > 0) return {kind: 'failed', problems};
	const files: Record<string, ProseFile> = {};
	const prose: Record<string, LessonProse> = {};
	for (const [name, text] of Object.entries(texts)) {
		const locale = /^([a-z]{2})\.md$/.exec(name)?.[1];
		if (!locale) continue;
		const parsed = parseProse(locale, text);
		files[locale] = parsed;
		prose[locale] = parsed.prose;
		problems.push(...parsed.problems);
	}
	return {kind: 'loaded', lesson: {...file, labs, prose}, files, lineAt, problems};
}

type MachineHalf = {kind: 'read'; file: LessonFile; lineAt: (path: YamlPath) => number} | {kind: 'failed'; problems: readonly Problem[]};

/** Reads lesson.yaml alone. */
function loadMachineHalf(text: string | undefined): MachineHalf {
	if (text === undefined)
		return {
			kind: 'failed',
			problems: [
				{file: LESSON_FILE, line: 1, check: 'schema', message: 'there is no lesson.yaml', remedy: 'Every lesson has a machine half.'},
			],
		};
	const problem = (line: number, message: string, remedy: string): Problem => ({file: LESSON_FILE, line, check: 'schema', message, remedy});
	const yaml = readYaml(text);
	if (yaml.kind === 'failed') return {kind: 'failed', problems: [problem(yaml.line, yaml.message, 'Mend the YAML.')]};
	const {value, lineAt} = yaml;
	const checked = lessonSchema.safeParse(value);
	if (checked.success) return {kind: 'read', file: checked.data, lineAt};
	return {
		kind: 'failed',
		problems: schemaIssues(checked.error.issues).map(({path, message}) =>
			problem(lineAt(path), `${path.join('.') || 'lesson'}: ${message}`, 'Write it as docs/authoring.md says.'),
		),
	};
}
