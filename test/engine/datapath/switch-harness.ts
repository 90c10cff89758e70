/** A bridge with stations at its ports, frames of stations, and what became of them, for tests of the fast path. */
import type {Datapath} from '../../../source/engine/devices/datapath/datapath-device.js';
import {keyOf, listFlows, maskOf, statsOf} from '../../../source/engine/devices/datapath/flow-cache.js';
import {actionsText, matchText} from '../../../source/engine/devices/datapath/flow-text.js';
import {buildFrame, type Frame, tags} from '../../../source/engine/frame.js';
import {createHistory, type History, input, settle} from '../../../source/engine/history.js';
import {toMac} from '../../../source/engine/mac.js';
import type {Vswitchd} from '../../../source/engine/ovs/vswitchd.js';
import {buildIpv4} from '../../../source/engine/protocol/ipv4.js';
import {buildUdp} from '../../../source/engine/protocol/udp.js';
import {causesOf, crossings, drops, type TraceNode} from '../../../source/engine/trace.js';
import {deviceAtPath, machineNamed, pathOf} from '../../../source/engine/world.js';
import {type OvsLab, type OvsLabDescription, ovsLab} from '../ovs/ovs-lab.js';

export const MILLISECOND = 1_000_000;
export const SECOND = 1_000_000_000;

export interface Playground {
	lab: OvsLab;
	history: History;
	/** `frame` leaves the NIC of station `from`; all that happens at once. */
	send(from: string, frame: Frame): TraceNode[];
	wait(time: number): TraceNode[];
	datapath(): Datapath;
	/** That of the world at the cursor. */
	switchd(): Vswitchd;
	/** Flows of the cache, `match actions packets`. */
	flows(): string[];
}

export function playground(description: OvsLabDescription): Playground {
	const lab = ovsLab(description);
	const history = createHistory(lab.world);
	const datapath = () =>
		history.world.devices.find((device): device is Datapath => device.kind === 'datapath' && device.present) as Datapath;
	return {
		lab,
		history,
		send(from, frame) {
			const device = deviceAtPath(history.world, `${from}/eth0`) ?? deviceAtPath(history.world, `host/${from}`);
			if (!device) throw new Error(`no station ${from}`);
			input(history, {kind: 'frame', device: device.id, frame});
			return settle(history);
		},
		wait(time) {
			input(history, {kind: 'wait', duration: time});
			return settle(history);
		},
		datapath,
		switchd: () => machineNamed(history.world, 'host')?.vswitchd as Vswitchd,
		flows() {
			const {cache} = datapath();
			return listFlows(cache).map((flow) => {
				const match = matchText(history.world, datapath(), keyOf(cache, flow), maskOf(cache, flow));
				return `${match} -> ${actionsText(history.world, datapath(), cache.actions[flow] ?? [])} (${statsOf(cache, flow).packets})`;
			});
		},
	};
}

const macOf = (station: number) => toMac(`02:00:00:00:00:0${station}`);
export const BROADCAST_STATION = -1;

/** A frame between stations by their numbers. */
export function frameOf(src: number, dst: number, etherType = 0x88b5, payload: Uint8Array = new Uint8Array(46)): Frame {
	return buildFrame({dst: dst === BROADCAST_STATION ? 0xffff_ffff_ffff : macOf(dst), src: macOf(src), etherType, payload});
}

/** A UDP packet between stations, with these ports. */
export function udpOf(src: number, dst: number, sourcePort: number, destinationPort: number): Frame {
	const between = {source: 0x0a00_0000 + src, destination: 0x0a00_0000 + dst};
	const payload = buildUdp({sourcePort, destinationPort, payload: new Uint8Array(18)}, between);
	return frameOf(src, dst, 0x0800, buildIpv4({...between, protocol: 17, payload}));
}

/** Which NICs of stations were reached, with the VIDs on the frame: `p2`, `p3:10`; sorted. */
export function reached(history: History, nodes: readonly TraceNode[]): string[] {
	return crossings(nodes)
		.map(({to, frame}) => ({path: pathOf(history.world, to), frame}))
		.filter(({path}) => path.endsWith('/eth0'))
		.map(({path, frame}) => [path.split('/')[0], ...tags(frame).map(({vid}) => vid)].join(':'))
		.sort();
}

/** Kinds of notes about the cache, in order. */
export function cacheNotes(nodes: readonly TraceNode[]): string[] {
	return nodes.flatMap(causesOf).flatMap((cause) => {
		if (cause.kind === 'ovs-cache-hit') return [cause.level];
		if (cause.kind === 'ovs-cache-miss') return ['miss'];
		if (cause.kind === 'ovs-installed') return ['installed'];
		if (cause.kind === 'ovs-not-installed') return [cause.why];
		return cause.kind === 'ovs-upcall' && cause.why === 'slow-path' ? ['slow-path'] : [];
	});
}

/** What the rounds of the revalidator came to. */
export function roundsOf(nodes: readonly TraceNode[]): string[] {
	return nodes.flatMap(causesOf).flatMap((cause) => {
		if (cause.kind !== 'ovs-revalidated') return [];
		return [`${cause.kept} kept, ${cause.changed} changed, ${cause.deleted} deleted`];
	});
}

export function dropsOf(nodes: readonly TraceNode[]): string[] {
	return drops(nodes).map(({reason}) => reason);
}
