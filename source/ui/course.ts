/** The course: its lessons as stations of the map, and the progress that is kept. */
import {dealtLesson} from '../lesson/deck.js';
import type {Lesson} from '../lesson/lesson.js';
import {openLesson as openPlay, type Play} from '../lesson/play.js';
import {lessonState, type Progress, withLesson, withoutLesson} from '../lesson/progress.js';
import type {Session} from '../lesson/session.js';
import type {Locale} from '../locale/locale.js';
import type {LessonInfo} from '../platform/lesson-info.js';
import type {Station} from '../view/map-lines.js';

export interface CourseOptions {
	locale: Locale;
	lessons: readonly LessonInfo[];
	open(id: string): Lesson;
	progress: Progress;
	/** Keeps progress; what it answers is told once when it fails. */
	keep(progress: Progress): {kind: 'ok'} | {kind: 'unwritable'; why: string};
}

export interface Course {
	stations(): Station[];
	/** The station to begin with: the first begun one, else the first new one. */
	first(): number;
	/** Called when progress could not be kept, the first time. Returns the end of it. */
	onUnkept(listener: (why: string) => void): () => void;
	/** Opens a lesson where it was left; its progress is kept from now on. */
	play(id: string): Play;
	/** A lesson as it was left, to look back on; nothing that is done with it is kept. */
	reviewed(id: string): Play;
	/** Opens a lesson of which nothing is kept. */
	playUnkept(lesson: Lesson): Play;
	/** Forgets what was done in a lesson. */
	restart(id: string): void;
	/** Keeps the place in the open lesson. */
	save(): void;
	/** The open lesson was left. */
	close(): void;
}

export function createCourse({locale, lessons, open, progress: found, keep}: CourseOptions): Course {
	let progress = found;
	let current: Play | undefined;
	let unsubscribe: (() => void) | undefined;
	let kept = '';
	let told = false;
	const listeners = new Set<(why: string) => void>();

	const store = (next: Progress): void => {
		progress = next;
		const result = keep(progress);
		if (result.kind === 'unwritable' && !told) {
			told = true;
			for (const listener of listeners) listener(result.why);
		}
	};
	const save = (): void => {
		// A lesson that was opened by mistake leaves no trace.
		if (current && (progress.lessons[current.lesson.id] || isTouched(current.session, current.lesson)))
			store(withLesson(progress, current.lesson.id, current.save()));
	};
	const close = (): void => {
		save();
		unsubscribe?.();
		current = undefined;
	};
	/** A lesson with the missed questions that it brings back. */
	const dealt = (id: string): Lesson =>
		dealtLesson(
			progress,
			id,
			lessons.map((info) => info.id),
			open,
		);
	const title = (words: Readonly<Record<string, string>>): string => words[locale] ?? words.en ?? '';

	return {
		stations: () =>
			lessons.map((info): Station => {
				const saved = progress.lessons[info.id];
				const lesson = saved?.dealt ? dealt(info.id) : open(info.id);
				const state = lessonState(lesson, saved);
				const step = lesson.steps[state.step - 1]?.id ?? '';
				return {
					id: info.id,
					title: title(info.titles),
					summary: title(info.summaries),
					minutes: info.minutes,
					state,
					after: info.prerequisites.flatMap((id) => {
						const before = lessons.find((other) => other.id === id);
						return before && !progress.lessons[id]?.finished ? [title(before.titles)] : [];
					}),
					step: (lesson.prose[locale] ?? lesson.prose.en)?.steps[step]?.title ?? '',
				};
			}),
		first() {
			const begun = lessons.findIndex(({id}) => progress.lessons[id] && !progress.lessons[id]?.finished);
			if (begun !== -1) return begun;
			return Math.max(
				0,
				lessons.findIndex(({id}) => !progress.lessons[id]?.finished),
			);
		},
		onUnkept(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		play(id) {
			close();
			const play = openPlay(dealt(id), locale, progress.lessons[id]);
			current = play;
			kept = deeds(play.session);
			unsubscribe = play.subscribe(() => {
				const now = deeds(play.session);
				if (now === kept) return;
				kept = now;
				save();
			});
			return play;
		},
		reviewed: (id) => openPlay(dealt(id), locale, progress.lessons[id]),
		playUnkept(lesson) {
			close();
			return openPlay(lesson, locale);
		},
		restart(id) {
			store(withoutLesson(progress, id));
		},
		save,
		close,
	};
}

/** Changes whenever something happened that should outlive a power cut. */
function deeds({at, finished, steps}: Session): string {
	const done = Object.entries(steps).flatMap(([id, {attempts, closed, commands, goals, hints, ran}]) => {
		const counts = [attempts, closed, commands, goals].map(({length}) => length);
		return ran || hints > 0 || counts.some((count) => count > 0) ? [[id, ...counts, hints, ran]] : [];
	});
	return JSON.stringify([at, finished, done]);
}

function isTouched(session: Session, lesson: Lesson): boolean {
	return session.at !== lesson.steps[0]?.id || Object.keys(session.steps).length > 0;
}
