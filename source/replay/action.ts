/*
 * Actions as commands
 *
 * An action of a recording describes a command that the real system was given,
 * and its expectation holds the very line (`cmd`). That line is what is played,
 * on the machine that the action names. Where it is left out, the line is made
 * from the action as the recorder made it.
 */
import {quote} from './ovs-setup.js';
import type {Recording, Stimulus} from './recording-schema.js';

type Action = NonNullable<Stimulus['do']>;

export type Command = {kind: 'command'; machine: string; line: string} | {kind: 'unknown'; why: string};

/** Tools whose words an action holds, by its `op`. */
const TOOLS: Readonly<Record<string, string>> = {vsctl: 'ovs-vsctl', ofctl: 'ovs-ofctl', appctl: 'ovs-appctl'};

/** The command behind an action; `line` is the recorded one. */
export function commandOf(action: Action, line: string | undefined, recording: Recording): Command {
	const {machine, device} = targetOf(action, recording);
	const typed = line ?? switchLine(action) ?? writeLine(action, device, machine);
	return typed === undefined ? {kind: 'unknown', why: `action ${action.op} is not known`} : {kind: 'command', machine, line: typed};
}

/** Machine and device of an action: those of an endpoint, or a port of the device under test or of a peer. */
function targetOf(action: Action, {device, endpoints}: Recording): {machine: string; device: string} {
	const endpoint = endpoints.find(({name}) => name === action.endpoint);
	const host = device.type === 'ovs' ? device.name : undefined;
	if (endpoint?.local) return {machine: host ?? endpoint.local.device, device: endpoint.local.interface};
	if (endpoint) return {machine: endpoint.name, device: 'eth0'};
	const machine = host ?? action.device ?? device.name;
	return {machine, device: action.port ?? action.interface ?? machine};
}

/** A command of Open vSwitch. */
function switchLine({op, args = []}: Action): string | undefined {
	const tool = TOOLS[op];
	return tool === undefined ? undefined : [tool, ...args.map(quote)].join(' ');
}

function writeLine(action: Action, device: string, machine: string): string | undefined {
	const {op, mac, parent, name, mode, verb = 'add', type, group, state, args} = action;
	switch (op) {
		case 'linkSet':
			return `ip link set dev ${device} ${state}`;
		case 'setMac':
			return `ip link set dev ${device} address ${mac}`;
		case 'promisc':
			return `ip link set dev ${device} promisc ${state}`;
		case 'allmulti':
			return `ip link set dev ${device} allmulticast ${state}`;
		case 'maddrAdd':
			return `ip maddress add ${mac} dev ${device}`;
		case 'maddrDel':
			return `ip maddress del ${mac} dev ${device}`;
		case 'macvlanAdd':
			return `ip link add link ${parent} name ${name} type macvlan mode ${mode}`;
		case 'macvlanDel':
			return `ip link del dev ${name}`;
		case 'macvlanSetMode':
			return `ip link set dev ${device} type macvlan mode ${mode}`;
		case 'bridgeAdd':
			return `brctl addbr ${name}`;
		case 'brctl':
			return args && `brctl ${args.join(' ')}`;
		case 'portAttach':
			return `ip link set dev ${device} master ${machine}`;
		case 'portDetach':
			return `ip link set dev ${device} nomaster`;
		case 'fdbAdd':
			return `bridge fdb ${verb} ${mac} dev ${device} master ${type ?? ''}`.trimEnd();
		case 'fdbDel':
			return `bridge fdb del ${mac} dev ${device} master`;
		case 'fdbFlush':
			return `bridge fdb flush dev ${device}`;
		case 'mdbAdd':
			return `bridge mdb add dev ${machine} port ${device} grp ${group} ${state ?? 'permanent'}`;
		case 'mdbDel':
			return `bridge mdb del dev ${machine} port ${device} grp ${group}`;
		default:
			return undefined;
	}
}
