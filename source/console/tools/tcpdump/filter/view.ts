/*
 * A packet as the kernel's filter sees it
 *
 * Before a packet socket is asked, the outermost tag is taken out of the octets and kept beside them
 * (skb_vlan_untag, and vlan_do_receive behind it). So on a live capture `arp` finds tagged ARP, too, `ether[12:2]` is
 * never the outermost tag, and `len` does not count it. `vlan` asks what is kept beside; only when nothing is there does it look
 * into the octets, and what is asked behind it then looks four octets further (gen_vlan_bpf_extensions
 * in gencode.c). A filter that reads behind the end does not match.
 */

/** The octets without their outermost tag, and the tag. */
export interface FilterView {
	bytes: Uint8Array;
	/** Of the whole packet, without the tag; `bytes` may be shorter. */
	length: number;
	/** Its 16 bits behind the type. */
	tag: number | undefined;
	isOut: boolean;
	/** How much further the filter looks from now on. */
	shift: number;
}

/** The filter read behind the end of the packet. */
export class OutOfPacket {}

export function viewOf(bytes: Uint8Array, isOut: boolean): FilterView {
	const type = bytes.length < 16 ? 0 : ((bytes[12] as number) << 8) | (bytes[13] as number);
	if (type !== 0x8100 && type !== 0x88a8) return {bytes, length: bytes.length, tag: undefined, isOut, shift: 0};
	const untagged = new Uint8Array(bytes.length - 4);
	untagged.set(bytes.subarray(0, 12));
	untagged.set(bytes.subarray(16), 12);
	return {bytes: untagged, length: untagged.length, tag: ((bytes[14] as number) << 8) | (bytes[15] as number), isOut, shift: 0};
}

/** `size` octets, 1, 2 or 4, as an unsigned number. */
export function load({bytes}: FilterView, at: number, size: number): number {
	if (at < 0 || at + size > bytes.length) throw new OutOfPacket();
	let value = 0;
	for (let index = 0; index < size; index++) value = value * 256 + (bytes[at + index] as number);
	return value;
}
