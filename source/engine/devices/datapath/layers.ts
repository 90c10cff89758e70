/** Where the headers of a frame begin, behind all of its tags. */
import {isTpid, word} from '../../frame.js';
import {snapType} from './extract.js';

export interface Layers {
	/** EtherType, that of the SNAP header for an 802.3 frame. */
	etherType: number;
	/** First octet of the network header. */
	l3: number;
	/** First octet of the transport header, and the first behind the packet; both 0 when there is none. */
	l4: number;
	end: number;
	/** IP protocol. */
	protocol: number;
}

export function locateLayers(bytes: Uint8Array): Layers {
	let at = 12;
	while (bytes.length >= at + 6 && isTpid(word(bytes, at))) at += 4;
	let etherType = word(bytes, at);
	at += 2;
	if (etherType < 0x600) {
		etherType = snapType(bytes, at);
		at += 8;
	}
	const layers: Layers = {etherType, l3: at, l4: 0, end: 0, protocol: 0};
	if (etherType === 0x0800 && bytes.length >= at + 20) {
		layers.protocol = bytes[at + 9] as number;
		layers.end = Math.min(bytes.length, at + word(bytes, at + 2));
		// A later fragment has no transport header.
		if ((word(bytes, at + 6) & 0x1fff) === 0) layers.l4 = at + ((bytes[at] as number) & 0xf) * 4;
	}
	if (etherType === 0x86dd && bytes.length >= at + 40) locateIpv6(bytes, layers);
	return layers;
}

/** Behind the extension headers (parse_ipv6_ext_hdrs__). */
function locateIpv6(bytes: Uint8Array, layers: Layers): void {
	const end = Math.min(bytes.length, layers.l3 + 40 + word(bytes, layers.l3 + 4));
	let protocol = bytes[layers.l3 + 6] as number;
	let at = layers.l3 + 40;
	while ((protocol === 0 || protocol === 43 || protocol === 44 || protocol === 51 || protocol === 60) && at + 8 <= end) {
		if (protocol === 44 && (word(bytes, at + 2) & 0xfff8) !== 0) return;
		const length = bytes[at + 1] as number;
		const next = bytes[at] as number;
		at += protocol === 44 ? 8 : protocol === 51 ? (length + 2) * 4 : (length + 1) * 8;
		protocol = next;
	}
	layers.protocol = protocol;
	layers.end = end;
	layers.l4 = at <= end ? at : 0;
}
