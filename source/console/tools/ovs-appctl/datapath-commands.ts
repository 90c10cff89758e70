/**
 * Datapaths, cached flows and the revalidator: `dpif/*`, `upcall/*`, `revalidator/*`, `ofproto/list`,
 * `bridge/dump-flows` (lib/dpctl.c, ofproto-dpif.c, ofproto-dpif-upcall.c, vswitchd/bridge.c).
 */
import type {Datapath} from '../../../engine/devices/datapath/datapath-device.js';
import {listRules} from '../../../engine/flow/flow-tables.js';
import {formatActions} from '../../../engine/flow/syntax/action-format.js';
import {formatDuration} from '../../../engine/flow/syntax/flow-format.js';
import {formatMatch} from '../../../engine/flow/syntax/match-format.js';
import {NO_PORT_NAMES} from '../../../engine/flow/syntax/reading.js';
import type {OvsBridge, Vswitchd} from '../../../engine/ovs/vswitchd.js';
import {bridgeNamed} from '../../../engine/ovs/vswitchd.js';
import {datapathsOf, nameOf} from '../dpctl/datapath-names.js';
import {dumpFlowsOfBridge} from '../dpctl/dump-flows.js';
import {typeText} from '../dpctl/show.js';
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

function showBridges({place, switchd}: Asked): DaemonAnswer {
	return text(
		datapathsOf(place.world, switchd)
			.map((datapath) => {
				const {hit, missed} = datapath.lookups;
				const bridges = bridgesByName(switchd).filter((bridge) => bridge.datapath === datapath.id);
				return `${nameOf(switchd, datapath)}: hit:${hit} missed:${missed}\n${bridges.map((bridge) => bridgeText(bridge, switchd, datapath)).join('')}`;
			})
			.join(''),
	);
}

function bridgeText(bridge: OvsBridge, switchd: Vswitchd, datapath: Datapath): string {
	const ports = [...bridge.ofPorts.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
	const rows = ports.map(({name, number, datapathPort, type, peer}) => {
		const kind = typeText(switchd, datapath, type);
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
					`${nameOf(switchd, datapath)}:`,
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
