/** `ip link show` and the link half of `ip addr`. */
import type {Device} from '../../engine/device.js';
import {formatMac} from '../../engine/mac.js';
import type {Counters} from '../../engine/netdev.js';
import type {Machine, World} from '../../engine/world.js';
import {linkDetails, loopbackDetails} from './link-details.js';
import {addressLine, flagsOf, isLinkDown, linkNetns, masterOf, nameAndLink, operState, queueLengthOf, queueOf} from './link-line.js';
import {statisticsLines} from './statistics.js';
import {vfLines} from './vf-lines.js';

export interface LinkStyle {
	/** `-br` */
	brief: boolean;
	/** `-d` */
	details: boolean;
	/** `-s`, counted */
	statistics: number;
	/** `ip link`, not `ip addr`. */
	isLink: boolean;
	/** Leave out the address line, as `ip -4 addr` does. */
	withoutAddress: boolean;
}

/** One device, as many lines as the style asks for. */
export function printLink(world: World, device: Device, style: LinkStyle): string {
	const down = isLinkDown(world, device);
	if (style.brief) {
		const start = `${nameAndLink(world, device).padEnd(16)} ${operState(world, device).padEnd(14)} `;
		return style.isLink ? `${start}${formatMac(device.mac)} ${flagsOf(world, device, down)} \n` : start;
	}
	const above = masterOf(world, device);
	const master = above ? `master ${above.name} ` : '';
	const head =
		`${device.ifindex}: ${nameAndLink(world, device)}: ${flagsOf(world, device, down)} mtu ${device.mtu} qdisc ${queueOf(world, device)} ` +
		`${master}state ${operState(world, device)} ${style.isLink ? 'mode DEFAULT ' : ''}group default qlen ${queueLengthOf(device)}`;
	const address = style.withoutAddress ? '' : `\n${addressLine(world, device)}`;
	const details = style.details ? linkDetails(world, device, style.isLink) : '';
	const functions = style.isLink || style.details ? vfLines(device) : '';
	return `${head}${address}${linkNetns(world, device)}${details}${counters(device.counters, style)}${functions}\n`;
}

/** `lo`, which is there in every machine. */
export function printLoopback(machine: Machine, style: LinkStyle): string {
	const up = !machine.loopbackDown;
	const flags = up ? '<LOOPBACK,UP,LOWER_UP>' : '<LOOPBACK>';
	const state = up ? 'UNKNOWN' : 'DOWN';
	if (style.brief) return `${'lo'.padEnd(16)} ${state.padEnd(14)} ${style.isLink ? `00:00:00:00:00:00 ${flags} \n` : ''}`;
	const head = `1: lo: ${flags} mtu 65536 qdisc ${up ? 'noqueue' : 'noop'} state ${state} ${style.isLink ? 'mode DEFAULT ' : ''}group default qlen 1000`;
	const address = style.withoutAddress ? '' : '\n    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00';
	return `${head}${address}${style.details ? loopbackDetails(style.isLink) : ''}${counters(NOTHING, style)}\n`;
}

const NOTHING: Counters = {rxFrames: 0, rxBytes: 0, rxDropped: 0, txFrames: 0, txBytes: 0, txDropped: 0, multicast: 0};

/** `ip -s link`; `ip -s addr` prints them behind the addresses. */
function counters(statistics: Counters, style: LinkStyle): string {
	return style.isLink && style.statistics > 0 ? `\n${statisticsLines(statistics)}` : '';
}
