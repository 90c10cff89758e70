/**
 * Datapaths, cached flows and the revalidator: `dpctl/*`, `dpif/*`, `upcall/*`, `revalidator/*`, `ofproto/list`,
 * `bridge/dump-flows` (lib/dpctl.c, ofproto-dpif.c, ofproto-dpif-upcall.c, vswitchd/bridge.c).
 */
import type {Datapath, DatapathPort} from '../../../engine/devices/datapath/datapath-device.js';
import {listFlows} from '../../../engine/devices/datapath/flow-cache.js';
import {datapathPortNames} from '../../../engine/devices/datapath/flow-text.js';
import {flowView} from '../../../engine/devices/datapath/flow-view.js';
import {formatMegaflow} from '../../../engine/flow/datapath-text/megaflow-line.js';
import {listRules} from '../../../engine/flow/flow-tables.js';
import {WORD} from '../../../engine/flow/key.js';
import {formatActions} from '../../../engine/flow/syntax/action-format.js';
import {formatDuration} from '../../../engine/flow/syntax/flow-format.js';
import {formatMatch} from '../../../engine/flow/syntax/match-format.js';
import {NO_PORT_NAMES} from '../../../engine/flow/syntax/reading.js';
import type {OvsBridge, Vswitchd} from '../../../engine/ovs/vswitchd.js';
import {bridgeNamed} from '../../../engine/ovs/vswitchd.js';
import {deviceOfKind, type World} from '../../../engine/world.js';
import {type Asked, atoi, change, type DaemonAnswer, type DaemonCommand, refuse, text} from './daemon-command.js';

const SECOND = 1_000_000_000;
const NONE = {usage: '', wants: [0, 0], names: []} as const;

export const DATAPATH_COMMANDS: readonly DaemonCommand[] = [
	{
		word: 'bridge/dump-flows',
		usage: '[--offload-stats] bridge',
		wants: [1, 2],
		names: ['ovs-bridge'],
		help: 'OpenFlow flows, also those of the switch itself',
		run: dumpHidden,
	},
	{
		word: 'dpctl/del-flows',
		usage: '[dp] [file]',
		wants: [0, 2],
		names: ['text'],
		help: 'takes all cached flows away',
		run: ({place}) => change({kind: 'ovs-purge', machine: place.machine}, ''),
	},
	{
		...NONE,
		word: 'dpctl/dump-dps',
		help: 'datapaths',
		run: ({place, switchd}) => text(datapathsOf(place.world, switchd).map(dpLine).join('')),
	},
	{
		word: 'dpctl/dump-flows',
		usage: '[-m] [--names] [dp] [filter=..] [type=..] [pmd=..]',
		wants: [0, 6],
		names: ['text'],
		help: 'cached flows, and how often each was used',
		run: dumpFlows,
	},
	{
		word: 'dpctl/show',
		usage: '[-s] [dp...]',
		wants: [0, 9],
		names: ['text'],
		help: 'ports of datapaths, and how frames were answered',
		run: showDatapaths,
	},
	{
		...NONE,
		word: 'dpif/dump-dps',
		help: 'bridges with the type of their datapath',
		run: ({switchd}) =>
			text(
				bridgesByName(switchd)
					.map((bridge) => `${bridge.type}@${bridge.name}\n`)
					.join(''),
			),
	},
	{
		word: 'dpif/dump-flows',
		usage: '[-m] [--names | --no-names] bridge',
		wants: [1, 9],
		names: ['ovs-bridge'],
		help: 'cached flows that enter by a bridge',
		run: dumpFlowsOfBridge,
	},
	{...NONE, word: 'dpif/show', help: 'bridges, their ports, and how many frames missed', run: showBridges},
	{
		...NONE,
		word: 'ofproto/list',
		help: 'bridges',
		run: ({switchd}) =>
			text(
				bridgesByName(switchd)
					.map(({name}) => `${name}\n`)
					.join(''),
			),
	},
	{
		...NONE,
		word: 'revalidator/purge',
		help: 'takes all cached flows away',
		run: ({place}) => change({kind: 'ovs-purge', machine: place.machine}, ''),
	},
	{
		...NONE,
		word: 'revalidator/wait',
		help: 'goes through the cached flows once, now',
		run: ({place}) => change({kind: 'ovs-revalidate', machine: place.machine}, ''),
	},
	{
		...NONE,
		word: 'upcall/disable-megaflows',
		help: 'caches answers for equal frames only',
		run: ({place}) => megaflows(place.machine, false),
	},
	{
		...NONE,
		word: 'upcall/enable-megaflows',
		help: 'caches answers for frames that are alike',
		run: ({place}) => megaflows(place.machine, true),
	},
	{
		word: 'upcall/set-flow-limit',
		usage: 'flow-limit-number',
		wants: [1, 1],
		names: ['number'],
		help: 'how many flows may be cached',
		run: ({place, args: [limit = '']}) =>
			change({kind: 'ovs-flow-limit', machine: place.machine, limit: atoi(limit) >>> 0}, `set flow_limit to ${atoi(limit) >>> 0}\n`),
	},
	{...NONE, word: 'upcall/show', help: 'how many flows are cached', run: showUpcalls},
];

