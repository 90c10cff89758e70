/** Where tcpdump can listen: devices, and `any` (pcap_findalldevs, pcap-linux.c). Not modelled: nflog, nfqueue, Bluetooth and D-Bus. */
import type {Device} from '../../../engine/device.js';
import {isOperational} from '../../../engine/netdev.js';
import type {Place} from '../../command.js';
import {devicesOf, findDevice, LOOPBACK, machineAt} from '../../resolve.js';
import {error} from './options.js';

/** `device` is none for `any` and for `lo`, which no frame of a lab passes. */
export interface Source {
	name: string;
	device: Device | undefined;
	isAny: boolean;
}

interface Listed {
	name: string;
	/** As they are listed. */
	marks: string;
	/** Lower is better (get_figure_of_merit). */
	merit: number;
}

const ANY = 'any';
const NOT_RUNNING = 8;
const NOT_UP = 4;
const DISCONNECTED = 2;
const IS_LOOPBACK = 1;
const IS_ANY = 0.5;

/** In the order in which tcpdump takes them when none is named. */
function listed(place: Place): Listed[] {
	const loopbackUp = machineAt(place).loopbackDown !== true;
	const found: Listed[] = devicesOf(place).map((device) => ({
		name: device.name,
		marks: `${marks(device.up, isOperational(device), [])}, ${device.carrier ? 'Connected' : 'Disconnected'}`,
		merit: (isOperational(device) ? 0 : NOT_RUNNING) + (device.up ? 0 : NOT_UP) + (device.carrier ? 0 : DISCONNECTED),
	}));
	found.push({name: `${ANY} (Pseudo-device that captures on all interfaces)`, marks: marks(true, true, []), merit: IS_ANY});
	found.push({
		name: LOOPBACK,
		marks: marks(loopbackUp, loopbackUp, ['Loopback']),
		merit: IS_LOOPBACK + (loopbackUp ? 0 : NOT_RUNNING + NOT_UP),
	});
	return found
		.map((entry, index) => ({entry, index}))
		.sort((a, b) => a.entry.merit - b.entry.merit || a.index - b.index)
		.map(({entry}) => entry);
}

function marks(up: boolean, running: boolean, more: readonly string[]): string {
	return [...(up ? ['Up'] : []), ...(running ? ['Running'] : []), ...more].join(', ') || 'none';
}

/** What `-D` prints. */
export function sourceList(place: Place): string {
	return listed(place)
		.map(({name, marks: text}, index) => `${index + 1}.${name} [${text}]\n`)
		.join('');
}

/** The source of this name or number, or the best one. */
export function findSource(place: Place, asked: string | undefined): Source {
	const name = asked ?? (listed(place)[0]?.name.split(' ')[0] as string);
	if (name === ANY) return {name, device: undefined, isAny: true};
	if (name === LOOPBACK) {
		if (machineAt(place).loopbackDown) throw error(`${name}: That device is not up`);
		return {name, device: undefined, isAny: false};
	}
	const device = findDevice(place, name);
	if (!device && /^\d+$/.test(name)) {
		const numbered = listed(place)[Number(name) - 1];
		if (!numbered) throw error('Invalid adapter index');
		return findSource(place, numbered.name.split(' ')[0]);
	}
	if (!device) throw error(`${name}: No such device exists\n(No such device exists)`);
	if (!device.up) throw error(`${name}: That device is not up`);
	return {name, device, isAny: false};
}
