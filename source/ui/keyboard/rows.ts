/** What the rows in front stand for: the table, the event of a row, and the way of time to an event. */
import type {NodeId} from '../../engine/trace.js';
import {eventsOf} from '../../lesson/scene.js';
import type {Table} from '../../view/tables/table.js';
import {worldTable} from '../../view/tables/world-tables.js';
import type {Desk} from '../desk.js';
import {filterTable} from '../filter.js';

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
