/** What a dissector is asked, and what it answers: one layer, and what comes behind it. */
import type {Field, Layer, Protocol} from './field.js';

/** What a layer has to know of those around it. */
export interface Around {
	/** Sum of the addresses and the protocol of the IP packet, for checksums with a pseudo header; `undefined` outside of one. */
	pseudo?: number | undefined;
	/** Over IPv6, where UDP may not go without a checksum (RFC 8200 8.1). */
	over6?: boolean;
	/** Inside an ICMP error: only the beginning of a packet, which nobody calls cut. */
	quoted?: boolean;
	/** The packet goes on in another fragment, so what covers all of it cannot be checked. */
	fragment?: boolean;
}

/** The stretch of the frame that a dissector may read. */
export interface Stretch {
	bytes: Uint8Array;
	from: number;
	/** Exclusive. */
	end: number;
	around: Around;
}

/** What comes behind a layer, and how far it goes. */
export interface Next {
	protocol: Protocol;
	end: number;
	around?: Around;
}

export interface Taken {
	layer: Layer;
	/** Nothing: the layer is the last. `truncated` and `malformed` take what is left. */
	next?: Next | undefined;
}

export type Dissector = (stretch: Stretch) => Taken;

/** A layer of these fields. */
export function layerOf(protocol: Protocol, title: string, from: number, fields: Field[]): Layer {
	return {protocol, title, from, to: fields.at(-1)?.to ?? from, fields};
}

/** Behind a header for which the frame is too short. */
export function truncated({end, around}: Stretch): Next {
	return {protocol: around.quoted ? 'data' : 'truncated', end};
}

/** Behind a header that contradicts itself. */
export function broken({end, around}: Stretch): Next {
	return {protocol: around.quoted ? 'data' : 'malformed', end};
}

/** The rest of the stretch, as what it is; nothing when there is none. */
export function restAs(protocol: Protocol, from: number, end: number, around?: Around): Next | undefined {
	return end > from ? {protocol, end, ...(around && {around})} : undefined;
}
