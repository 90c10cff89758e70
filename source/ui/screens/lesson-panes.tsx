/** The panes of a step that are seen: text, tables, events, prompt, and the lines between them. */
import {eventsOf} from '../../lesson/scene.js';
import type {Catalogue} from '../../locale/en.js';
import {timeText} from '../../locale/time-text.js';
import {countText} from '../../view/budget/numbers.js';
import type {Rect} from '../../view/canvas.js';
import {differenceLines, differenceRows, sideNames, TABLE_WIDTH} from '../../view/compare-lines.js';
import {consoleLines} from '../../view/console-lines.js';
import {eventLine, eventLines} from '../../view/event-lines.js';
import type {Glyphs} from '../../view/glyphs.js';
import type {Layout} from '../../view/layout.js';
import {stepLines} from '../../view/step-lines.js';
import {visibleLines} from '../../view/step-text.js';
import {offsetFor, tableLines} from '../../view/tables/table.js';
import {worldTable} from '../../view/tables/world-tables.js';
import {type Line, line, span} from '../../view/token.js';
import {Differences} from '../components/differences.js';
import {Pane} from '../components/pane.js';
import {filterTable, matches} from '../filter.js';
import {tabsOf} from '../frame-model.js';
import {useGlyphs} from '../hooks/use-theme.js';
import {useWords} from '../hooks/use-words.js';
import type {LessonController} from '../lesson-controller.js';
import type {Places, TablePlace} from './places.js';

export interface LessonPanesProps {
	readonly controller: LessonController;
	readonly layout: Layout;
	readonly places: Places;
}

export function LessonPanes({controller, layout, places}: LessonPanesProps) {
	const words = useWords();
	const glyphs = useGlyphs();
	const {text, tables, events, console: prompt, divider} = places;
	const beside = layout.columns - layout.divider - 1;
	return (
		<>
			{text && <TextPane controller={controller} area={text} />}
			{divider && <Pane area={divider} lines={Array.from({length: divider.height}, () => [span(glyphs.line('l-l-'), 'rule')])} />}
			{layout.kind === 'wide' && divider && !controller.view.zoom && (
				<Pane
					area={{x: layout.divider + 1, y: layout.tabRow, width: beside, height: 1}}
					lines={[tabsOf(controller, layout, beside, words, glyphs)]}
				/>
			)}
			{tables.map((place) => (
				<Pane key={place.area.x} area={place.area} lines={tablePane(controller, place, words, glyphs)} />
			))}
			{events && <Pane area={events} lines={eventPane(controller, events, words)} />}
			{prompt && <Pane area={prompt} lines={promptPane(controller, prompt, words, glyphs)} />}
		</>
	);
}

/** The text of the step; of a compare that was watched, the table of differences above it. */
function TextPane({controller, area}: {readonly controller: LessonController; readonly area: Rect}) {
	const words = useWords();
	const glyphs = useGlyphs();
	const {play} = controller;
	const {step, part} = play;
	if (step.kind !== 'compare' || !part || !play.isRevealed(step, part))
		return <Pane area={area} lines={textPane(controller, area, words, glyphs)} />;
	const table = area.width >= TABLE_WIDTH;
	const list = table ? [] : differenceLines(differenceRows(play, words, glyphs), sideNames(play), area.width, words, glyphs);
	const rows = table ? step.rows.length + 1 : Math.min(list.length, area.height);
	const below = {...area, y: area.y + rows, height: Math.max(0, area.height - rows)};
	return (
		<>
			{table ? <Differences play={play} area={{...area, height: rows}} /> : <Pane area={{...area, height: rows}} lines={list} />}
			<Pane area={below} lines={textPane(controller, below, words, glyphs)} />
		</>
	);
}

function textPane({play, view}: LessonController, {width, height}: Rect, words: Catalogue, signs: Glyphs): Line[] {
	const text = stepLines(play, view.focus === 'text' || view.focus === 'picture' ? view : {option: -1, sure: false}, {width, words, signs});
	return visibleLines(text, height, view.scroll, signs, words.verdict.more);
}

function tablePane({play, view}: LessonController, {area, table, side}: TablePlace, words: Catalogue, signs: Glyphs): Line[] {
	const scene = play.scene;
	const history = scene?.histories[side];
	if (!scene || !history) return [];
	const rows = filterTable(worldTable(table, history.world, eventsOf(scene, side), words.tables), view.filter, words.messages.noMatch);
	const cursor = view.focus === 'tables' && table === view.table && side === view.side ? view.row : -1;
	const offset = cursor >= 0 ? offsetFor(cursor, 0, rows.rows.length, area.height) : 0;
	return tableLines(rows, {width: area.width, height: area.height, offset, cursor}, signs);
}

function eventPane({play, view}: LessonController, {width, height}: Rect, words: Catalogue): Line[] {
	const scene = play.scene;
	const history = scene?.histories[view.side];
	if (!scene || !history) return [];
	const filter = view.focus === 'events' ? view.filter : '';
	const lines = eventsOf(scene, view.side)
		.map((node) => eventLine(history.world, node, words))
		.filter(({place, text}) => matches(`${place} ${text}`, filter));
	if (lines.length === 0 && filter !== '') return [line(words.messages.noMatch, 'faint')];
	return eventLines(lines, width, height, view.focus === 'events' ? view.row : -1, words);
}

function promptPane({view}: LessonController, {width, height}: Rect, words: Catalogue, signs: Glyphs): Line[] {
	const {lines, scroll, machine, editor, ghost, running, queue} = view.prompt;
	const {search} = editor;
	return consoleLines(
		{
			lines,
			scroll,
			prompt: search ? words.console.search(search.query, search.failed) : words.console.prompt(machine),
			more: words.console.more,
			text: editor.text,
			at: editor.at,
			ghost,
			running: running && words.console.running(countText(running.frames), timeText(running.now, words.tables.decimal), queue.length),
			focused: view.focus === 'console',
			invitation: words.console.open,
		},
		width,
		height,
		signs,
	);
}
