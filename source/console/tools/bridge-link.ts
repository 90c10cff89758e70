/** `bridge link`: ports and their settings (brlink_modify, brlink_show). All keywords must be written out. */

import type {Device} from '../../engine/device.js';
import {PORT_STATES} from '../../engine/devices/bridge/bridge-device.js';
import {isActivePf, SWITCH_MODES, type SwitchMode} from '../../engine/sriov/adapter.js';
import type {Command, Keyword, Options, Place} from '../command.js';
import {Complaint, duplicateArgument, noSuchDevice} from '../complaint.js';
import {dispatch, scan} from '../grammar.js';
import {printBridgeLink, printCardLink} from '../print/bridge-link.js';
import {printListing} from '../print/listing.js';
import {type Answer, DONE_SILENTLY, fails, type Program, prints, request} from '../program.js';
import {devicesOf, findDevice, isNameTaken, LOOPBACK} from '../resolve.js';
import {BRIDGE_LINK_USAGE} from '../usage/bridge.js';
import {readLeading} from '../values.js';
import type {PortRequest} from './kind-bridge-slave.js';
import {isPortSwitch, isRouterMode, PORT_KEYWORDS, PORT_SWITCHES, readSwitch, stateOfNumber, switchError} from './port-options.js';

const REFUSED = 255;
const UNSUPPORTED = fails('RTNETLINK answers: Operation not supported\n', REFUSED);
/** parse_on_off answers with -EINVAL, and that becomes the exit status. */
const NOT_ON_OR_OFF = 234;

const K = PORT_KEYWORDS;
const {proxy_arp: _, proxy_arp_wifi: __, group_fwd_mask: ___, ...OWN} = K;

const KEYWORDS: readonly Keyword[] = [
	{word: 'dev', takes: 'port', help: 'the port'},
	...Object.values(OWN),
	{word: 'self', help: 'the device itself'},
	{word: 'master', help: 'the bridge, which is the default'},
];

const FILTERS: readonly Keyword[] = [{word: 'dev', takes: 'port', help: 'only this port'}];

const COMMANDS: readonly Command[] = [
	{word: 'set', also: ['change'], short: true, help: 'change a port', keywords: KEYWORDS, run: setPort},
	{word: 'show', also: ['lst', 'list'], short: true, help: 'the ports', keywords: FILTERS, run: show},
	{word: 'help', short: true, help: 'help', run: usage},
];

export const BRIDGE_LINK: Command = {
	word: 'link',
	short: true,
	help: 'ports of bridges',
	commands: COMMANDS,
	run: (place, words, options) => dispatch('bridge link', COMMANDS, place, words, options, {otherwise: 'show', unknown}),
};

function setPort(place: Place, words: readonly string[]): Answer {
	const setting = readPort(place, words);
	const {name, options, impossible, hwmode, self} = setting;
	if (name === undefined) throw new Complaint('Device is a required argument.\n', REFUSED);
	const device = findDevice(place, name);
	if (!device && name !== LOOPBACK) throw new Complaint(`Cannot find bridge device "${name}"\n`, REFUSED);
	if (device && (self || hwmode)) return tellItself(device, setting);
	if (!device || device.master === -1) return UNSUPPORTED;
	if (impossible) return fails('RTNETLINK answers: Invalid argument\n', REFUSED);
	return request([{kind: 'set-port', device: device.id, options}], REFUSED);
}

/** The bridge is told first, if it is to be told, then the device: a card knows the mode, and none of a port's settings (rtnl_bridge_setlink). */
function* tellItself(device: Device, {options, hwmode, master}: LinkSetting): Program {
	if (master) {
		if (device.master === -1) return UNSUPPORTED;
		const told = yield* request([{kind: 'set-port', device: device.id, options}], REFUSED);
		if (told.status !== 0) return told;
	}
	if (hwmode) return yield* request([{kind: 'set-hwmode', device: device.id, mode: hwmode}], REFUSED);
	return isActivePf(device) ? DONE_SILENTLY : UNSUPPORTED;
}

interface LinkSetting extends Omit<PortRequest, 'flush'> {
	name: string | undefined;
	hwmode: SwitchMode | undefined;
	self: boolean;
	master: boolean;
}

function readPort(place: Place, words: readonly string[]): LinkSetting {
	const port: LinkSetting = {name: undefined, options: {}, impossible: false, hwmode: undefined, self: false, master: false};
	for (const {keyword, value} of scan('bridge link set', words, KEYWORDS)) {
		if (isPortSwitch(keyword)) {
			const on = readSwitch(value);
			if (on === undefined) throw new Complaint(switchError(keyword, value), NOT_ON_OR_OFF);
			port.options[PORT_SWITCHES[keyword]] = on;
			continue;
		}
		switch (keyword) {
			case 'dev':
				port.name = value;
				break;
			case 'cost':
				// Zero says nothing, as in the tool.
				if (readLeading(value) > 0) port.options.cost = readLeading(value);
				break;
			case 'priority':
				port.options.priority = readLeading(value) & 0xffff;
				break;
			case 'mcast_router': {
				const mode = readLeading(value);
				if (isRouterMode(mode)) port.options.multicastRouter = mode;
				else port.impossible = true;
				break;
			}
			case 'state': {
				const state = /^[+-]?\d+$/.test(value) ? stateOfNumber(Number(value)) : readStateName(value);
				if (state) port.options.state = state;
				else port.impossible = true;
				break;
			}
			case 'backup_port': {
				const backup = findDevice(place, value);
				if (!backup) throw new Complaint(`Error: device ${value} does not exist\n`, REFUSED);
				port.options.backupPort = backup.id;
				break;
			}
			case 'nobackup_port':
				port.options.backupPort = -1;
				break;
			case 'master':
				port.master = true;
				break;
			case 'self':
				port.self = true;
				break;
			case 'hwmode':
				port.hwmode = SWITCH_MODES.find((mode) => mode === value);
				if (!port.hwmode) throw new Complaint('Mode argument must be "vepa" or "veb".\n', REFUSED);
				break;
			default:
				usage();
		}
	}
	return port;
}

function readStateName(value: string) {
	const state = PORT_STATES.find((known) => known === value.toLowerCase());
	if (!state) throw new Complaint('Error: invalid STP port state\n', REFUSED);
	return state;
}

function show(place: Place, words: readonly string[], options: Options): Answer {
	let name: string | undefined;
	for (const {keyword, value} of scan('bridge link show', words, FILTERS)) {
		if (keyword !== 'dev') continue;
		if (name !== undefined) throw duplicateArgument('dev', value);
		name = value;
	}
	if (name !== undefined && !isNameTaken(place, name)) throw noSuchDevice(name, REFUSED);
	const devices = devicesOf(place).filter((device) => name === undefined || device === findDevice(place, name));
	const lines = devices.flatMap((device) => [printBridgeLink(place.world, device, options.details), printCardLink(place.world, device)]);
	return prints(
		printListing(
			lines.filter((line) => line !== undefined),
			options,
		),
	);
}

function unknown(word: string): Complaint {
	return new Complaint(`Command "${word}" is unknown, try "bridge link help".\n`, 255);
}

function usage(): never {
	throw new Complaint(BRIDGE_LINK_USAGE, 255);
}
