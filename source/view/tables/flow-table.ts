/** OpenFlow tables, in the order in which a frame would try them. */
import {listRules} from '../../engine/flow/flow-tables.js';
import {formatActions} from '../../engine/flow/syntax/action-format.js';
import {formatMatch} from '../../engine/flow/syntax/match-format.js';
import {portNamesOf} from '../../engine/ovs/translate/report.js';
import {deviceAt, type World} from '../../engine/world.js';
import type {Catalogue} from '../../locale/en.js';
import type {Recent} from './recent.js';
import {column, longColumn, numbers, type Row, type Table} from './table.js';

/** A flow that has just answered a frame is marked, and leads to the event. */
export function flowTable(world: World, recent: Recent, words: Catalogue['tables']): Table {
	const bridges = world.machines.flatMap((machine) =>
		(machine.vswitchd?.bridges ?? []).map((bridge, _, {length}) => ({
			machine: machine.id,
			bridge,
			name: length > 1 ? `${machine.name}/${bridge.name}` : machine.name,
		})),
	);
	const several = bridges.length > 1;
	const rows = bridges.flatMap(({machine, bridge, name}) => {
		const ports = portNamesOf(bridge);
		const here = recent.causes.filter(({device}) => deviceAt(world, device).machine === machine);
		return listRules(bridge.tables)
			.toSorted((a, b) => a.table - b.table || b.priority - a.priority)
			.map((rule): Row => {
				const match = formatMatch(rule.match, ports) || '*';
				const used = here.find(
					({cause}) => cause.kind === 'ovs-rule' && cause.table === rule.table && cause.priority === rule.priority && cause.rule === match,
				);
				const cells = [
					...(several ? [name] : []),
					String(rule.table),
					String(rule.priority),
					match,
					formatActions(rule.actions, ports),
					String(rule.packets),
				];
				return {cells, change: used && 'changed', cause: used?.node};
			});
	});
	const columns = [
		numbers(words.table, 3),
		numbers(words.priority, 1),
		longColumn(words.match, 14),
		longColumn(words.actions, 12),
		numbers(words.packets, 2),
	];
	const [only] = bridges;
	return {
		title: only && !several ? `${words.names.flows} ${only.bridge.name}` : words.names.flows,
		columns: several ? [column(words.switch), ...columns] : columns,
		rows,
		empty: words.emptyFlows,
	};
}
