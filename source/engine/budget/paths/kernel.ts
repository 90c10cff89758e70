/*
 * Paths through the Linux kernel
 *
 * The named steps of a packet between two NICs are page, skb, two misses, two locks
 * and two lookups: 240 ns. Measured were 645 ns for the bridge and 581 ns for Open
 * vSwitch. What is missing is no single thing but the breadth of the stack: the two
 * drivers, netif_receive_skb, hooks, queueing. It stands in the paths as "rest", and is
 * the largest stage of all.
 *
 * The miss
 * --------
 * A packet that no cached flow answers is queued for a thread of ovs-vswitchd. It is
 * woken, reads the packet with a system call, translates, and sends packet and flow back
 * with another. The 0.6 Mpps were measured with caches switched off; how many cores did
 * it the slides do not say.
 *
 * Not modelled: offloads (GRO, TSO), ebtables and netfilter on the bridge, queueing disciplines.
 */
import {rest, use} from '../catalogue.js';
import type {Stage} from '../cost.js';
import type {Path, Worker} from '../path.js';
import {OVSCON14, XDP18, XDP18_DATA} from '../source.js';

/** What wakes a kernel driver, and the way over the wires. */
const WAKING: readonly Stage[] = [use('nic'), use('moderation'), use('deep-sleep'), use('interrupt')];

/** What is known by name of a packet's way from NIC to NIC. */
const FORWARDING: readonly Stage[] = [
	use('driver'),
	use('page'),
	use('skb'),
	use('cache-miss', {times: 2}),
	use('l3-hit', {times: 2}),
	use('lock', {times: 2}),
	use('bh-disable'),
];

export function softirq(stages: readonly Stage[]): Worker {
	return {
		id: 'softirq',
		place: 'host',
		wake: 'interrupt',
		ring: 512,
		batch: 64,
		stages: [...WAKING, ...stages].map((stage) => ({...stage})),
	};
}

/** The stages of a bridge on the host, by its published total. */
export const BRIDGING: readonly Stage[] = [...FORWARDING, rest(404.9, `${OVSCON14}: 1.55 Mpps = 645.2 ns`)];

const SWITCHING: readonly Stage[] = [...FORWARDING, rest(341.1, `${OVSCON14}: 1.72 Mpps = 581.4 ns`)];

/** A stack that drops in the raw table, by its published total: also what a guest does with a packet. */
export const STACK: readonly Stage[] = [use('driver'), use('skb'), rest(149.5, `${XDP18}: 4.8 Mpps = 208.3 ns, dropped in the raw table`)];

/** Conditions of the slides of 2014. */
const OVS_CONF = {unit: 'packets', margin: 0.01, frame: 64, link: 10_000, source: OVSCON14} as const;
const XDP_PAPER = {unit: 'packets', margin: 0.01, frame: 64, link: 100_000, source: XDP18} as const;

export const KERNEL_PATHS: readonly Path[] = [
	{id: 'linux-bridge', workers: [softirq(BRIDGING)], published: {...OVS_CONF, value: 1_550_000}},
	{id: 'ovs-kernel', workers: [softirq(SWITCHING)], published: {...OVS_CONF, value: 1_720_000}},
	{
		id: 'ovs-kernel-miss',
		workers: [
			softirq(SWITCHING),
			{
				id: 'handler',
				place: 'host',
				wake: 'interrupt',
				ring: 512,
				batch: 64,
				stages: [
					use('context-switch', {kind: 'interrupt'}),
					use('syscall', {kind: 'packet'}),
					use('syscall'),
					rest(1624.1, `${OVSCON14}: 0.6 Mpps = 1667 ns, number of cores not told`),
				],
			},
		],
		published: {...OVS_CONF, value: 600_000},
	},
	{id: 'iptables-raw', workers: [softirq(STACK)], published: {...XDP_PAPER, value: 4_800_000}},
	{
		id: 'conntrack',
		workers: [softirq([use('driver'), use('skb'), rest(496.8, `${XDP18}: 1.8 Mpps = 555.6 ns`)])],
		published: {...XDP_PAPER, value: 1_800_000},
	},
	{
		id: 'xdp-drop',
		workers: [softirq(xdp(5.7, `${XDP18}: 24 Mpps = 41.6 ns`))],
		published: {...XDP_PAPER, value: 24_000_000},
	},
	{
		id: 'xdp-redirect',
		workers: [softirq(xdp(79.7, `${XDP18_DATA}, bench05: 8.65 Mpps = 115.6 ns, to another NIC`))],
		published: {...XDP_PAPER, value: 8_649_872, source: `${XDP18_DATA}, bench05, one queue, ring 1024`},
	},
	{
		id: 'worked-example',
		workers: [
			softirq([
				use('page'),
				use('skb', {low: 30.5}),
				use('cache-miss', {times: 2, high: 32}),
				use('lock', {times: 2, low: 16.1}),
				use('l3-hit', {high: 7.9}),
				use('copy-cold', {high: 27}),
				rest(0, `${OVSCON14}: up to 357.7 ns more, for then it is the measured 581.4 ns`, {high: 357.7}),
			]),
		],
	},
];

/** XDP by the paper's own account: what DPDK needs, ten function calls, and what remains. */
function xdp(remains: number, published: string): Stage[] {
	return [use('poll-driver'), use('function-call', {times: 10}), rest(remains, published)];
}