function megaflows(machine: number, enabled: boolean): DaemonAnswer {
	return change({kind: 'ovs-megaflows', machine, enabled}, `megaflows ${enabled ? 'enabled' : 'disabled'}\n`);
}

function bridgesByName({bridges}: Vswitchd): OvsBridge[] {
	return [...bridges].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The datapaths that bridges have. */
function datapathsOf(world: World, {bridges}: Vswitchd): Datapath[] {
	const ids = new Set(bridges.map(({datapath}) => datapath));
	return [...ids].flatMap((id) => deviceOfKind(world, id, 'datapath') ?? []);
}

function nameOf({name}: Pick<Datapath, 'name'>, type: string): string {
	return `${type}@${name}`;
}

/** `system@ovs-system`: under the override, too, the daemon calls a datapath what the database does. */
function typeOf(switchd: Vswitchd, {id, type}: Datapath): string {
	return switchd.bridges.find(({datapath}) => datapath === id)?.type ?? type;
}

function dpLine(datapath: Datapath): string {
	return `${nameOf(datapath, datapath.type)}\n`;
}

/** Options as dpctl takes them, in front of its words. */
function readOptions(args: readonly string[]): {names: boolean; more: boolean; statistics: boolean; words: string[]} | string {
	let names: boolean | undefined;
	let more = false;
	let statistics = false;
	const words = [...args];
	while (words[0]?.startsWith('-') && words[0] !== '-') {
		const option = words.shift() as string;
		if (option === '--names') names = true;
		else if (option === '--no-names') names = false;
		else if (option === '--more') more = true;
		else if (option === '--statistics') statistics = true;
		else if (option.startsWith('--')) return `Unrecognized option ${option}`;
		else {
			for (const letter of option.slice(1)) {
				if (letter === 'm') more = true;
				else if (letter === 's') statistics = true;
				else return `Unrecognized option -${letter}`;
			}
		}
	}
	return {names: names ?? more, more, statistics, words};
}

function dumpFlows({place, switchd, args}: Asked): DaemonAnswer {
	const options = readOptions(args);
	if (typeof options === 'string') return refuse(options);
	const wanted = options.words.find((word) => !word.includes('='));
	const datapath = datapathsOf(place.world, switchd).find(
		(each) => wanted === undefined || wanted === nameOf(each, typeOf(switchd, each)) || wanted === each.name,
	);
	if (!datapath)
		return refuse(wanted === undefined ? 'ovs-vswitchd: no datapaths exist' : 'ovs-vswitchd: datapath not found (Invalid argument)');
	const lines = flowLines(place.world, datapath, options.names, () => true);
	const head = lines.length > 0 && datapath.type === 'netdev' ? 'flow-dump from the main thread:\n' : '';
	return text(head + lines.join(''));
}

function dumpFlowsOfBridge({place, switchd, args}: Asked): DaemonAnswer {
	const options = readOptions(args);
	if (typeof options === 'string') return refuse(options);
	const bridge = bridgeNamed(switchd, options.words[0] ?? '');
	const datapath = bridge && deviceOfKind(place.world, bridge.datapath, 'datapath');
	if (!bridge || !datapath) return refuse('no such bridge');
	const numbers = new Set([...bridge.ofPorts.values()].map(({datapathPort}) => datapathPort));
	return text(flowLines(place.world, datapath, options.names, (port) => numbers.has(port)).join(''));
}

function flowLines(world: World, datapath: Datapath, names: boolean, takes: (ingress: number) => boolean): string[] {
	const {cache} = datapath;
	const ports = names ? datapathPortNames(world, datapath) : NO_PORT_NAMES;
	return listFlows(cache).flatMap((flow) => {
		const view = flowView(cache, flow);
		if (!takes(view.match.key[WORD.inPort] as number)) return [];
		return [`${formatMegaflow(view, world.now, {ports, kernel: datapath.type === 'system', vlanLimit: datapath.vlanLimit})}\n`];
	});
}

function showDatapaths({place, switchd}: Asked): DaemonAnswer {
	return text(
		datapathsOf(place.world, switchd)
			.map((datapath) => {
				const {lookups, cache} = datapath;
				const frames = lookups.hit + lookups.missed;
				const masks =
					datapath.type === 'system'
						? [
								`  masks: hit:${lookups.maskHit} total:${new Set(cache.tables.filter(Boolean)).size} hit/pkt:${(frames ? lookups.maskHit / frames : 0).toFixed(2)}`,
								`  cache: hit:${lookups.cacheHit} hit-rate:${(frames ? (lookups.cacheHit / frames) * 100 : 0).toFixed(2)}%`,
							]
						: [];
				return [
					`${nameOf(datapath, typeOf(switchd, datapath))}:`,
					`  lookups: hit:${lookups.hit} missed:${lookups.missed} lost:${lookups.lost}`,
					`  flows: ${cache.count}`,
					...masks,
					...portLines(place.world, switchd, datapath),
					'',
				].join('\n');
			})
			.join(''),
	);
}

function portLines(world: World, switchd: Vswitchd, datapath: Datapath): string[] {
	const names = datapathPortNames(world, datapath);
	const kindOf = ({kind}: DatapathPort): string => {
		if (kind === 'netdev') return '';
		return ` (${kind === 'internal' && switchd.datapathOverride ? 'dummy-internal' : kind})`;
	};
	return datapath.ports.map((port) => `  port ${port.number}: ${names.nameOf(port.number)}${kindOf(port)}`);
}

function showBridges({place, switchd}: Asked): DaemonAnswer {
	return text(
		datapathsOf(place.world, switchd)
			.map((datapath) => {
				const {hit, missed} = datapath.lookups;
				const bridges = bridgesByName(switchd).filter((bridge) => bridge.datapath === datapath.id);
				return `${nameOf(datapath, typeOf(switchd, datapath))}: hit:${hit} missed:${missed}\n${bridges.map((bridge) => bridgeText(bridge, switchd)).join('')}`;
			})
			.join(''),
	);
}

function bridgeText(bridge: OvsBridge, switchd: Vswitchd): string {
	const ports = [...bridge.ofPorts.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
	const rows = ports.map(({name, number, datapathPort, type, peer}) => {
		const kind = type === 'internal' && switchd.datapathOverride ? 'dummy-internal' : type;
		return `    ${name} ${number}/${datapathPort === -1 ? 'none' : datapathPort}: (${kind}${peer === undefined ? '' : `: peer=${peer}`})\n`;
	});
	return `  ${bridge.name}:\n${rows.join('')}`;
}

function showUpcalls({place, switchd}: Asked): DaemonAnswer {
	const {revalidator} = switchd;
	return text(
		datapathsOf(place.world, switchd)
			.map((datapath) => {
				const {count} = datapath.cache;
				return [
					`${nameOf(datapath, typeOf(switchd, datapath))}:`,
					`  flows         : (current ${count}) (avg ${count}) (max ${count}) (limit ${revalidator.flowLimit})`,
					`  dump duration : ${revalidator.roundTime}ms`,
					'  ufid enabled : true',
					'',
					`  1: (keys ${revalidator.ukeys.size})`,
					'',
				].join('\n');
			})
			.join(''),
	);
}

function dumpHidden({place, switchd, args}: Asked): DaemonAnswer {
	const name = args.find((word) => word !== '--offload-stats') ?? '';
	const bridge = bridgeNamed(switchd, name);
	if (!bridge) return refuse('Unknown bridge');
	const lines = listRules(bridge.tables, undefined, true).map(({table, match, priority, actions, packets, bytes, created}) => {
		const words = formatMatch(match, NO_PORT_NAMES, priority);
		const shown = /^priority=/.test(words) ? words : `priority=${priority}${words === '' ? '' : `,${words}`}`;
		return `${table === 0 ? '' : `table_id=${table}, `}duration=${formatDuration(Math.floor((place.world.now - created) / SECOND) * 1000)}, n_packets=${packets}, n_bytes=${bytes}, ${shown},actions=${formatActions(actions)}\n`;
	});
	return text(lines.join(''));
}
