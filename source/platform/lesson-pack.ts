/** Lessons and labs from their files, checked and ready to play: for the build and for a checkout. The published program has them packed. */
import {join} from 'node:path';
import {readLab} from '../lesson/lab-text.js';
import type {Lesson} from '../lesson/lesson.js';
import {loadLesson} from '../lesson/load.js';
import {plainBlocks} from '../lesson/prose.js';
import {readLabFolder, readLessonFolder} from './lesson-files.js';
import type {LabPack, LessonInfo, LessonPack} from './lesson-info.js';

/** Load all lessons of a folder. Throws with file, line and remedy when one cannot be played. */
export function packLessons(folder: string): LessonPack {
	const lessons = Object.entries(readLessonFolder(folder)).map(([id, texts]) => {
		const result = loadLesson(texts);
		if (result.kind === 'failed') {
			const problems = result.problems.map(({file, line, message, remedy}) => `${join(folder, id, file)}:${line} ${message}. ${remedy}`);
			throw new Error(problems.join('\n'));
		}
		return result.lesson;
	});
	lessons.sort((a, b) => a.order - b.order);
	return {index: lessons.map(describe), lessons: Object.fromEntries(lessons.map((lesson) => [lesson.id, lesson]))};
}

/** The labs of a folder by name, sorted. Throws with file, line and message when one cannot be built. */
export function packLabs(folder: string): LabPack {
	return Object.fromEntries(
		Object.entries(readLabFolder(folder)).map(([name, text]) => {
			const read = readLab(text);
			if (read.kind === 'lab') return [name, read.lab];
			throw new Error(read.problems.map(({line, message}) => `${join(folder, name)}.yaml:${line} ${message}`).join('\n'));
		}),
	);
}

function describe({id, order, minutes, steps, prerequisites, prose}: Lesson): LessonInfo {
	const words = Object.entries(prose);
	return {
		id,
		order,
		minutes,
		steps: steps.length,
		prerequisites,
		titles: Object.fromEntries(words.map(([locale, {title}]) => [locale, title])),
		summaries: Object.fromEntries(words.map(([locale, {summary}]) => [locale, plainBlocks(summary).join('\n')])),
	};
}
