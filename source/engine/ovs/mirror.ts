/** A mirror of a bridge (struct mirror, ofproto-dpif-mirror.c); the rules are in `mirrors.ts`. */
export interface Mirror {
	/** Its row in the database. */
	uuid?: string;
	name: string;
	selectAll: boolean;
	/** Names of ports. */
	selectSrc: string[];
	selectDst: string[];
	/** Bit n of word n >> 5; `undefined` is every VLAN. */
	selectVlan: Uint32Array | undefined;
	outputPort: string | undefined;
	outputVlan: number | undefined;
	/** Octets of a copy; 0 is all. */
	snaplen: number;
	packets: number;
	bytes: number;
}
