/*
 * What a tunnel reads and writes of the packet inside
 *
 * A tunnel is transparent but for one octet: the congestion bits (ECN). They are copied
 * to the outer header, so that a congested router of the underlay can mark what it would
 * otherwise drop, and the mark is copied back. A frame that cannot bear a mark, because its
 * sender does not know of ECN, must not get one: marked on the way, it is dropped at the end.
 *
 * `tos inherit` and `ttl inherit` copy the whole octets, of IPv4 and IPv6 packets; for
 * anything else they mean 0, and the default. gretap does not see a packet behind a VLAN tag (it looks for the type
 * when the GRE header is in front already), and at the end of any tunnel nobody does.
 *
 * Rules: INET_ECN_encapsulate, INET_ECN_decapsulate (inet_ecn.h), ip_tunnel_get_dsfield, ip_tunnel_get_ttl; RFC 6040.
 */
import {ETHERTYPE, etherType, type Frame, payloadOffset} from '../frame.js';
import {checksum} from '../protocol/checksum.js';

const ECN = {mask: 3, notCapable: 0, capable1: 1, capable0: 2, congested: 3} as const;

const UNTAGGED = 14;

/** Does a tunnel look behind VLAN tags? */
type Tags = 'transparent' | 'opaque';

interface InnerHeader {
	version: 4 | 6;
	/** Where it begins in the frame. */
	at: number;
}

/** The IP header, behind all tags where those are no hindrance; `undefined` when there is none. */
function innerHeader(frame: Frame, tags: Tags): InnerHeader | undefined {
	const {bytes} = frame;
	const at = payloadOffset(frame);
	if (tags === 'opaque' && at > UNTAGGED) return undefined;
	const type = etherType(frame);
	if (type === ETHERTYPE.ipv4 && bytes.length >= at + 20) return {version: 4, at};
	if (type === ETHERTYPE.ipv6 && bytes.length >= at + 40) return {version: 6, at};
	return undefined;
}

/** DSCP and ECN of the packet inside; 0 for what is no IP. */
export function innerTos(frame: Frame, tags: Tags): number {
	const header = innerHeader(frame, tags);
	return header ? tosAt(frame.bytes, header) : 0;
}

/** TTL or hop limit of the packet inside; 0 for what is no IP. */
export function innerTtl(frame: Frame, tags: Tags): number {
	const header = innerHeader(frame, tags);
	return header ? (frame.bytes[header.at + (header.version === 4 ? 8 : 7)] as number) : 0;
}

/** Must the packet inside not be cut? IPv6 never may. No tunnel looks for this behind a tag. */
export function innerDontFragment(frame: Frame): 'never' | 'marked' | 'no' {
	const header = innerHeader(frame, 'opaque');
	if (!header) return 'no';
	if (header.version === 6) return 'never';
	return ((frame.bytes[header.at + 6] as number) & 0x40) !== 0 ? 'marked' : 'no';
}

/** The outer octet for a tunnel with `tos`: the congestion bits are those inside, but "congested" starts anew. */
export function outerTos(tos: number, frame: Frame, tags: Tags): number {
	const inner = innerTos(frame, tags) & ECN.mask;
	return (tos & ~ECN.mask) | (inner === ECN.congested ? ECN.capable0 : inner);
}

/** The frame with what the outer header reported; 'refused' when it reports congestion that the frame cannot bear. */
export function takeOverEcn(outer: number, frame: Frame): Frame | 'refused' {
	const header = innerHeader(frame, 'opaque');
	if (!header) return frame;
	const tos = tosAt(frame.bytes, header);
	const reported = outer & ECN.mask;
	if ((tos & ECN.mask) === ECN.notCapable) return reported === ECN.congested ? 'refused' : frame;
	if (reported === ECN.congested) return withEcn(frame, header, tos, ECN.congested);
	// ECT(0) becomes ECT(1); "congested" stays what it is.
	if (reported === ECN.capable1 && (tos & ECN.mask) === ECN.capable0) return withEcn(frame, header, tos, ECN.capable1);
	return frame;
}

function tosAt(bytes: Uint8Array, {version, at}: InnerHeader): number {
	if (version === 4) return bytes[at + 1] as number;
	return (((bytes[at] as number) & 0xf) << 4) | ((bytes[at + 1] as number) >> 4);
}

function withEcn(frame: Frame, {version, at}: InnerHeader, tos: number, ecn: number): Frame {
	const bytes = frame.bytes.slice();
	const marked = (tos & ~ECN.mask) | ecn;
	if (version === 6) {
		bytes[at] = 0x60 | (marked >> 4);
		bytes[at + 1] = ((marked & 0xf) << 4) | ((bytes[at + 1] as number) & 0xf);
		return {bytes};
	}
	bytes[at + 1] = marked;
	bytes[at + 10] = 0;
	bytes[at + 11] = 0;
	const sum = checksum(bytes.subarray(at, at + ((bytes[at] as number) & 0xf) * 4));
	bytes[at + 10] = sum >> 8;
	bytes[at + 11] = sum & 0xff;
	return {bytes};
}
