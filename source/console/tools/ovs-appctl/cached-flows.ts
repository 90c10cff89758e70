/** Cached flows as text: `dpctl/dump-flows`, `dpif/dump-flows` (lib/dpctl.c, ofproto-dpif.c). */
import type {Datapath} from '../../../engine/devices/datapath/datapath-device.js';
import {listFlows} from '../../../engine/devices/datapath/flow-cache.js';
import {datapathPortNames} from '../../../engine/devices/datapath/flow-text.js';
import {flowView} from '../../../engine/devices/datapath/flow-view.js';
import {formatMegaflow} from '../../../engine/flow/datapath-text/megaflow-line.js';
import {WORD} from '../../../engine/flow/key.js';
import {NO_PORT_NAMES} from '../../../engine/flow/syntax/reading.js';
import {bridgeNamed} from '../../../engine/ovs/vswitchd.js';
import {deviceOfKind, type World} from '../../../engine/world.js';
import {type Asked, type DaemonAnswer, refuse, text} from './daemon-command.js';
import {datapathsOf, nameOf, typeOf} from './datapath-names.js';

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

/** `dpctl/dump-flows`: those of one datapath. */
export function dumpFlows({place, switchd, args}: Asked): DaemonAnswer {
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

/** `dpif/dump-flows`: those that enter by a port of one bridge. */
export function dumpFlowsOfBridge({place, switchd, args}: Asked): DaemonAnswer {
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
