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
import type {Recording} from './recording-schema.js';

type Machine = LabFile['machines'][number];
type Bridge = Extract<Machine['devices'][number], {kind: 'bridge'}>;
type Port = Exclude<NonNullable<Bridge['ports']>[number], string>;
type Attached = {device: string; port: string; mac: string; config?: object | undefined};

/** The machines, devices and links of `recording`. */
export function labOf({device, peers, links, endpoints}: Recording): LabFile {
	const attached: Attached[] = [
		...links.flatMap(({ends}) => ends),
		...(device.parents ?? []).map(({uplink}) => uplink),
		...endpoints.flatMap(({port}) => (port ? [{...port, port: port.name}] : [])),
	];
	const bridges = [...(device.type === 'linux-bridge' ? [device] : []), ...peers];
	const machines = bridges.map(({name, config}) =>
		switchMachine(
			name,
			config ?? {},
			attached.filter((port) => port.device === name),
		),
	);
	if (device.type === 'macvlan') {
		const nics = (device.parents ?? []).map(({name, mac}) => ({kind: 'nic' as const, name, mac}));
		if (nics.length > 0) machines.push({name: device.name, role: 'host', devices: nics});
	}
	for (const {name, mac, port, macvlan} of endpoints) {
		if (port) machines.push({name, role: port.device === device.name ? 'vm' : 'external', devices: [{kind: 'nic', name: 'eth0', mac}]});
		if (!macvlan) continue;
		const {parent, mode, allowed = [], nodst, nopromisc, bcqueuelen} = macvlan;
		const lower = `${device.name}/${parent}`;
		machines.push({
			name,
			role: 'vm',
			devices: [{kind: 'macvlan', name: 'eth0', mac, lower, mode, sources: allowed, nodst, nopromisc, bcqueuelen}],
		});
	}
	return {
		machines,
		links: [
			...links.map(({ends: [a, b]}) => cable(`${a.device}/${a.port}`, `${b.device}/${b.port}`)),
			...(device.parents ?? []).map(({name, uplink}) => cable(`${device.name}/${name}`, `${uplink.device}/${uplink.port}`)),
			...endpoints.flatMap(({name, port}) =>
				port ? [{ends: [`${port.device}/${port.name}`, `${name}/eth0`] as [string, string], kind: 'virtual' as const}] : [],
			),
		],
	};
}

function cable(a: string, b: string): {ends: [string, string]; kind: 'cable'} {
	return {ends: [a, b], kind: 'cable'};
}

type BridgeConfig = NonNullable<Recording['peers'][number]['config']>;

function switchMachine(name: string, config: BridgeConfig, attached: readonly Attached[]): Machine {
	const {mac, promisc: _promisc, showMdb: _showMdb, showBpduFdb: _showBpduFdb, ...options} = config;
	const nics = attached.map(({port, mac: portMac}) => ({kind: 'nic' as const, name: port, mac: portMac}));
	const ports = attached.map(({port, config: portConfig}): Port => {
		const {multicastRouter: _router, ...rest} = (portConfig ?? {}) as {multicastRouter?: number};
		return {...rest, device: port};
	});
	return {name, role: 'switch', devices: [...nics, {kind: 'bridge', name, ports, options, ...(mac ? {mac} : {})}]};
}
