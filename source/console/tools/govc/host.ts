/** `govc host.disconnect`, `host.reconnect`, `vm.network.change`. */
import {machineNamed, machineOf, peerOf} from '../../../engine/world.js';
import type {Place} from '../../command.js';
import {type Program, prints} from '../../program.js';
import {failure, type Given, type GovcCommand, helpWanted} from './flags.js';
import {hostNamed, insist, lastPart, vcenterOf} from './inventory.js';

const DISCONNECT: GovcCommand = {
	word: 'host.disconnect',
	help: 'Disconnect HOST from vCenter.',
	usage: 'HOST...',
	keywords: [],
	run: (place, given) => connect(place, given, false),
};

const RECONNECT: GovcCommand = {
	word: 'host.reconnect',
	help: 'Reconnect HOST to vCenter.',
	usage: 'HOST...',
	keywords: [],
	run: (place, given) => connect(place, given, true),
};

const CHANGE_NETWORK: GovcCommand = {
	word: 'vm.network.change',
	help: 'Change network DEVICE configuration: here the port group.',
	usage: 'DEVICE',
	keywords: [
		{word: '-vm', takes: 'machine', help: 'Virtual machine'},
		{word: '-net', takes: 'group', help: 'Network'},
		{word: '-net.adapter', takes: 'text', help: 'Network adapter type', instead: '-net NETWORK'},
		{word: '-net.address', takes: 'mac', help: 'Network hardware address', instead: 'ip link set DEVICE address MAC, in the guest'},
	],
	run: changeNetwork,
};

export const HOST_COMMANDS: readonly GovcCommand[] = [DISCONNECT, RECONNECT, CHANGE_NETWORK];

function* connect(place: Place, {words}: Given, connected: boolean): Program {
	if (words.length === 0) throw helpWanted(connected ? RECONNECT : DISCONNECT);
	const {id: machine} = vcenterOf(place);
	const said: string[] = [];
	for (const word of words) {
		const host = hostNamed(place, word);
		yield* insist({kind: 'connect-host', machine, host: host.id, connected});
		said.push(`/Datacenter/host/${host.name} ${connected ? 're' : 'dis'}connecting... OK\n`);
	}
	return prints(said.join(''));
}

/** The n-th NIC of a guest is its `ethernet-n`; its port moves to another group of the switch in which it is. */
function* changeNetwork(place: Place, {flags, words}: Given): Program {
	const [device, ...more] = words;
	if (device === undefined || more.length > 0) throw helpWanted(CHANGE_NETWORK);
	const path = flags.get('vm') ?? '';
	const guest = machineNamed(place.world, lastPart(path));
	if (guest?.role !== 'vm') throw failure(`vm '${path}' not found`);
	const ports = guest.devices.flatMap((id) => {
		const port = peerOf(place.world, id);
		const home = port && place.world.devices[port.master];
		return port && home?.kind === 'vmware-switch' ? [{port: port.id, home}] : [];
	});
	const found = ports[Number(/^ethernet-(\d+)$/.exec(device)?.[1] ?? -1)];
	if (!found) throw failure(`device '${device}' not found`);
	const group = lastPart(flags.get('net') ?? '');
	if (!found.home.settings.groups.some(({name}) => name === group)) {
		const host = machineOf(place.world, found.home.id).name;
		throw failure(`network '${flags.get('net') ?? ''}' not found on the switch of ${lastPart(path)} on ${host}`);
	}
	yield* insist({kind: 'plug-vnic', device: found.port, master: found.home.id, group});
	return prints('');
}
