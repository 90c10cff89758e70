/** Asks the daemon of a lab what it does with a frame, and says it as the tables of rules do: copies in order, with their tags. */
import type {DatapathAction} from '../../../source/engine/devices/datapath/datapath-action.js';
import {extractKey} from '../../../source/engine/devices/datapath/extract.js';
import {OFPP} from '../../../source/engine/flow/action.js';
import {createKey, WORD} from '../../../source/engine/flow/key.js';
import {parseActions} from '../../../source/engine/flow/syntax/action-text.js';
import {parseMatch} from '../../../source/engine/flow/syntax/match-text.js';
import {NO_PORT_NAMES} from '../../../source/engine/flow/syntax/reading.js';
import type {Frame, Tag} from '../../../source/engine/frame.js';
import {translate} from '../../../source/engine/ovs/translate/translate.js';
import type {Answer} from '../../../source/engine/ovs/translate/translation.js';
import {ofPortNamed} from '../../../source/engine/ovs/vswitchd.js';
import type {OvsLab} from './ovs-lab.js';

export interface Copy {
	port: string;
	tags: Pick<Tag, 'vid' | 'pcp'>[];
	truncate_to?: number;
	recirculate?: number;
}

/** Translates a frame that came in by `inPort`, or by none; it counts and learns. */
export function ask(lab: OvsLab, frame: Frame, inPort: string | undefined, readOnly = false): Answer {
	const key = createKey();
	if (!extractKey(frame.bytes, key, 1)) throw new Error('no frame');
	const port = inPort === undefined ? undefined : ofPortNamed(lab.bridge(), inPort);
	if (inPort !== undefined && !port) throw new Error(`no port ${inPort}`);
	key[WORD.inPort] = port?.number ?? OFPP.none;
	const {now} = lab.world;
	const stats = readOnly ? undefined : {packets: 1, bytes: frame.bytes.length, used: now, tcpFlags: 0};
	return translate({switchd: lab.switchd, bridge: lab.bridge(), key, frame, now, stats, tracing: true});
}

/** The copies that `actions` send of a frame with these tags, in order. */
export function copies(lab: OvsLab, actions: readonly DatapathAction[], tags: readonly Tag[]): Copy[] {
	const names = new Map([...lab.bridge().ofPorts.values()].map(({datapathPort, name}) => [datapathPort, name]));
	const sent: Copy[] = [];
	let now = tags.map(({vid, pcp}) => ({vid, pcp}));
	let cut = 0;
	for (const action of actions) {
		switch (action.kind) {
			case 'output':
				sent.push({port: names.get(action.port) ?? String(action.port), tags: [...now], ...(cut > 0 ? {truncate_to: cut} : {})});
				cut = 0;
				break;
			case 'push-vlan':
				now = [{vid: action.vid, pcp: action.pcp}, ...now];
				break;
			case 'pop-vlan':
				now = now.slice(1);
				break;
			case 'set':
				if (action.header.layer !== 'vlan') throw new Error(`unexpected set of ${action.header.layer}`);
				now = [{vid: action.header.vid, pcp: action.header.pcp}, ...now.slice(1)];
				break;
			case 'truncate':
				cut = action.length;
				break;
			case 'recirculate':
				sent.push({port: '', tags: [...now], recirculate: action.id});
				break;
			case 'hash':
				break;
			default:
				throw new Error(`unexpected action ${action.kind}`);
		}
	}
	return sent;
}

/** Adds a flow as `ovs-ofctl add-flow` does: `in_port=1 actions=output:2`. */
export function addFlow(lab: OvsLab, text: string): void {
	const [before = '', after = ''] = text.split('actions=');
	const words = before.split(/[ ,]+/).filter((word) => word !== '');
	const priority = words.find((word) => word.startsWith('priority='));
	const match = parseMatch(words.filter((word) => word !== priority).join(','), NO_PORT_NAMES);
	const actions = parseActions(after, NO_PORT_NAMES);
	if (match.kind !== 'parsed' || actions.kind !== 'parsed') throw new Error(`cannot read "${text}"`);
	lab.apply({
		kind: 'flow-mod',
		machine: lab.host.id,
		bridge: lab.bridge().name,
		mod: {
			command: 'add',
			table: 0,
			priority: priority ? Number(priority.slice('priority='.length)) : 32768,
			match: match.value,
			actions: actions.value,
			cookie: 0n,
			matchCookie: 0n,
			cookieMask: 0n,
			idleTimeout: 0,
			hardTimeout: 0,
			importance: 0,
			outPort: OFPP.none,
			outGroup: 0xffff_ffff,
			flags: {sendFlowRemoved: false, checkOverlap: false, resetCounts: false, noPacketCounts: false, noByteCounts: false},
		},
	});
}
