/*
 * Paths into a guest
 *
 * With virtio the host works twice: the soft interrupt switches the packet and puts it
 * into the queue of a tap or macvtap; the vhost thread, on another core, copies it into
 * the guest's memory and interrupts the guest. A virtual function of the NIC leaves the
 * host out: the NIC switches by MAC and VLAN and writes into the guest's memory through
 * the IOMMU. What remains of the host is the exit for an interrupt, unless the interrupt
 * is posted straight to the guest. The guest's own stack has to be paid in all cases.
 *
 * Of these paths we know no total in packets a second; what is named is a lower bound
 * for vhost and macvtap. The virtual function was measured with TCP and long frames: the
 * link was full (9.48 Gb/s of payload).
 *
 * Not modelled: packets sent by the guest, doorbells and their exits, several guests on a NIC, PCIe bandwidth, merged
 * receive buffers, vhost threads that poll.
 */
import {use} from '../catalogue.js';
import type {Stage} from '../cost.js';
import type {Path, Worker} from '../path.js';
import {HPCA10} from '../source.js';
import {BRIDGING, STACK, softirq} from './kernel.js';

function vhost(): Worker {
	return {
		id: 'vhost',
		place: 'host',
		wake: 'interrupt',
		ring: 500,
		batch: 64,
		stages: [use('context-switch', {kind: 'interrupt'}), use('cache-miss', {times: 2}), use('copy-cold'), use('atomic')],
	};
}

function guest(stages: readonly Stage[]): Worker {
	return {id: 'guest', place: 'guest', wake: 'interrupt', ring: 256, batch: 64, stages: stages.map((stage) => ({...stage}))};
}

const VIRTIO_GUEST: readonly Stage[] = [use('vm-exit'), use('interrupt'), ...STACK];

/** The lower half of macvtap: from the driver into the queue of the tap. */
const MACVTAP: readonly Stage[] = [use('driver'), use('page'), use('skb'), use('cache-miss', {times: 2}), use('lock')];

const FULL_LINK = {unit: 'payload', value: 9_480_000_000, margin: 0.005, frame: 1518, link: 10_000, source: HPCA10} as const;

export const GUEST_PATHS: readonly Path[] = [
	{id: 'bridge-vhost', workers: [softirq(BRIDGING), vhost(), guest(VIRTIO_GUEST)]},
	{id: 'macvtap', workers: [softirq([...MACVTAP, use('l3-hit')]), vhost(), guest(VIRTIO_GUEST)]},
	{id: 'macvtap-vf', workers: [softirq(MACVTAP), vhost(), guest(VIRTIO_GUEST)]},
	{
		id: 'sriov-vf',
		workers: [guest([use('nic'), use('moderation'), use('vm-exit'), use('interrupt'), ...STACK])],
		published: {...FULL_LINK},
	},
	{
		id: 'sriov-vf-dpdk',
		workers: [{...guest([use('nic'), use('poll-driver')]), wake: 'poll', ring: 2048, batch: 32}],
	},
];
