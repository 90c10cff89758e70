/** What iproute2 says to an address or a prefix that is none of the family that was asked for (get_addr, get_prefix). */
import type {Options} from '../command.js';
import {Complaint, notModelled} from '../complaint.js';

const FAMILIES: Readonly<Record<Options['family'], string>> = {any: 'any valid', inet: 'inet', inet6: 'inet6', link: 'link'};

/** Is `family` one to which an IPv4 address may belong? */
export function isInet(family: Options['family']): boolean {
	return family === 'any' || family === 'inet';
}

export function prefixFault(text: string, family: Options['family']): Complaint {
	if (family === 'link') return exit(`"${text}" may be inet prefix, but it is not allowed in this context`);
	return isIpv6(text, family) ?? exit(`${FAMILIES[family]} prefix is expected rather than "${text}"`);
}

export function addressFault(text: string, family: Options['family']): Complaint {
	return isIpv6(text, family) ?? exit(`${FAMILIES[family]} address is expected rather than "${text}"`);
}

function isIpv6(text: string, family: Options['family']): Complaint | undefined {
	if (family === 'inet' || !/^[0-9a-f]*:[0-9a-f:.]*:[0-9a-f:.]*(?:\/\d+)?$/i.test(text) || /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(text))
		return undefined;
	return notModelled(`the IPv6 address ${text}`, 'an IPv4 address');
}

function exit(sentence: string): Complaint {
	return new Complaint(`Error: ${sentence}.\n`, 1, '', true);
}
