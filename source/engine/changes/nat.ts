/** NAT rules are edited, connections forgotten (nf_tables_api.c, ctnetlink_del_conntrack). */
import {type ChangeResult, DONE, refused} from '../change.js';
import {copy} from '../copy.js';
import {editTables} from '../nat/edit-tables.js';
import {netfilterOf} from '../nat/hooks.js';
import type {NatChange} from '../nat/nat-change.js';
import {flushConnections, removeConnection} from '../nat/table.js';
import type {Machine, World} from '../world.js';

export function applyNatChange(world: World, change: NatChange): ChangeResult {
	const {stack} = world.machines[change.machine] as Machine;
	switch (change.kind) {
		case 'nat-edit': {
			const {tables, lastTable} = stack.netfilter ?? {tables: [], lastTable: 0};
			const edited = copy({tables, lastTable});
			for (const edit of change.edits) {
				const errno = editTables(edited, edit);
				if (errno) return refused(errno);
			}
			if (stack.netfilter || edited.tables.length > 0) Object.assign(netfilterOf(stack), edited);
			return DONE;
		}
		case 'conntrack-flush':
			if (stack.netfilter) flushConnections(stack.netfilter.connections);
			return DONE;
		case 'conntrack-delete': {
			const connection = stack.netfilter?.connections.entries.get(change.connection);
			if (!stack.netfilter || !connection) return refused('ENOENT');
			removeConnection(stack.netfilter.connections, connection);
			return DONE;
		}
		default:
			return change satisfies never;
	}
}
