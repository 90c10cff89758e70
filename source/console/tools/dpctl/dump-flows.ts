/** Cached flows as text: `dpctl/dump-flows`, `dpctl/get-flow`, `dpif/dump-flows` (lib/dpctl.c, ofproto-dpif.c). */
import type {Datapath} from '../../../engine/devices/datapath/datapath-device.js';
import {listFlows} from '../../../engine/devices/datapath/flow-cache.js';
import {datapathPortNames} from '../../../engine/devices/datapath/flow-text.js';
import {type FlowView, flowView} from '../../../engine/devices/datapath/flow-view.js';
import {formatMegaflow} from '../../../engine/flow/datapath-text/megaflow-line.js';
import {flowUuid, formatMegaflowFully} from '../../../engine/flow/datapath-text/verbose-line.js';
import {WORD} from '../../../engine/flow/key.js';
import {NO_PORT_NAMES} from '../../../engine/flow/syntax/reading.js';
import {isUuid} from '../../../engine/ovs/database/uuid.js';
import {bridgeNamed} from '../../../engine/ovs/vswitchd.js';
import {deviceOfKind, type World} from '../../../engine/world.js';
import {notModelled} from '../../complaint.js';
import {type Asked, type DaemonAnswer, refuse, text} from '../ovs-appctl/daemon-command.js';
import {chosen, type DpctlAsked, fault, isAnswer} from './dpctl-command.js';
import {readDpctlOptions} from './options.js';

/** Where a flow may stand, as `type=` says it; nothing here is handed to a card. */
const PLACES = ['ovs', 'tc', 'dpdk', 'offloaded', 'non-offloaded', 'partially-offloaded', 'all'];
const IN_SOFTWARE = ['ovs', 'non-offloaded', 'all'];

/** Words that narrow the list: the last one of each kind counts. */
function readFilters(asked: DpctlAsked): {takes: boolean; words: string[]} | DaemonAnswer {
	const words: string[] = [];
	let takes = true;
	for (const word of asked.args) {
		const [, name, value = ''] = /^(filter|type|pmd)=(.*)$/.exec(word) ?? [];
		if (name === undefined) words.push(word);
		else if (name === 'type') {
			const places = value.split(',');
			const wrong = places.find((place) => !PLACES.includes(place));
			if (wrong !== undefined) return fault(asked, `Failed to parse type (${wrong})`, 'Invalid argument');
			takes = places.some((place) => IN_SOFTWARE.includes(place));
		} else if (value !== '') throw notModelled(`dump-flows ${name}=`, 'dump-flows … | grep');
	}
	return {takes, words};
}

/** `dpctl/dump-flows`: those of one datapath. */
export function dumpFlows(asked: DpctlAsked): DaemonAnswer {
	const filters = readFilters(asked);
	if ('kind' in filters) return filters;
	const datapath = chosen(asked, filters.words[0]);
	if (isAnswer(datapath)) return datapath;
	const views = filters.takes ? viewsOf(datapath) : [];
	const lines = views.map((view) => flowLine(asked.place.world, datapath, asked, view));
	const head = lines.length > 0 && datapath.type === 'netdev' ? 'flow-dump from the main thread:\n' : '';
	return text(head + lines.join(''));
}

/** `dpctl/get-flow`: one by its id. */
export function getFlow(asked: DpctlAsked): DaemonAnswer {
	const word = asked.args.at(-1) ?? '';
	const datapath = chosen(asked, asked.args.length > 1 ? asked.args[0] : undefined);
	if (isAnswer(datapath)) return datapath;
	const wanted = word.startsWith('ufid:') ? word.slice('ufid:'.length) : '';
	// The real one forgets that this is a fault.
	if (!isUuid(wanted)) return text(`${asked.program}: parsing flow ufid${word.startsWith('ufid:') ? ' (Invalid argument)' : ''}\n`);
	const view = viewsOf(datapath).find((each) => flowUuid(each) === wanted);
	if (!view) return fault(asked, 'getting flow', 'No such file or directory');
	return text(flowLine(asked.place.world, datapath, asked, view));
}

/** `dpif/dump-flows`: those that enter by a port of one bridge. */
export function dumpFlowsOfBridge({place: {world}, switchd, args}: Asked): DaemonAnswer {
	const options = readDpctlOptions(args);
	if (typeof options === 'string') return refuse(options);
	const bridge = bridgeNamed(switchd, options.words[0] ?? '');
	const datapath = bridge && deviceOfKind(world, bridge.datapath, 'datapath');
	if (!bridge || !datapath) return refuse('no such bridge');
	const numbers = new Set([...bridge.ofPorts.values()].map(({datapathPort}) => datapathPort));
	const views = viewsOf(datapath).filter(({match}) => numbers.has(match.key[WORD.inPort] as number));
	const lines = views.map((view) => {
		const line = flowLine(world, datapath, options, view);
		// Its own function writes the line, with the id and without what the datapath adds.
		return options.more
			? line
					.replace(', ', ' ')
					.replace(', dp:ovs, actions:', ', actions:')
					.replace(/, dp-extra-info:.*/, '')
			: line;
	});
	return text(lines.join(''));
}

function viewsOf({cache}: Datapath): FlowView[] {
	return listFlows(cache).map((flow) => flowView(cache, flow));
}

function flowLine(world: World, datapath: Datapath, {names, more}: {names: boolean; more: boolean}, view: FlowView): string {
	const ports = names ? datapathPortNames(world, datapath) : NO_PORT_NAMES;
	const format = more ? formatMegaflowFully : formatMegaflow;
	return `${format(view, world.now, {ports, kernel: datapath.type === 'system', vlanLimit: datapath.vlanLimit})}\n`;
}
