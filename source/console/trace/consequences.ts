/** What a frame changed: the tables of a world with it, held against those of the world without it. */

import type {World} from '../../engine/world.js';
import type {MachineState, WorldState} from '../state/state-schema.js';
import {stateOf} from '../state/world-state.js';

export const TABLES = ['devices', 'stations', 'groups', 'neighbours', 'routes', 'connections', 'leases', 'flows', 'megaflows'] as const;
export type TableName = (typeof TABLES)[number];

/** A row that came, went, or says something else. */
export interface Consequence {
	kind: 'added' | 'removed' | 'changed';
	machine: string;
	table: TableName;
	/** What the row is about: `br0 02:00:00:00:00:01 VLAN 10`. */
	about: string;
	/** What it says; of a changed row what it said before, too. */
	says: string;
	before?: string;
}

type Row = {about: string; says: string};

/** How each table is compared. Ages, times and counters say nothing of what was decided. */
const ROWS: {[Table in TableName]: (entry: MachineState[Table][number]) => Row} = {
	devices: ({name, up, carrier, portState, addresses}) => ({
		about: name,
		says: [up ? 'up' : 'down', ...(carrier ? [] : ['no carrier']), ...(portState ? [portState] : []), ...addresses].join(' '),
	}),
	stations: ({bridge, mac, vlan, port, state}) => ({
		about: `${bridge}: ${mac}${vlanText(vlan)}`,
		says: `on ${port}${state === 'learned' ? '' : ` ${state}`}`,
	}),
	groups: ({bridge, group, vlan, port}) => ({about: `${bridge}: ${group || 'router'}${vlanText(vlan)} on ${port}`, says: ''}),
	neighbours: ({device, address, mac, state}) => ({about: `${address} dev ${device}`, says: `${mac ? `${mac} ` : ''}${state}`}),
	routes: ({to, via, device, metric}) => ({about: `${to}${via ? ` via ${via}` : ''} dev ${device} metric ${metric}`, says: ''}),
	connections: ({protocol, original, reply, state}) => ({about: `${protocol} ${original}`, says: `answers ${reply} ${state}`}),
	leases: ({address, mac, state}) => ({about: address, says: `${mac} ${state}`}),
	flows: ({bridge, table, priority, match, actions}) => ({
		about: `${bridge}: table=${table} priority=${priority}${match === '' ? '' : `,${match}`}`,
		says: `actions=${actions}`,
	}),
	megaflows: ({match, actions}) => ({about: match, says: `actions:${actions}`}),
};

function vlanText(vlan: number): string {
	return vlan === 0 ? '' : ` VLAN ${vlan}`;
}

/** In the order of machines and tables. */
export function consequencesOf(without: World, after: World): Consequence[] {
	return differences(stateOf(without), stateOf(after));
}

/** What `after` has that `before` has not, and the other way round. Both have the same machines. */
export function differences(before: WorldState, after: WorldState): Consequence[] {
	return after.machines.flatMap((machine, at) => TABLES.flatMap((table) => changesIn(table, before.machines[at] as MachineState, machine)));
}

function changesIn(table: TableName, before: MachineState, after: MachineState): Consequence[] {
	const old = rowsOf(table, before);
	const now = rowsOf(table, after);
	const common = {machine: after.name, table};
	const come = [...now].flatMap(([about, says]): Consequence[] => {
		const said = old.get(about);
		if (said === says) return [];
		return [said === undefined ? {kind: 'added', ...common, about, says} : {kind: 'changed', ...common, about, says, before: said}];
	});
	const gone = [...old].flatMap(([about, says]): Consequence[] => (now.has(about) ? [] : [{kind: 'removed', ...common, about, says}]));
	return [...come, ...gone];
}

function rowsOf<Table extends TableName>(table: Table, machine: MachineState): Map<string, string> {
	const entries: readonly MachineState[Table][number][] = machine[table];
	return new Map(entries.map((entry) => ROWS[table](entry)).map(({about, says}) => [about, says]));
}
