/*
 * Paths around the kernel: polling threads
 *
 * DPDK maps the NIC's rings into a process that polls them: no interrupt, no skb, no
 * system call. 22.9 ns are receiving and dropping; a switch looks the flow up in its
 * exact-match cache (two lines, most likely in the third level) and sends.
 *
 * OVS-DPDK was measured on 10 Gb/s, and the link was full: 67.2 ns are the most that a
 * packet can have taken, so its rest is an upper bound and the switch may be faster.
 *
 * Not modelled: bursts that leave together, the megaflow classifier behind the cache, which Open vSwitch needs for a packet
 * of a new connection.
 */
import {rest, use} from '../catalogue.js';
import type {Stage} from '../cost.js';
import type {Path, Worker} from '../path.js';
import {OVSCON14, XDP18} from '../source.js';

function pmd(stages: Stage[]): Worker {
	return {id: 'pmd', place: 'host', wake: 'poll', ring: 2048, batch: 32, stages: [use('nic'), use('poll-driver'), ...stages]};
}

export const BYPASS_PATHS: readonly Path[] = [
	{
		id: 'ovs-dpdk',
		workers: [pmd([use('l3-hit', {times: 2}), rest(28.5, `${OVSCON14}: 14.85 Mpps, a full link: at most 67.2 ns`)])],
		published: {unit: 'packets', value: 14_850_000, margin: 0.005, frame: 64, link: 10_000, source: OVSCON14},
	},
	{
		id: 'dpdk-drop',
		workers: [pmd([])],
		published: {unit: 'packets', value: 43_500_000, margin: 0.01, frame: 64, link: 100_000, source: XDP18},
	},
];
