/** Keys in a table or in the list of events: walk, open the cause, jump to the event. */
import type {NodeId} from '../../engine/trace.js';
import {eventsOf} from '../../lesson/scene.js';
import type {Table} from '../../view/tables/table.js';
import {worldTable} from '../../view/tables/world-tables.js';
import type {Desk} from '../desk.js';
import {filterTable} from '../filter.js';
import type {Intent} from '../keys.js';
import {openWhy} from './why-keys.js';

/** Rows that a page key walks. */
const PAGE = 5;

export function listKey(desk: Desk, intent: Intent): boolean {
	const rows = rowCount(desk);
	const {row} = desk.view;
	const walk = (to: number): boolean => {
		desk.show({kind: 'walked', row: rows === 0 ? -1 : Math.max(0, Math.min(rows - 1, to))});
		return true;
	};
	switch (intent) {
		case 'up':
			return walk(row === -1 ? rows - 1 : row - 1);
		case 'down':
			return walk(row + 1);
		case 'page-up':
			return walk(row - PAGE);
		case 'page-down':
			return walk(row + PAGE);
		case 'confirm':
			return open(desk);
		default:
			return false;
	}
}

/** The event that the row under the cursor speaks of. */
export function rowEvent(desk: Desk): NodeId | undefined {
	const {view, play} = desk;
	const scene = play.scene;
	if (!scene || view.row === -1) return undefined;
	if (view.focus === 'events') return eventsOf(scene, view.side)[view.row]?.id;
	return view.focus === 'tables' ? frontTable(desk)?.rows[view.row]?.cause : undefined;
}

/** The table in front, filtered. */
export function frontTable({play, view, words}: Desk): Table | undefined {
	const scene = play.scene;
	const history = scene?.histories[view.side];
	if (!scene || !history) return undefined;
	return filterTable(worldTable(view.table, history.world, eventsOf(scene, view.side), words.tables), view.filter, words.messages.noMatch);
}

function rowCount(desk: Desk): number {
	const scene = desk.play.scene;
	if (!scene) return 0;
	return desk.view.focus === 'events' ? eventsOf(scene, desk.view.side).length : (frontTable(desk)?.rows.length ?? 0);
}

/** Enter: in the list of events time jumps there, in a table the cause opens. */
function open(desk: Desk): boolean {
	const event = rowEvent(desk);
	if (event === undefined) return false;
	if (desk.view.focus === 'events') {
		jumpTo(desk, event);
		return true;
	}
	openWhy(desk, event);
	return true;
}

/** Time to just after an event of the side in front. */
export function jumpTo(desk: Desk, event: NodeId): void {
	const scene = desk.play.scene;
	if (!scene) return;
	desk.player.pause();
	const nodes = eventsOf(scene, desk.view.side);
	const place = nodes.findIndex(({id}) => id === event) + 1;
	if (scene.histories.length === 1) {
		desk.play.seek(place);
		return;
	}
	// Of two worlds the place counts the events of both.
	let seen = 0;
	const at = scene.order.findIndex((side) => side === desk.view.side && ++seen === place);
	desk.play.seek(at + 1);
}
