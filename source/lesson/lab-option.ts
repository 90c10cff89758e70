/** Where an option that a variant sets has its place in the lab: a device, a port of a bridge, the Open vSwitch of a machine. */
import {type Lab, portOptionsSchema} from '../engine/lab.js';
import {type OvsPortLab, ovsMemberShape, ovsPortSchema} from '../engine/lab-ovs.js';

type MachineLab = Lab['machines'][number];
type DeviceLab = MachineLab['devices'][number];
type OvsBridgeLab = Extract<DeviceLab, {kind: 'ovs-bridge'}>;

/** What a port of Open vSwitch has only if it is no device of the lab by itself. */
const OF_DEVICE: readonly string[] = ['mac', 'mtu', 'up', 'addresses'];

/** Sets one option in place; what was wrong, if anything. Values, and options that a device does not have, are the schema's to refuse. */
export function setOption(lab: Lab, place: string, option: string, value: unknown): string | undefined {
	const [machineName, name] = place.split('/');
	const machine = lab.machines.find((candidate) => candidate.name === machineName);
	if (machine && name === undefined && option === 'ovs') {
		Object.assign(machine, {ovs: {...machine.ovs, ...(value as object)}});
		return undefined;
	}
	const device = machine?.devices.find((candidate) => candidate.name === (name ?? machine.devices[0]?.name));
	if (!machine || !(device || portOf(machine, name))) return `there is no device "${place}" in the base lab`;
	if (setOvsPort(machine, device, name ?? device?.name ?? '', option, value)) return undefined;
	if (!(device && Object.hasOwn(portOptionsSchema.shape, option))) {
		if (device) Object.assign(device, {[option]: value});
		return device ? undefined : `"${place}" is a port of Open vSwitch, and those have no "${option}"`;
	}
	for (const bridge of machine.devices) {
		if (bridge.kind !== 'bridge') continue;
		const at = bridge.ports.findIndex((port) => (typeof port === 'string' ? port : port.device) === device.name);
		if (at === -1) continue;
		const port = bridge.ports[at];
		bridge.ports[at] = {...(typeof port === 'object' ? port : {}), device: device.name, [option]: value};
		return undefined;
	}
	return `"${place}" is not a port of a bridge, and only those have "${option}"`;
}

function bridgesOf(machine: MachineLab): OvsBridgeLab[] {
	return machine.devices.filter((device) => device.kind === 'ovs-bridge');
}

function portOf(machine: MachineLab, name: string | undefined): OvsPortLab | string | undefined {
	return bridgesOf(machine)
		.flatMap(({ports}) => ports)
		.find((port) => (typeof port === 'string' ? port : port.name) === name);
}

/** Sets what a port of Open vSwitch has, or a member of its bond; what its device has by itself stays with the device. */
function setOvsPort(machine: MachineLab, device: DeviceLab | undefined, name: string, option: string, value: unknown): boolean {
	if ((device && OF_DEVICE.includes(option)) || !(Object.hasOwn(ovsPortSchema.shape, option) && option !== 'name')) return false;
	for (const bridge of bridgesOf(machine)) {
		for (const [at, port] of bridge.ports.entries()) {
			if ((typeof port === 'string' ? port : port.name) === name) {
				// Parsed afterwards, which adds what else a port has.
				bridge.ports[at] = {...(typeof port === 'object' ? port : {name}), [option]: value} as OvsPortLab;
				return true;
			}
			const members = (typeof port === 'object' && port.bond?.members) || [];
			const member = members.findIndex((candidate) => (typeof candidate === 'string' ? candidate : candidate.device) === name);
			const old = members[member];
			if (old === undefined || !Object.hasOwn(ovsMemberShape, option)) continue;
			members[member] = {...(typeof old === 'object' ? old : {device: name, otherConfig: {}}), [option]: value};
			return true;
		}
	}
	return false;
}
