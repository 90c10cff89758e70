/** Flows of Open vSwitch: the tables of OpenFlow, and what datapaths have cached. */
import {listFlows} from '../../engine/devices/datapath/flow-cache.js';
import {actionsText, matchText} from '../../engine/devices/datapath/flow-text.js';
import {flowView} from '../../engine/devices/datapath/flow-view.js';
import {listRules} from '../../engine/flow/flow-tables.js';
import {formatActions} from '../../engine/flow/syntax/action-format.js';
import {formatMatch} from '../../engine/flow/syntax/match-format.js';
import {portNamesOf} from '../../engine/ovs/translate/report.js';
import {deviceOfKind, type Machine, type World} from '../../engine/world.js';
import type {Flow, Megaflow} from './state-schema.js';

/** In the order in which a frame would try them. */
export function flowsOf({vswitchd}: Machine): Flow[] {
	return (vswitchd?.bridges ?? []).flatMap((bridge) => {
		const ports = portNamesOf(bridge);
		return listRules(bridge.tables)
			.toSorted((a, b) => a.table - b.table || b.priority - a.priority)
			.map(({table, priority, match, actions, packets, bytes}) => ({
				bridge: bridge.name,
				table,
				priority,
				match: formatMatch(match, ports),
				actions: formatActions(actions, ports),
				packets,
				bytes,
			}));
	});
}

/** As `ovs-appctl dpctl/dump-flows --names` lists them. */
export function megaflowsOf(world: World, machine: Machine): Megaflow[] {
	return machine.devices.flatMap((id) => {
		const datapath = deviceOfKind(world, id, 'datapath');
		if (!datapath) return [];
		return listFlows(datapath.cache).map((flow): Megaflow => {
			const {match, actions, packets, bytes} = flowView(datapath.cache, flow);
			return {
				datapath: datapath.name,
				match: matchText(world, datapath, match.key, match.mask),
				actions: actionsText(world, datapath, actions),
				packets,
				bytes,
			};
		});
	});
}
