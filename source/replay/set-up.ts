/** Recording to world: the lab is built as any lab is, then gets what a lab file does not hold (static entries, promiscuous mode). */
import {buildWorld} from '../engine/build-world.js';
import type {Change} from '../engine/change.js';
import {applyChange} from '../engine/changes/apply.js';
import {labSchema} from '../engine/lab.js';
import {toMac} from '../engine/mac.js';
import type {DeviceId} from '../engine/netdev.js';
import {parseIpv4} from '../engine/protocol/ipv4-address.js';
import {createTicker} from '../engine/tick.js';
import {deviceAtPath, type World} from '../engine/world.js';
import {attachmentsOf} from './attachments.js';
import type {JsonPath} from './json-lines.js';
import {type LabOfRecording, labOf} from './lab-of.js';
import {startSwitch} from './ovs-start.js';
import type {Recording} from './recording-schema.js';

/** The world, or the place in the recording of which no world can be made. */
export type Setup = {kind: 'built'; world: World} | {kind: 'refused'; path: JsonPath; message: string};

/** Links a frame crosses in a recorded storm before it is cut. */
const STORM_HOPS = 1_000_000;

/** Time from the last device up to the entries made by hand, ns: the collector of a bridge has run once. */
const COMING_UP = 150_000_000;
/** Time from the last command of the set-up to the first stimulus, ns: enough for what happens at once. */
const LEAD = 50_000_000;

/** The world as it stood before the first stimulus. */
export function setUp(recording: Recording): Setup {
	const {lab: file, origins} = labOf(recording);
	const refused = (path: string, message: string): Setup => ({kind: 'refused', path: originOf(path, origins), message});
	const lab = labSchema.safeParse(file);
	if (!lab.success) {
		const issue = lab.error.issues[0];
		return refused(issue?.path.join('.') ?? '', issue?.message ?? 'this is no lab');
	}
	const built = buildWorld(lab.data);
	if (built.kind === 'wrong') return refused(built.problems[0]?.path ?? '', built.problems[0]?.message ?? 'this is no lab');
	const {world} = built;
	const {sink, tick} = createTicker(world, false);
	const pass = (duration: number): void => {
		world.until = world.now + duration;
		while (tick());
	};
	pass(COMING_UP);
	for (const [path, change] of extras(recording, world)) {
		const result = change ? applyChange(world, change, sink) : undefined;
		if (!result) return {kind: 'refused', path, message: 'there is no such device'};
		if (result.kind === 'refused') return {kind: 'refused', path, message: result.message ?? `the kernel refuses this: ${result.errno}`};
	}
	if (recording.device.type === 'ovs') return startSwitch(recording, world);
	world.kernel.vlanFiltering = wasVlanAware(recording);
	if (recording.stimuli.some((stimulus) => stimulus.do?.op === 'storm')) world.hopBudget = STORM_HOPS;
	pass(LEAD);
	return {kind: 'built', world};
}

/** The place in the recording behind a path in the lab, `machines[1].devices[0]` or `machines.1.devices.0`. */
function originOf(path: string, origins: LabOfRecording['origins']): JsonPath {
	const [, list, index] = /^(machines|links)[.[](\d+)/.exec(path) ?? [];
	return (list === 'links' ? origins.links : origins.machines)[Number(index)] ?? [];
}

/** Could the bridges of the recording's kernel filter VLANs? Those of the usual recorder could not. */
function wasVlanAware({device, peers, expect}: Recording): boolean {
	return (
		[device, ...peers].some((each) => each.type !== 'ovs' && each.config?.vlanFiltering) ||
		expect.some(({cmd, rc}) => rc === 0 && /\bvlan_filtering 1|\bbridge vlan add/.test(cmd ?? ''))
	);
}

/** Changes after the lab stands, each with the path of its cause; `undefined` where a name leads nowhere. */
function* extras(recording: Recording, world: World): Generator<[path: JsonPath, change: Change | undefined]> {
	const {device, peers} = recording;
	if (device.type === 'ovs') return;
	const id = (path: string): DeviceId | undefined => deviceAtPath(world, path)?.id;
	const bridges = [
		...(device.type === 'linux-bridge' ? [{...device, from: ['device']}] : []),
		...peers.flatMap((peer, index) => (peer.type === 'ovs' ? [] : [{...peer, from: ['peers', index]}])),
	];
	for (const {name, config, from} of bridges) {
		const bridge = id(`${name}/${name}`);
		if (config?.promisc) yield [from, bridge === undefined ? undefined : {kind: 'set-promisc', device: bridge, on: true}];
	}
	for (const {device: name, port, config, from} of attachmentsOf(recording)) {
		const multicastRouter = config?.multicastRouter;
		if (multicastRouter === undefined) continue;
		const target = id(`${name}/${port}`);
		yield [from, target === undefined ? undefined : {kind: 'set-port', device: target, options: {multicastRouter}}];
	}
	for (const [index, {mac, port, vlan, type, flags}] of (device.staticFdb ?? []).entries()) {
		const target = id(`${device.name}/${port}`);
		const entry = {
			mac: toMac(mac),
			type: type === 'local' ? ('permanent' as const) : type,
			sticky: flags.includes('sticky'),
			externLearn: flags.includes('extern_learn'),
		};
		yield [
			['device', 'staticFdb', index],
			target === undefined
				? undefined
				: {kind: 'fdb-add', verb: 'add', device: target, target: 'master', ...entry, ...(vlan === undefined ? {} : {vid: vlan})},
		];
	}
	for (const [index, {port, group, vlan, state}] of (device.mdb ?? []).entries()) {
		const target = id(`${device.name}/${port}`);
		const bridge = id(`${device.name}/${device.name}`);
		const address = parseIpv4(group);
		const which = address === undefined ? {mac: toMac(group)} : {group: address};
		yield [
			['device', 'mdb', index],
			target === undefined || bridge === undefined
				? undefined
				: {kind: 'mdb-add', bridge, port: target, ...which, permanent: state !== 'temp', ...(vlan === undefined ? {} : {vid: vlan})},
		];
	}
}
