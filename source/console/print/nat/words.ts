/** Names and ranges in rules of NAT, as iptables and nft write them alike. */
import {formatIpv4} from '../../../engine/protocol/ipv4-address.js';

/** Names of /etc/services that a lab is likely to meet. */
export const SERVICES: Readonly<Record<string, number>> = {
	ssh: 22,
	domain: 53,
	bootps: 67,
	bootpc: 68,
	http: 80,
	ntp: 123,
	https: 443,
	'http-alt': 8080,
};

/** Types of ICMP as iptables calls them (xt_icmp.h); the first name of a type is the one that is shown. */
export const ICMP_TYPES: Readonly<Record<string, number | 'any'>> = {
	any: 'any',
	'echo-reply': 0,
	pong: 0,
	'destination-unreachable': 3,
	'source-quench': 4,
	redirect: 5,
	'echo-request': 8,
	ping: 8,
	'router-advertisement': 9,
	'router-solicitation': 10,
	'time-exceeded': 11,
	'ttl-exceeded': 11,
	'parameter-problem': 12,
	'timestamp-request': 13,
	'timestamp-reply': 14,
	'address-mask-request': 17,
	'address-mask-reply': 18,
};

export interface Range {
	from: number;
	to: number;
}

/** All ports there are: then none is named. */
export function isAnyPort({from, to, not = false}: Range & {not?: boolean}): boolean {
	return from === 0 && to === 0xffff && !not;
}

export function rangeText({from, to}: Range, between: string): string {
	return from === to ? `${from}` : `${from}${between}${to}`;
}

/** Addresses and ports to choose from: `10.0.0.1-10.0.0.3:80-90`. */
export function placesText({addresses, ports}: {addresses: Range; ports?: Range}): string {
	const {from, to} = addresses;
	const hosts = from === to ? formatIpv4(from) : `${formatIpv4(from)}-${formatIpv4(to)}`;
	return ports ? `${hosts}:${rangeText(ports, '-')}` : hosts;
}

/** An address stands for itself, a subnet has its length. */
export function subnetText({address, prefix}: {address: number; prefix: number}): string {
	return formatIpv4(address) + (prefix === 32 ? '' : `/${prefix}`);
}
