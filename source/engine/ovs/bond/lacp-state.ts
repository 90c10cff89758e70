/** State of LACP on a port of Open vSwitch (struct lacp, struct member); the rules are in `lacp.ts`. */
import type {Mac} from '../../mac.js';
import type {LacpInfo} from '../../protocol/lacp.js';

/** What the database asks (struct lacp_settings). */
export interface LacpSettings {
	/** Begins by itself; a passive end waits until it is spoken to. */
	active: boolean;
	/** Wants a frame every second. */
	fast: boolean;
	system: Mac;
	/** 1 to 65535; lower wins. */
	systemPriority: number;
	/** Members without a partner stay usable. */
	fallback: boolean;
}

/** Of an interface (struct lacp_member_settings). */
export interface LacpMemberSettings {
	/** OpenFlow port number. */
	member: number;
	portId: number;
	portPriority: number;
	/** 0: the number of the first member is the key. */
	key: number;
}

/** Up to date; three seconds more to speak up; given up. */
const LACP_MEMBER_STATUSES = ['current', 'expired', 'defaulted'] as const;
export type LacpMemberStatus = (typeof LACP_MEMBER_STATUSES)[number];

export interface LacpMember extends LacpMemberSettings {
	status: LacpMemberStatus;
	/** Belongs to the bundle: traffic may flow. */
	attached: boolean;
	/** As it was last seen; `undefined` while the member is new. */
	carrier: boolean | undefined;
	partner: LacpInfo;
	/** What the partner was last told, or has last said it knows, of us. */
	told: LacpInfo;
	/** World times, ns: next frame to send, and until when the partner is believed. */
	transmitAt: number;
	believeUntil: number;
	/** `lacp/show-stats` */
	counters: {
		txPdus: number;
		rxPdus: number;
		rxBad: number;
		rxMarker: number;
		expired: number;
		defaulted: number;
		carrierChanged: number;
	};
}

export interface Lacp extends LacpSettings {
	/** In the order of the port. */
	members: LacpMember[];
	/** The member whose number is the key of all. */
	keyMember: number | undefined;
	/** Some member found a partner. */
	negotiated: boolean;
	/** Who is attached must be found out again. */
	update: boolean;
}

export function createLacp(settings: LacpSettings): Lacp {
	return {...settings, members: [], keyMember: undefined, negotiated: false, update: true};
}
