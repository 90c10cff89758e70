/** The paths that are ready to be run and compared. */
import type {Path} from './path.js';
import {BYPASS_PATHS} from './paths/bypass.js';
import {GUEST_PATHS} from './paths/guest.js';
import {KERNEL_PATHS} from './paths/kernel.js';

/** In the order in which they are offered: switches, ways into a guest, what they are checked against. */
export const READY_PATHS = [
	'linux-bridge',
	'ovs-kernel',
	'ovs-kernel-miss',
	'ovs-dpdk',
	'xdp-redirect',
	'bridge-vhost',
	'macvtap',
	'macvtap-vf',
	'sriov-vf',
	'sriov-vf-dpdk',
	'xdp-drop',
	'dpdk-drop',
	'iptables-raw',
	'conntrack',
	'worked-example',
] as const;
export type ReadyPath = (typeof READY_PATHS)[number];

const ALL: readonly Path[] = [...KERNEL_PATHS, ...BYPASS_PATHS, ...GUEST_PATHS];

/** A ready path, for the caller to change; `undefined` when there is none of this name. */
export function readyPath(id: string): Path | undefined {
	const path = ALL.find((candidate) => candidate.id === id);
	return path && copyOf(path);
}

/** Whether a path is a ready one as it is offered, so that what was published is about it. */
export function isReady(path: Path): boolean {
	return JSON.stringify(ALL.find(({id}) => id === path.id)) === JSON.stringify(path);
}

function copyOf(path: Path): Path {
	return {...path, workers: path.workers.map((worker) => ({...worker, stages: worker.stages.map((stage) => ({...stage}))}))};
}
