/** Why programs do as they do: DHCP and DNS. */
import type {Mac} from '../mac.js';

/** `address`, `server`, `client` are IPv4 addresses. */
export type ProgramCause =
	// --- DHCP client
	| {kind: 'dhcp-discovered'}
	/** It takes the first offer that came. */
	| {kind: 'dhcp-selected'; address: number; server: number}
	| {kind: 'dhcp-renewing'; address: number; server: number}
	| {kind: 'dhcp-rebinding'; address: number}
	/** `duration` in ns. */
	| {kind: 'dhcp-bound'; address: number; server: number; duration: number}
	| {kind: 'dhcp-refused'; server: number}
	| {kind: 'dhcp-expired'; address: number}
	| {kind: 'dhcp-released'; address: number}
	// --- DHCP server
	/** Somebody who has the address may say so. */
	| {kind: 'dhcp-probing'; address: number}
	/** Somebody has the address: it is not given out for a while. */
	| {kind: 'dhcp-conflict'; address: number; mac: Mac}
	| {kind: 'dhcp-offered'; address: number; mac: Mac}
	| {kind: 'dhcp-granted'; address: number; mac: Mac}
	| {kind: 'dhcp-denied'; address: number; mac: Mac}
	/** The client chose another server. */
	| {kind: 'dhcp-other-server'; server: number}
	| {kind: 'dhcp-pool-empty'}
	| {kind: 'dhcp-returned'; address: number}
	// --- DNS
	| {kind: 'dns-asked'; name: string; server: number}
	| {kind: 'dns-answered'; name: string; address: number}
	| {kind: 'dns-unknown'; name: string}
	| {kind: 'dns-forwarded'; name: string; server: number}
	| {kind: 'dns-relayed'; name: string; client: number}
	| {kind: 'dns-resolved'; name: string; address: number};

export const PROGRAM_CAUSE_SOURCES: Readonly<Record<ProgramCause['kind'], string>> = {
	'dhcp-discovered': 'RFC 2131 4.4.1',
	'dhcp-selected': 'RFC 2131 3.1',
	'dhcp-renewing': 'RFC 2131 4.4.5',
	'dhcp-rebinding': 'RFC 2131 4.4.5',
	'dhcp-bound': 'RFC 2131 4.4.1',
	'dhcp-refused': 'RFC 2131 3.1',
	'dhcp-expired': 'RFC 2131 4.4.5',
	'dhcp-released': 'RFC 2131 4.4.6',
	'dhcp-probing': 'RFC 2131 2.2, 4.3.1',
	'dhcp-conflict': 'RFC 2131 2.2',
	'dhcp-offered': 'RFC 2131 4.3.1',
	'dhcp-granted': 'RFC 2131 4.3.2',
	'dhcp-denied': 'RFC 2131 4.3.2',
	'dhcp-other-server': 'RFC 2131 3.1',
	'dhcp-pool-empty': 'RFC 2131 4.3.1',
	'dhcp-returned': 'RFC 2131 4.3.4',
	'dns-asked': 'RFC 1035 7.1',
	'dns-answered': 'RFC 1035 6.2',
	'dns-unknown': 'RFC 1035 4.1.1',
	'dns-forwarded': 'RFC 1035 7.1, RFC 5625',
	'dns-relayed': 'RFC 5625',
	'dns-resolved': 'RFC 1035 7.3',
};
