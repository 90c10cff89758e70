/** Link-layer addresses as `ip` reads them (ll_addr_a2n). */
import type {Mac} from '../../engine/mac.js';
import {Complaint} from '../complaint.js';
import {macOfOctets, readOctets} from '../values.js';

/** Octets of a MAC, however many are written. */
export function readLinkAddress(text: string): readonly number[] {
	const octets = readOctets(text);
	if (!octets) throw new Complaint(`"${text}" is invalid lladdr.\n`, 1);
	return octets;
}

/** A MAC of six octets; otherwise what `ip` says of an address of another length. */
export function sixOctets(octets: readonly number[]): Mac {
	if (octets.length !== 6) throw new Complaint(`Invalid address length ${octets.length} - must be 6 bytes\n`, 1);
	return macOfOctets(octets);
}
