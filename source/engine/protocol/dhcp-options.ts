/** Options of DHCP messages: writing and reading their values (RFC 2132). */
import {DHCP_MESSAGE_TYPES, DHCP_OPTION, type DhcpMessage, type DhcpMessageType, type DhcpOption} from './dhcp.js';
import type {Ipv4Address} from './ipv4-address.js';
import {read32, write32} from './octets.js';

export function typeOption(type: DhcpMessageType): DhcpOption {
	return octetsOption(DHCP_OPTION.messageType, [DHCP_MESSAGE_TYPES.indexOf(type) + 1]);
}

export function octetsOption(code: number, octets: readonly number[]): DhcpOption {
	return {code, value: Uint8Array.from(octets)};
}

/** Addresses, or one number of 32 bits. */
export function wordsOption(code: number, words: readonly number[]): DhcpOption {
	const value = new Uint8Array(words.length * 4);
	for (const [index, word] of words.entries()) write32(value, index * 4, word);
	return {code, value};
}

/** ASCII. */
export function textOption(code: number, text: string): DhcpOption {
	return octetsOption(
		code,
		[...text].map((letter) => letter.charCodeAt(0)),
	);
}

/** What the message means; `undefined` when it does not say, as in plain BOOTP. */
export function messageType(message: DhcpMessage): DhcpMessageType | undefined {
	return DHCP_MESSAGE_TYPES[(optionOf(message, DHCP_OPTION.messageType)?.[0] ?? 0) - 1];
}

export function optionOf({options}: DhcpMessage, code: number): Uint8Array | undefined {
	return options.find((option) => option.code === code)?.value;
}

/** The addresses, or numbers of 32 bits, of an option; none when it is not there. */
export function wordsOf(message: DhcpMessage, code: number): Ipv4Address[] {
	const value = optionOf(message, code) ?? new Uint8Array();
	return Array.from({length: Math.floor(value.length / 4)}, (_, index) => read32(value, index * 4));
}

export function wordOf(message: DhcpMessage, code: number): number | undefined {
	return wordsOf(message, code)[0];
}

export function textOf(message: DhcpMessage, code: number): string | undefined {
	const value = optionOf(message, code);
	return value && String.fromCharCode(...value);
}
