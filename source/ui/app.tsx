/** The program on the screen: the map, or a lesson. */
import {useLayoutEffect, useRef, useState} from 'react';
import type {Lesson} from '../lesson/lesson.js';
import type {Play} from '../lesson/play.js';
import {isSandbox} from '../lesson/sandbox.js';
import type {Catalogue} from '../locale/en.js';
import type {Course} from './course.js';
import type {Host} from './desk.js';
import {useKeys} from './hooks/use-keys.js';
import {useGlyphs} from './hooks/use-theme.js';
import type {PastLines} from './keyboard/prompt-keys.js';
import {createLessonController, type LessonController} from './lesson-controller.js';
import type {Speed} from './player.js';
import type {Clock} from './screen-writer.js';
import {LessonScreen, type PictureOnScreen} from './screens/lesson-screen.js';
import {MapScreen} from './screens/map-screen.js';

export interface AppProps {
	readonly course: Course;
	readonly words: Catalogue;
	readonly clock: Clock;
	/** Reduced motion. */
	readonly still: boolean;
	/** Lesson to open at once. */
	readonly lesson: string | undefined;
	/** Lab to open instead; the program ends when it is left. */
	readonly sandbox?: Lesson | undefined;
	/** Said on the first screen. */
	readonly message: string;
	readonly host: Omit<Host, 'leaveLesson'>;
	/** Lines typed at the prompt in other sessions. */
	readonly past?: PastLines | undefined;
	/** Draws what moves; `undefined` where nothing does. */
	readonly animator?: Animator | undefined;
}

/** Frames in flight, drawn between two renders. */
export interface Animator {
	/** Another lesson, or none, is on the screen. */
	follow(controller: LessonController | undefined): void;
	/** The pictures that were just rendered. */
	rendered(pictures: readonly PictureOnScreen[]): void;
}

export function App(props: AppProps) {
	const {course, words, clock, still, lesson, sandbox, message, animator, past} = props;
	const signs = useGlyphs();
	// The speed is remembered from lesson to lesson.
	const speed = useRef<Speed>('normal');
	const [said, setSaid] = useState(message);
	const open = (play: Play): LessonController => {
		const opened = createLessonController({play, words, host, clock, still, speed: speed.current, past, signs});
		current.current = opened;
		animator?.follow(opened);
		return opened;
	};
	const host: Host = {
		...props.host,
		leaveLesson() {
			const left = current.current;
			if (!left) return;
			speed.current = left.player.speed;
			if (isSandbox(left.play.lesson)) {
				props.host.exit(0);
				return;
			}
			const {session, lesson: was} = left.play;
			const title = (was.prose[left.play.locale] ?? was.prose.en)?.title ?? was.id;
			setSaid(session.finished ? words.messages.lessonDone(title) : '');
			left.dispose();
			course.close();
			animator?.follow(undefined);
			current.current = undefined;
			setController(undefined);
		},
	};
	const current = useRef<LessonController | undefined>(undefined);
	const [controller, setController] = useState<LessonController | undefined>(() => {
		if (sandbox) return open(course.playUnkept(sandbox));
		return lesson === undefined ? undefined : open(course.play(lesson));
	});
	useLayoutEffect(
		() =>
			course.onUnkept((why) => {
				const text = words.messages.notKept(why);
				if (current.current) current.current.say(text);
				else setSaid(text);
			}),
		[course, words],
	);
	return controller ? (
		<OpenLesson controller={controller} animator={animator} />
	) : (
		<MapScreen course={course} host={host} message={said} onOpen={(id) => setController(open(course.play(id)))} />
	);
}

function OpenLesson({controller, animator}: {readonly controller: LessonController; readonly animator: Animator | undefined}) {
	useKeys(
		(name, input) => controller.press(name, input),
		(text) => controller.paste(text),
	);
	return <LessonScreen controller={controller} animate={animator?.rendered} />;
}
