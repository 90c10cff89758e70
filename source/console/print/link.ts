/** `ip link show` and the link half of `ip addr` (print_linkinfo, print_linkinfo_brief). */
import type {Device} from '../../engine/device.js';
import {formatMac} from '../../engine/mac.js';
import type {Counters} from '../../engine/netdev.js';
import type {Machine, World} from '../../engine/world.js';
import type {Options} from '../command.js';
import {linkDetails, loopbackDetails} from './link-details.js';
import {
	addressLine,
	flagsOf,
	isLinkDown,
	linkNetns,
	masterOf,
	nameAndLink,
	operState,
	queueLengthOf,
	queueOf,
	writeAddresses,
	writeFlags,
} from './link-line.js';
import {all, both, NOTHING, type Piece, words} from './piece.js';
import {statisticsLines} from './statistics.js';
import {vfLines} from './vf-lines.js';

export interface LinkStyle extends Pick<Options, 'brief' | 'details' | 'statistics' | 'numeric' | 'human'> {
	/** `ip link`, not `ip addr`. */
	isLink: boolean;
	/** Leave out the address line, as `ip -4 addr` does. */
	withoutAddress: boolean;
	/** Leave out the length of the queue, as monitors do. */
	withoutQueue?: boolean;
}

/** One device, as many lines as the style asks for. */
export function printLink(world: World, device: Device, style: LinkStyle): Piece {
	const flags = flagsOf(world, device, isLinkDown(world, device));
	const state = operState(world, device);
	if (style.brief) return briefly(nameAndLink(world, device, column), state, formatMac(device.mac), flags, style);
	const master = masterOf(world, device);
	return all(
		both('ifindex', device.ifindex, `${device.ifindex}: `),
		nameAndLink(world, device, (name) => `${name}: `),
		flags,
		head({mtu: device.mtu, queue: queueOf(world, device), master: master?.name, state, length: queueLengthOf(device)}, style),
		style.withoutAddress ? undefined : all(words('\n'), addressLine(world, device, style.numeric)),
		linkNetns(world, device),
		style.details ? linkDetails(world, device, style.isLink) : undefined,
		counters(device.counters, style),
		style.isLink || style.details ? vfLines(device) : undefined,
		words('\n'),
	);
}

/** `lo`, which is there in every machine. */
export function printLoopback(machine: Machine, style: LinkStyle): Piece {
	const up = !machine.loopbackDown;
	const flags = writeFlags(up ? ['LOOPBACK', 'UP', 'LOWER_UP'] : ['LOOPBACK']);
	const state = up ? 'UNKNOWN' : 'DOWN';
	const zero = '00:00:00:00:00:00';
	if (style.brief) return briefly(both('ifname', 'lo', column('lo')), state, zero, flags, style);
	return all(
		both('ifindex', 1, '1: '),
		both('ifname', 'lo', 'lo: '),
		flags,
		head({mtu: 65536, queue: up ? 'noqueue' : 'noop', master: undefined, state, length: 1000}, style),
		style.withoutAddress ? undefined : all(words('\n'), writeAddresses(style.numeric ? '[772]' : 'loopback', zero, zero)),
		style.details ? loopbackDetails(style.isLink) : undefined,
		counters(NEVER, style),
		words('\n'),
	);
}

/** Counters of a device that no frame of a lab passes. */
export const NEVER: Counters = {
	rxFrames: 0,
	rxBytes: 0,
	rxDropped: 0,
	txFrames: 0,
	txBytes: 0,
	txDropped: 0,
	multicast: 0,
	carrierChanges: 0,
};

function column(name: string): string {
	return `${name.padEnd(16)} `;
}

function briefly(name: Piece, state: string, mac: string, flags: Piece, {isLink}: LinkStyle): Piece {
	const start = all(name, both('operstate', state, `${state.padEnd(14)} `));
	return isLink ? all(start, both('address', mac, `${mac} `), flags, words('\n')) : start;
}

interface Head {
	mtu: number;
	queue: string;
	master: string | undefined;
	state: string;
	/** Of the queue, in packets. */
	length: number;
}

/** The rest of the first line. */
function head({mtu, queue, master, state, length}: Head, {isLink, numeric, withoutQueue}: LinkStyle): Piece {
	const group = numeric ? '0' : 'default';
	return all(
		both('mtu', mtu),
		both('qdisc', queue),
		master === undefined ? undefined : both('master', master),
		both('operstate', state, `state ${state} `),
		isLink ? both('linkmode', 'DEFAULT', 'mode DEFAULT ') : undefined,
		both('group', group),
		withoutQueue ? undefined : both('txqlen', length, `qlen ${length}`),
	);
}

/** `ip -s link`; `ip -s addr` prints them behind the addresses. */
function counters(statistics: Counters, style: LinkStyle): Piece {
	return style.isLink && style.statistics > 0 ? all(words('\n'), statisticsLines(statistics, style)) : NOTHING;
}
