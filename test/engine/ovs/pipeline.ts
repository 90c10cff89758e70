/** Bridges of a recorded pipeline, with its flows and groups, and what `ofproto/trace` would say of a frame there. */

import {traceText} from '../../../source/console/print/ovs-trace.js';
import type {DatapathAction} from '../../../source/engine/devices/datapath/datapath-action.js';
import {formatDatapathActions} from '../../../source/engine/flow/datapath-text/action-format.js';
import {applyGroupMod, type GroupMod} from '../../../source/engine/flow/group.js';
import {type FlowKey, VLAN_PRESENT, WORD} from '../../../source/engine/flow/key.js';
import {parseActions} from '../../../source/engine/flow/syntax/action-text.js';
import {parseFlow} from '../../../source/engine/flow/syntax/flow-text.js';
import {formatFlow, formatMatch} from '../../../source/engine/flow/syntax/match-format.js';
import {parseMatch} from '../../../source/engine/flow/syntax/match-text.js';
import type {OpenFlowVersion} from '../../../source/engine/flow/syntax/protocol.js';
import {portNamesOf} from '../../../source/engine/ovs/translate/report.js';
import {translate} from '../../../source/engine/ovs/translate/translate.js';
import {type Answer, ERROR_TEXTS} from '../../../source/engine/ovs/translate/translation.js';
import {type OvsLab, ovsLab, type PortDescription} from './ovs-lab.js';

export interface Pipeline {
	version: OpenFlowVersion;
	/** Columns of the ports p1 to p4 of br0. */
	ports: Record<string, Record<string, string>>;
	/** br0 has x0, whose peer is x1 of br1; br1 has q2 and q3, an access port of VLAN 10. */
	patch: boolean;
	/** `ovs-ofctl mod-port` of br0. */
	mods: [string, string][];
	/** As `dump-flows --no-stats` and `dump-groups` print them. */
	bridges: Record<string, {flows: string[]; groups: string[]}>;
	traces: Trace[];
}

export interface Trace {
	flow: string;
	megaflow: string;
	actions: string;
	final: string;
	/** The lines between `Flow:` and `Final flow:`. */
	text: string[];
	error?: string;
}

const PORT_MODS: Record<string, object> = {
	'no-flood': {noFlood: true},
	'no-forward': {noForward: true},
	'no-receive': {noReceive: true},
};

export function labOf({ports, patch, mods, bridges, version}: Pipeline): OvsLab {
	const described = Object.entries(ports).map(([name, columns], index): [string, PortDescription] => [
		name,
		{...columnsOf(columns), ofport: index + 1},
	]);
	const lab = ovsLab({
		bridges: {
			br0: {
				ports: {...Object.fromEntries(described), ...(patch ? {x0: {type: 'patch', options: {peer: 'x1'}, ofport: 5}} : {})},
				columns: {fail_mode: 'secure'},
			},
			...(patch
				? {
						br1: {
							ports: {x1: {type: 'patch', options: {peer: 'x0'}, ofport: 1}, q2: {ofport: 2}, q3: {ofport: 3, tag: 10}},
							columns: {fail_mode: 'secure'},
						},
					}
				: {}),
		},
	});
	for (const [port, mod] of mods) {
		const number = portNamesOf(lab.bridge('br0')).numberOf(port) as number;
		Object.assign(lab.bridge('br0').ofPorts.get(number)?.config as object, PORT_MODS[mod]);
	}
	for (const [bridge, {flows, groups}] of Object.entries(bridges)) {
		for (const group of groups.toReversed()) addGroup(lab, bridge, group);
		for (const flow of flows) addFlow(lab, bridge, flow, version);
	}
	return lab;
}

function columnsOf(columns: Record<string, string>): PortDescription {
	return Object.fromEntries(
		Object.entries(columns).map(([name, value]) => {
			if (name === 'tag') return [name, Number(value)];
			if (name === 'trunks') return [name, value.split(',').map(Number)];
			return [name, value === 'true' ? true : value];
		}),
	);
}

/** `ovs-ofctl -O version add-flow bridge text`. */
export function addFlow(lab: OvsLab, bridge: string, text: string, version: OpenFlowVersion = 'OpenFlow10'): void {
	const reading = parseFlow(text, {command: 'add', version, ports: portNamesOf(lab.bridge(bridge))});
	if (reading.kind !== 'parsed') throw new Error(`${text}: ${JSON.stringify(reading)}`);
	lab.apply({kind: 'flow-mod', machine: lab.host.id, bridge, mod: reading.mod});
}

