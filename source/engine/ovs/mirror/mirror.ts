/** A mirror of a bridge (struct mirror, ofproto-dpif-mirror.c); the rules are in `mirrors.ts`. */
import type {Match} from '../../flow/match.js';

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
	/** Only frames that match; there is such a column since release 3.4. */
	filter?: Match;
	/** Octets of a copy; 0 is all. */
	snaplen: number;
	packets: number;
	bytes: number;
}
