/** What every part of the keyboard works with: the lesson, the player, the view, and the way out. */
import type {Intention} from '../lesson/intention.js';
import type {Play} from '../lesson/play.js';
import type {Catalogue} from '../locale/en.js';
import type {Glyphs} from '../view/glyphs.js';
import type {LayoutKind} from '../view/layout.js';
import type {LessonView, ViewEvent} from './lesson-view.js';
import type {Player} from './player.js';

/** What only the program around the lesson can do. */
export interface Host {
	/** Back to the map. */
	leaveLesson(): void;
	/** Ends the program. */
	exit(code: number): void;
	/** Stops the program until the shell goes on with it; `refused` is called where there is no such shell. */
	suspend(refused: () => void): void;
	redraw(): void;
	/** Puts text on the clipboard of the terminal. */
	copy(text: string): void;
}

export interface Desk {
	readonly play: Play;
	readonly player: Player;
	readonly view: LessonView;
	readonly words: Catalogue;
	readonly host: Host;
	/** Signs of the terminal. */
	readonly signs: Glyphs;
	layout(): LayoutKind;
	/** Cells of the prompt's pane. */
	promptRoom(): {width: number; height: number};
	/** Changes the view. */
	show(event: ViewEvent): void;
	/** A sentence in the footer. */
	say(message: string): void;
	/** Asks the lesson; a refusal becomes a sentence. True when it was done. */
	ask(intention: Intention): boolean;
}
