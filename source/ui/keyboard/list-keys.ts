/** Keys in a table or in the list of events: walk, open the cause, jump to the event. */
import {eventsOf} from '../../lesson/scene.js';
import type {Desk} from '../desk.js';
import type {Intent} from '../keys.js';
import {frontTable, jumpTo, rowEvent} from './rows.js';
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
