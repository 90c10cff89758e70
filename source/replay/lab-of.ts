/*
 * Recording to lab
 *
 * What a recording calls a device is a machine here: the bridge `br0` is the
 * device br0 of the machine br0, a macvlan host is a machine with its parents as
 * NICs. A VM is a machine with `eth0`: the far end of a bridge port, or the
 * macvlan itself. Ports take their numbers in the order in which the recording
 * was set up: links first, then endpoints.
 */
import type {LabFile} from '../engine/lab.js';
import {type Attachment, attachmentsOf} from './attachments.js';
import type {JsonPath} from './json-lines.js';
import {ovsLabOf} from './ovs-lab.js';
import type {KernelDevice, Recording} from './recording-schema.js';

type Machine = LabFile['machines'][number];
type Link = NonNullable<LabFile['links']>[number];
type Bridge = Extract<Machine['devices'][number], {kind: 'bridge'}>;
type Port = Exclude<NonNullable<Bridge['ports']>[number], string>;

/** A lab, and for each of its machines and links the place in the recording from which it was made. */
export interface LabOfRecording {
	lab: LabFile;
	origins: {machines: JsonPath[]; links: JsonPath[]};
}

/** The machines, devices and links of `recording`. */
export function labOf(recording: Recording): LabOfRecording {
	const {device, links, endpoints} = recording;
	if (device.type === 'ovs') return ovsLabOf(recording);
	const parents = device.parents ?? [];
	const made: {machine: Machine; from: JsonPath}[] = switchesOf(recording);
	if (device.type === 'macvlan' && parents.length > 0) {
		const devices = parents.map(({name, mac}) => ({kind: 'nic' as const, name, mac}));
		made.push({machine: {name: device.name, role: 'host', devices}, from: ['device']});
	}
	for (const [index, endpoint] of endpoints.entries()) {
		const machine = stationMachine(endpoint, device.name);
		if (machine) made.push({machine, from: ['endpoints', index]});
	}
	const laid: {link: Link; from: JsonPath}[] = [
		...links.map(({ends: [a, b]}, index) => ({link: cable(`${a.device}/${a.port}`, `${b.device}/${b.port}`), from: ['links', index]})),
		...parents.map(({name, uplink}, index) => ({
			link: cable(`${device.name}/${name}`, `${uplink.device}/${uplink.port}`),
			from: ['device', 'parents', index],
		})),
		...endpoints.flatMap(({name, port}, index) =>
			port
				? [{link: {ends: [`${port.device}/${port.name}`, `${name}/eth0`], kind: 'virtual'} satisfies Link, from: ['endpoints', index]}]
				: [],
		),
	];
	return {
		lab: {machines: made.map(({machine}) => machine), links: laid.map(({link}) => link)},
		origins: {machines: made.map(({from}) => from), links: laid.map(({from}) => from)},
	};
}

function switchesOf(recording: Recording): {machine: Machine; from: JsonPath}[] {
	const {device, peers} = recording;
	const attached = attachmentsOf(recording);
	const make = ({name, config}: {name: string; config?: BridgeConfig | undefined}): Machine =>
		switchMachine(
			name,
			config ?? {},
			attached.filter((port) => port.device === name),
		);
	return [
		...(device.type === 'linux-bridge' ? [{machine: make(device), from: ['device']}] : []),
		...peers.flatMap((peer, index) => (peer.type === 'ovs' ? [] : [{machine: make(peer), from: ['peers', index]}])),
	];
}

/** The machine of an endpoint; one that is `local` has none of its own. */
function stationMachine({name, mac, port, macvlan}: Recording['endpoints'][number], host: string): Machine | undefined {
	if (port) return {name, role: port.device === host ? 'vm' : 'external', devices: [{kind: 'nic', name: 'eth0', mac}]};
	if (!macvlan) return undefined;
	const {parent, mode, allowed = [], nodst, nopromisc, bcqueuelen} = macvlan;
	return {
		name,
		role: 'vm',
		devices: [{kind: 'macvlan', name: 'eth0', mac, lower: `${host}/${parent}`, mode, sources: allowed, nodst, nopromisc, bcqueuelen}],
	};
}

function cable(a: string, b: string): Link {
	return {ends: [a, b], kind: 'cable'};
}

type BridgeConfig = NonNullable<KernelDevice['config']>;

function switchMachine(name: string, config: BridgeConfig, attached: readonly Attachment[]): Machine {
	const {mac, promisc: _promisc, showMdb: _showMdb, showBpduFdb: _showBpduFdb, ...options} = config;
	const nics = attached.map(({port, mac: portMac}) => ({kind: 'nic' as const, name: port, ...(portMac ? {mac: portMac} : {})}));
	const ports = attached.map(({port, config: portConfig}): Port => {
		const {multicastRouter: _router, ...rest} = (portConfig ?? {}) as {multicastRouter?: number};
		return {...rest, device: port};
	});
	return {name, role: 'switch', devices: [...nics, {kind: 'bridge', name, ports, options, ...(mac ? {mac} : {})}]};
}
