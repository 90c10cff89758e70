/** What `ping` prints: a line a reply, a line an error, and the statistics (gather_statistics, finish in ping_common.c). */
import {formatIpv4} from '../../engine/protocol/ipv4-address.js';
import {happenedTo} from '../../engine/stack/ping-job.js';
import type {Ping, PingAccount, PingEvent} from '../../engine/stack/stack-state.js';

/** The 8 octets of ICMP and the 20 of IP that the header line adds to the payload. */
const HEADERS = 28;
/** Octets of a payload that can hold the time of sending; a shorter one has no round trip to print. */
const TIME_SIZE = 16;

const UNREACHABLE: Readonly<Record<number, string>> = {
	0: 'Destination Net Unreachable',
	1: 'Destination Host Unreachable',
	2: 'Destination Protocol Unreachable',
	3: 'Destination Port Unreachable',
};

export interface PingStyle {
	/** As it was typed: an address, or the name of a machine. */
	target: string;
	/** `-q`: no line a reply. */
	quiet: boolean;
	/** Name of a machine by its address; addresses stay numbers when the target is one. */
	nameOf: (address: number) => string | undefined;
}

/** The line that ping begins with. */
export function pingHeader(ping: Ping, {target}: PingStyle): string {
	return `PING ${target} (${formatIpv4(ping.target)}) ${ping.payload}(${ping.payload + HEADERS}) bytes of data.\n`;
}

/** A line for each thing that happened after the first `told`. */
export function pingLines(ping: Ping, style: PingStyle, told: number): string {
	const news = Math.min(Math.max(0, happenedTo(ping) - told), ping.events.length);
	if (style.quiet || news === 0) return '';
	return ping.events
		.slice(-news)
		.map((event) => line(ping, event, style))
		.join('');
}

/** The end, with the blank line before it. */
export function pingStatistics(ping: Ping, {target}: PingStyle): string {
	const {sent, began, received, duplicates, errors, pipe} = ping.account;
	const loss = Number((((sent - received) * 100) / sent).toPrecision(6));
	const elapsed = Math.floor(((ping.sentAt.at(-1) ?? 0) - began) / 1_000_000);
	const counts = [
		`${sent} packets transmitted`,
		`${received} received`,
		...(duplicates > 0 ? [`+${duplicates} duplicates`] : []),
		...(errors > 0 ? [`+${errors} errors`] : []),
		`${loss}% packet loss`,
		`time ${elapsed}ms`,
	];
	const tail = [...(received > 0 && ping.payload >= TIME_SIZE ? [roundTrips(ping.account)] : []), ...(pipe > 1 ? [`pipe ${pipe}`] : [])];
	return `\n--- ${target} ping statistics ---\n${counts.join(', ')}\n${tail.join(', ')}\n`;
}

/** 0 when anything came back, 1 otherwise. */
export function pingStatus(ping: Ping): number {
	return ping.account.received > 0 ? 0 : 1;
}

function line(ping: Ping, event: PingEvent, {nameOf}: PingStyle): string {
	const number = formatIpv4(event.from);
	const name = nameOf(event.from);
	const from = name === undefined ? number : `${name} (${number})`;
	switch (event.kind) {
		case 'reply': {
			const time = ping.payload >= TIME_SIZE ? ` time=${milliseconds(event.roundTrip)} ms` : '';
			return `${event.octets} bytes from ${from}: icmp_seq=${event.sequence} ttl=${event.ttl}${time}${event.duplicate ? ' (DUP!)' : ''}\n`;
		}
		case 'unreachable':
			if (event.mtu !== undefined) return `From ${from} icmp_seq=${event.sequence} Frag needed and DF set (mtu = ${event.mtu})\n`;
			return `From ${from} icmp_seq=${event.sequence} ${UNREACHABLE[event.code] ?? `Dest Unreachable, Bad Code: ${event.code}`}\n`;
		case 'time-exceeded':
			return `From ${from} icmp_seq=${event.sequence} ${event.code === 1 ? 'Frag reassembly time exceeded' : 'Time to live exceeded'}\n`;
		default:
			return event satisfies never;
	}
}

/** The longer the time, the fewer the digits. */
function milliseconds(nanoseconds: number): string {
	const micro = Math.floor(nanoseconds / 1000);
	if (micro >= 100_000) return `${Math.floor(micro / 1000)}`;
	const digits = micro >= 10_000 ? 1 : micro >= 1000 ? 2 : 3;
	const unit = 10 ** (3 - digits);
	return `${Math.floor(micro / 1000)}.${`${Math.floor((micro % 1000) / unit)}`.padStart(digits, '0')}`;
}

/** Whole microseconds, as ping computes them; mdev is the standard deviation. */
function roundTrips({received, duplicates, least, most, sum, squares}: PingAccount): string {
	const replies = received + duplicates;
	const average = Math.floor(sum / replies);
	const deviation = Math.floor(Math.sqrt(Math.max(0, squares / replies - average * average)));
	const figures = [Math.floor(least / 1000), average, Math.floor(most / 1000), deviation].map((time) => (time / 1000).toFixed(3));
	return `rtt min/avg/max/mdev = ${figures.join('/')} ms`;
}
