/** In what two labs differ, as paths an author writes: `vm1/eth0.mode`, `sw0/br0.ports.swp1.hairpin`, `vm3` for a machine that only one has. */
import type {Lab} from '../engine/lab.js';
import {type OvsPortLab, ovsPortSchema} from '../engine/lab-ovs.js';

/** The paths that differ, each once: machines that only one lab has come first. Empty for equal labs. */
export function labDifferences(a: Lab, b: Lab): string[] {
	const left = flatten(a);
	const right = flatten(b);
	const paths = [...new Set([...left.keys(), ...right.keys()])].filter((path) => left.get(path) !== right.get(path));
	// A machine that is missing altogether is one difference, not one for each of its options.
	const missing = machinesOf(a, b);
	return [...missing, ...paths.filter((path) => !missing.some((name) => path.startsWith(`${name}/`)))];
}

function machinesOf(a: Lab, b: Lab): string[] {
	const names = (lab: Lab): string[] => lab.machines.map((machine) => machine.name);
	return [...names(a).filter((name) => !names(b).includes(name)), ...names(b).filter((name) => !names(a).includes(name))];
}

function flatten(lab: Lab): Map<string, string> {
	const options = new Map<string, string>();
	const put = (path: string, value: unknown): void => {
		options.set(path, JSON.stringify(value));
	};
	put('seed', lab.seed);
	for (const machine of lab.machines) {
		put(`${machine.name}/.role`, machine.role);
		for (const [option, value] of Object.entries(machine.ovs ?? {})) put(`${machine.name}/.ovs.${option}`, value);
		for (const device of machine.devices) {
			const place = `${machine.name}/${device.name}`;
			for (const [option, value] of Object.entries(device)) {
				if (option === 'ports' && device.kind === 'ovs-bridge') flattenPorts(place, device.ports.map(wholePort), put);
				else if (option === 'ports' && Array.isArray(value)) flattenPorts(place, value as (string | Record<string, unknown>)[], put);
				else put(`${place}.${option}`, value);
			}
		}
	}
	for (const link of lab.links) put(`link ${link.ends.join(' ')}`, [link.kind, link.latency]);
	put('setup', lab.setup);
	return options;
}

/** A port that is a name alone differs only in what another one sets. */
function wholePort(port: string | OvsPortLab): OvsPortLab {
	return typeof port === 'string' ? ovsPortSchema.parse({name: port}) : port;
}

function flattenPorts(
	place: string,
	ports: readonly (string | Record<string, unknown>)[],
	put: (path: string, value: unknown) => void,
): void {
	for (const port of ports) {
		// A port of Linux is its device, one of Open vSwitch has a name.
		const {device, name = device, ...options} = typeof port === 'string' ? {device: port} : port;
		put(`${place}.ports.${String(name)}`, true);
		for (const [option, value] of Object.entries(options)) put(`${place}.ports.${String(name)}.${option}`, value);
	}
}
