/** `tc qdisc show` (print_qdisc): where frames queue, and what carries classifiers. */
import type {Device} from '../../engine/device.js';
import type {Machine, World} from '../../engine/world.js';
import {queueOf} from './link-line.js';

/** What `noqueue` counts. */
const NOTHING = {bytes: 0, packets: 0, drops: 0};

export interface QdiscStyle {
	/** Off when the listing is of one device. */
	withDevice: boolean;
	/** `-s` */
	withStatistics: boolean;
}

/** Where frames of a device queue; a device that never was up has nothing to show. */
export function printRootQdisc(world: World, device: Device, style: QdiscStyle): string {
	if (!device.opened) return '';
	const kind = queueOf(world, device);
	const bands = kind === 'pfifo_fast' ? 'bands 3 priomap 1 2 2 2 1 2 0 0 1 1 1 1 1 1 1 1' : '';
	const {txBytes, txFrames} = device.counters;
	const sent = kind === 'pfifo_fast' ? {bytes: txBytes, packets: txFrames, drops: 0} : NOTHING;
	return `qdisc ${kind} 0: ${named(device.name, style)}root refcnt 2 ${bands}\n${statistics(sent, style)}`;
}

export function printLoopbackQdisc({loopbackDown}: Machine, style: QdiscStyle): string {
	return loopbackDown ? '' : `qdisc noqueue 0: ${named('lo', style)}root refcnt 2 \n${statistics(NOTHING, style)}`;
}

export function printIngressQdisc({tc, name}: Device, style: QdiscStyle): string {
	if (!tc) return '';
	const rule = tc.kind === 'ingress' ? '---------------- ' : '';
	return `qdisc ${tc.kind} ffff: ${named(name, style)}parent ffff:fff1 ${rule}\n${statistics(tc.statistics, style)}`;
}

function named(name: string, {withDevice}: QdiscStyle): string {
	return withDevice ? `dev ${name} ` : '';
}

function statistics({bytes, packets, drops}: {bytes: number; packets: number; drops: number}, {withStatistics}: QdiscStyle): string {
	if (!withStatistics) return '';
	return ` Sent ${bytes} bytes ${packets} pkt (dropped ${drops}, overlimits 0 requeues 0) \n backlog 0b 0p requeues 0\n`;
}
