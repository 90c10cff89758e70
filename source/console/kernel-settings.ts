/** Settings of a machine's kernel that have a file below /proc/sys: `sysctl` and `cat` read them, `sysctl` writes some. */
import type {Change} from '../engine/change.js';
import type {Timeouts} from '../engine/nat/connection.js';
import type {Machine} from '../engine/world.js';
import {SECOND} from './print/timer.js';

export interface KernelSetting {
	/** With dots, as `sysctl` prints it. */
	name: string;
	/** `undefined`: the machine has no such file. */
	read: (machine: Machine) => number | undefined;
	/** What makes it `value`; without, it is only read in the lab. */
	write?: (machine: Machine, value: number) => Change;
}

/** Of connection tracking, which is there once something asked for it. */
function timeout(name: string, find: (timeouts: Timeouts) => number): KernelSetting {
	return {
		name: `net.netfilter.nf_conntrack_${name}`,
		read: ({stack}) => stack.netfilter && find(stack.netfilter.connections.timeouts) / SECOND,
	};
}

const SETTINGS: readonly KernelSetting[] = [
	{
		name: 'net.ipv4.ip_forward',
		read: ({stack}) => (stack.forwarding ? 1 : 0),
		write: ({id}, value) => ({kind: 'set-forwarding', machine: id, on: value !== 0}),
	},
	{name: 'net.netfilter.nf_conntrack_count', read: ({stack}) => stack.netfilter?.connections.entries.size},
	timeout('generic_timeout', ({generic}) => generic),
	timeout('icmp_timeout', ({icmp}) => icmp),
	{name: 'net.netfilter.nf_conntrack_max', read: ({stack}) => stack.netfilter?.connections.limit},
	timeout('tcp_timeout_close', ({tcp}) => tcp.close),
	timeout('tcp_timeout_close_wait', ({tcp}) => tcp['close-wait']),
	timeout('tcp_timeout_established', ({tcp}) => tcp.established),
	timeout('tcp_timeout_fin_wait', ({tcp}) => tcp['fin-wait']),
	timeout('tcp_timeout_last_ack', ({tcp}) => tcp['last-ack']),
	timeout('tcp_timeout_max_retrans', ({tcpRetransmitted}) => tcpRetransmitted),
	timeout('tcp_timeout_syn_recv', ({tcp}) => tcp['syn-recv']),
	timeout('tcp_timeout_syn_sent', ({tcp}) => tcp['syn-sent']),
	timeout('tcp_timeout_time_wait', ({tcp}) => tcp['time-wait']),
	timeout('tcp_timeout_unacknowledged', ({tcpUnacknowledged}) => tcpUnacknowledged),
	timeout('udp_timeout', ({udp}) => udp),
	timeout('udp_timeout_stream', ({udpStream}) => udpStream),
];

/** Real ones that the lab does not have. */
const OTHERS =
	/^net\.(?:ipv4\.(?:conf|neigh|route|tcp_\w+|udp_\w+|icmp_\w+|igmp_\w+|ip_\w+|ping_group_range|fib_\w+)|bridge|core|ipv6|netfilter)(?:\.|$)/;

/** Settings that `machine` has. */
export function settingsOf(machine: Machine): KernelSetting[] {
	return SETTINGS.filter(({read}) => read(machine) !== undefined);
}

/** `net.ipv4.ip_forward` or `net/ipv4/ip_forward`; `unknown` where Linux has no such file, `absent` where the lab has not. */
export function findSetting(machine: Machine, typed: string): KernelSetting | 'unknown' | 'absent' {
	const name = typed.replaceAll('/', '.');
	const found = settingsOf(machine).find((setting) => setting.name === name);
	return found ?? (OTHERS.test(name) && !SETTINGS.some((setting) => setting.name === name) ? 'absent' : 'unknown');
}

/** Where the setting lies, as a path. */
export function settingPath(name: string): string {
	return `/proc/sys/${name.replaceAll('.', '/')}`;
}
