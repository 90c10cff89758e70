/** Everything that a recording plugs into a device: the ends of its links, the uplinks of macvlan parents, the ports of its endpoints. */
import type {JsonPath} from './json-lines.js';
import type {Recording} from './recording-schema.js';

/** A port of a device, and where the recording says so. */
export type Attachment = Recording['links'][number]['ends'][number] & {from: JsonPath};

/** The ports in the order in which the recording was set up, which gives them their numbers. */
export function attachmentsOf({device, links, endpoints}: Recording): Attachment[] {
	if (device.type === 'ovs') {
		// All bridges stand on one host, and patch ports are no devices.
		return endpoints.flatMap(({port}, index) => (port ? [{device: device.name, port: port.name, from: ['endpoints', index, 'port']}] : []));
	}
	return [
		...links.flatMap(({ends}, link) => ends.map((end, index) => ({...end, from: ['links', link, 'ends', index]}))),
		...(device.parents ?? []).map(({uplink}, index) => ({...uplink, from: ['device', 'parents', index, 'uplink']})),
		...endpoints.flatMap(({port}, index) =>
			port ? [{device: port.device, port: port.name, mac: port.mac, config: port.config, from: ['endpoints', index, 'port']}] : [],
		),
	];
}
