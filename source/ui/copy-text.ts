/** What `y` copies: the script where there is one, else the pane in front as text. */
import {eventsOf} from '../lesson/scene.js';
import {eventLine, eventLines} from '../view/event-lines.js';
import {ASCII} from '../view/glyphs.js';
import {stepLines} from '../view/step-lines.js';
import {allLines} from '../view/step-text.js';
import {tableLines} from '../view/tables/table.js';
import {type Line, line} from '../view/token.js';
import type {Desk} from './desk.js';
import {frontTable} from './keyboard/rows.js';

const WIDTH = 100;

export function copyText(desk: Desk): Line[] {
	const {play, view, words} = desk;
	if (play.step.kind === 'bridge')
		return play.step.script
			.trimEnd()
			.split('\n')
			.map((text) => line(text));
	const scene = play.scene;
	const history = scene?.histories[view.side];
	if (view.focus === 'events' && scene && history) {
		const events = eventsOf(scene, view.side).map((node) => eventLine(history.world, node, words));
		return eventLines(events, WIDTH, events.length, -1, words);
	}
	const table = view.focus === 'tables' ? frontTable(desk) : undefined;
	if (table) return tableLines(table, {width: WIDTH, height: table.rows.length + 1, offset: 0, cursor: -1}, ASCII);
	return allLines(stepLines(play, {option: -1, sure: false}, {width: WIDTH, words, signs: ASCII}));
}
