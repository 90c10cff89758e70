/*
 * A recording of Open vSwitch to a lab
 *
 * All bridges of a recording stand on one host, the machine of the device under test, because patch ports join
 * them. Every port is a NIC of that host with a station behind it: the endpoint, or a machine that only
 * holds the other end. NICs that commands name later are there from the beginning, as a dummy device
 * is made for whatever name the daemon is given.
 */
import type {LabFile} from '../engine/lab.js';
import type {JsonPath} from './json-lines.js';
import type {LabOfRecording} from './lab-of.js';
import {setupLines} from './ovs-setup.js';
import type {Recording} from './recording-schema.js';

type Machine = LabFile['machines'][number];

/** The host, its NICs and the stations; the switch itself is set up by commands. */
export function ovsLabOf(recording: Recording): LabOfRecording {
	const {device, endpoints} = recording;
	const stations = endpoints.flatMap(({name, mac, port}, index) =>
		port ? [{name, mac, nic: port.name, from: ['endpoints', index] as JsonPath}] : [],
	);
	const attached = new Set(stations.map(({nic}) => nic));
	for (const nic of nicsNamed(recording)) {
		if (!attached.has(nic)) stations.push({name: `${nic}-end`, mac: '', nic, from: ['device']});
		attached.add(nic);
	}
	const host: Machine = {
		name: device.name,
		role: 'host',
		// A lab has no machine without a device.
		devices: (stations.length > 0 ? stations.map(({nic}) => nic) : ['unused0']).map((name) => ({kind: 'nic', name})),
	};
	return {
		lab: {
			machines: [
				host,
				...stations.map(
					({name, mac}): Machine => ({name, role: 'vm', devices: [{kind: 'nic', name: 'eth0', ...(mac === '' ? {} : {mac})}]}),
				),
			],
			links: stations.map(({name, nic}) => ({ends: [`${device.name}/${nic}`, `${name}/eth0`], kind: 'virtual'})),
		},
		origins: {machines: [['device'], ...stations.map(({from}) => from)], links: stations.map(({from}) => from)},
	};
}

/** Interfaces that commands put into a bridge and that are no patch, internal or tunnel ports. */
function nicsNamed(recording: Recording): string[] {
	const lines = [...setupLines(recording), ...recording.stimuli.flatMap((stimulus) => stimulus.do?.args?.join(' ') ?? [])];
	const bridges = new Set(lines.flatMap((line) => [...line.matchAll(/\badd-br (\S+)/g)].map(([, name]) => name)));
	const virtual = new Set(lines.flatMap((line) => [...line.matchAll(/set Interface (\S+)[^-]*? type=(\w+)/gi)].map(([, name]) => name)));
	const named = lines.flatMap((line) => [
		...[...line.matchAll(/\badd-port \S+ (\S+)/g)].map(([, name]) => name as string),
		...[...line.matchAll(/\badd-bond(?:-iface)? \S+ \S+((?: [^\s=-][^\s=]*)+)/g)].flatMap(([, names]) =>
			(names as string).trim().split(' '),
		),
	]);
	return [...new Set(named)].filter((name) => /^[A-Za-z][\w.]{0,10}$/.test(name) && !virtual.has(name) && !bridges.has(name));
}