/** A group as `dump-groups` prints it. */
export function addGroup(lab: OvsLab, bridge: string, text: string): void {
	const found = lab.bridge(bridge);
	const [head = '', ...buckets] = text.split(',bucket=');
	const said = (name: string): string | undefined => new RegExp(`${name}[=:]([^,]+)`).exec(head)?.[1];
	const fields = /fields\(([^)]*)\)/.exec(head)?.[1]?.split(',') ?? (said('fields') ? [said('fields') as string] : []);
	const type = said('type') as string;
	const mod: GroupMod = {
		command: 'add',
		group: Number(said('group_id')),
		type: (type === 'ff' ? 'fast_failover' : type) as GroupMod['type'],
		buckets: buckets.map((bucket, index) => {
			const [settings = '', actions = ''] = bucket.split('actions=');
			const number = (name: string, otherwise: number): number => Number(new RegExp(`${name}:(\\d+)`).exec(settings)?.[1] ?? otherwise);
			const parsed = parseActions(actions, portNamesOf(found), 'actions');
			if (parsed.kind !== 'parsed') throw new Error(actions);
			return {
				id: number('bucket_id', index),
				weight: number('weight', type === 'select' ? 1 : 0),
				watchPort: number('watch_port', 0xffff),
				watchGroup: number('watch_group', 0xffff_ffff),
				actions: parsed.value,
			};
		}),
		commandBucket: 0xffff_ffff,
		selectionMethod: (said('selection_method') ?? '') as GroupMod['selectionMethod'],
		fields,
		selectionParameter: BigInt(said('selection_method_param') ?? 0),
	};
	const result = applyGroupMod(found.groups, mod, 0, found.tables, []);
	if (result.kind === 'refused') throw new Error(`${text}: ${result.error}`);
}

/** The key of a frame that is written as a match. */
export function keyOf(lab: OvsLab, text: string, bridge = 'br0'): FlowKey {
	const match = parseMatch(text, portNamesOf(lab.bridge(bridge)));
	if (match.kind !== 'parsed') throw new Error(`${text}: ${JSON.stringify(match)}`);
	const {key} = match.value;
	const tag = key[WORD.vlan] as number;
	if (tag & VLAN_PRESENT && tag >>> 16 === 0) key[WORD.vlan] = tag | (0x8100 << 16);
	return key;
}

/** Translates a frame written as a match; nothing is learned or counted. */
export function traceFlow(lab: OvsLab, text: string, bridge = 'br0'): Answer {
	return translate({
		switchd: lab.switchd,
		bridge: lab.bridge(bridge),
		key: keyOf(lab, text, bridge),
		frame: undefined,
		now: lab.world.now,
		stats: undefined,
		tracing: true,
	});
}

/** What `ofproto/trace --names` prints. */
export function outcomeOf(lab: OvsLab, flow: string, answer: Answer, bridge = 'br0'): Omit<Trace, 'flow'> {
	const names = portNamesOf(lab.bridge(bridge));
	const key = keyOf(lab, flow, bridge).map((word, at) => word & (answer.mask[at] as number));
	return {
		megaflow: formatMatch({key, mask: answer.mask}, names),
		actions: actionsText(lab, answer.actions),
		final: answer.unchanged ? 'unchanged' : formatFlow(answer.finalKey, names),
		text: traceText(answer.report),
		...(answer.error ? {error: `Translation failed (${ERROR_TEXTS[answer.error]}), packet is dropped.`} : {}),
	};
}

/** Datapath actions with names of ports, as `ofproto/trace --names` prints them; which ids of recirculation there are depends on the run. */
export function actionsText(lab: OvsLab, actions: readonly DatapathAction[]): string {
	const ports = lab.switchd.bridges.flatMap(({ofPorts}) => [...ofPorts.values()]);
	const nameOf = (number: number): string | undefined => ports.find(({datapathPort}) => datapathPort === number)?.name;
	return formatDatapathActions(actions, {numberOf: () => undefined, nameOf})
		.replace(/recirc\(0x[0-9a-f]+\)/g, 'recirc(0x?)')
		.replace(/recirc_id=\d+,rule/g, 'recirc_id=?,rule')
		.replace(/dont_send=0/g, 'dont_send=1');
}
