/** What datapaths have cached, and which level of the cache answered last. */
import {listFlows} from '../../engine/devices/datapath/flow-cache.js';
import {actionsText, matchText, portName} from '../../engine/devices/datapath/flow-text.js';
import {flowView} from '../../engine/devices/datapath/flow-view.js';
import {WORD} from '../../engine/flow/key.js';
import type {CacheLevel} from '../../engine/ovs/cause.js';
import {causesOf, type TraceNode} from '../../engine/trace.js';
import {deviceAt, machineOf, type World} from '../../engine/world.js';
import type {Catalogue} from '../../locale/en.js';
import {timeText} from '../../locale/time-text.js';
import type {Recent} from './recent.js';
import {column, longColumn, numbers, type Row, type Table} from './table.js';

/** Every flow has these, and nothing is said by them; the ingress port has a column. */
const IN_EVERY_FLOW = /recirc_id\(0\),|in_port\([^)]*\),?|packet_type\(ns=0,id=0\),/g;

export function megaflowTable(world: World, trace: readonly TraceNode[], recent: Recent, words: Catalogue['tables']): Table {
	const datapaths = world.devices.flatMap((device) => (device.present && device.kind === 'datapath' ? [device] : []));
	const several = datapaths.length > 1;
	const levels = lastLevels(world, trace);
	const rows = datapaths.flatMap((datapath): Row[] => {
		const {name, id} = machineOf(world, datapath.id);
		const here = recent.causes.filter(({device}) => deviceAt(world, device).machine === id);
		const flows = listFlows(datapath.cache).map((flow): Row => {
			const {match: found, packets, used, actions} = flowView(datapath.cache, flow);
			const match = matchText(world, datapath, found.key, found.mask);
			const news = here.find(({cause}) => (cause.kind === 'ovs-installed' || cause.kind === 'ovs-cache-hit') && cause.match === match);
			const level = levels.get(`${id} ${match}`);
			const cells = [
				...(several ? [name] : []),
				portName(world, datapath, found.key[WORD.inPort] as number),
				match.replace(IN_EVERY_FLOW, ''),
				actionsText(world, datapath, actions),
				String(packets),
				used < 0 ? words.never : timeText(world.now - used, words.decimal),
				level ? words.levels[level] : '',
			];
			return {cells, change: news && (news.cause.kind === 'ovs-installed' ? 'added' : 'changed'), cause: news?.node};
		});
		const gone = here.flatMap(({cause, node}): Row[] =>
			cause.kind === 'ovs-revalidated' && cause.deleted > 0
				? [{cells: [...(several ? [name] : []), words.deletedFlows(cause.deleted)], change: 'aged', cause: node}]
				: [],
		);
		return [...flows, ...gone];
	});
	const columns = [
		column(words.port),
		longColumn(words.match, 16),
		longColumn(words.actions, 8),
		numbers(words.packets, 1),
		numbers(words.used, 3),
		column(words.level, 2),
	];
	return {
		title: words.names.megaflows,
		columns: several ? [column(words.machine), ...columns] : columns,
		rows,
		empty: words.emptyMegaflows,
	};
}

/** Which level answered for a flow the last time, by machine and match. */
function lastLevels(world: World, trace: readonly TraceNode[]): Map<string, CacheLevel> {
	const levels = new Map<string, CacheLevel>();
	for (const node of trace)
		for (const cause of causesOf(node))
			if (cause.kind === 'ovs-cache-hit') levels.set(`${deviceAt(world, node.device).machine} ${cause.match}`, cause.level);
	return levels;
}
