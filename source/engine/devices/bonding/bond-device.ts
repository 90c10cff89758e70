/** State of a bond of the Linux kernel (struct bonding, struct slave, struct port, struct aggregator); the theory is in `bonding.ts`. */
import type {Mac} from '../../mac.js';
import type {DeviceId, Netdev} from '../../netdev.js';
import type {LacpInfo} from '../../protocol/lacp.js';

/** In the order of their numbers, 0 to 4. */
export const BONDING_MODES = ['balance-rr', 'active-backup', 'balance-xor', 'broadcast', '802.3ad'] as const;
export type BondingMode = (typeof BONDING_MODES)[number];

export const XMIT_HASH_POLICIES = ['layer2', 'layer3+4', 'layer2+3', 'vlan+srcmac'] as const;
export type XmitHashPolicy = (typeof XMIT_HASH_POLICIES)[number];

export const PRIMARY_RESELECTS = ['always', 'better', 'failure'] as const;
export type PrimaryReselect = (typeof PRIMARY_RESELECTS)[number];

export const AD_SELECTS = ['stable', 'bandwidth', 'count'] as const;
export type AdSelect = (typeof AD_SELECTS)[number];

/** What `ip link … type bond` sets. */
export interface BondOptions {
	mode: BondingMode;
	/** How often links are looked at, ms; 0 never, so that no failure is noticed. */
	miimon: number;
	/** In polls. */
	updelay: number;
	downdelay: number;
	/** Name of the slave that is preferred, whether there is one or not; '' is none. */
	primary: string;
	primaryReselect: PrimaryReselect;
	xmitHashPolicy: XmitHashPolicy;
	/** Gratuitous ARPs after a fail-over. */
	peerNotifications: number;
	/** Inactive slaves are listened to, too. */
	allSlavesActive: boolean;
	/** 802.3ad: with fewer links the bond has no carrier. */
	minLinks: number;
	/** balance-rr: frames in a row by one slave. */
	packetsPerSlave: number;
	lacpActive: boolean;
	lacpFast: boolean;
	adSelect: AdSelect;
	systemPriority: number;
	/** 0: the MAC of the bond. */
	actorSystem: Mac;
	/** Upper ten bits of the key. */
	userPortKey: number;
}

/** As the module is loaded without parameters (bond_check_params). */
export const DEFAULT_BOND_OPTIONS: Readonly<BondOptions> = {
	mode: 'balance-rr',
	miimon: 0,
	updelay: 0,
	downdelay: 0,
	primary: '',
	primaryReselect: 'always',
	xmitHashPolicy: 'layer2',
	peerNotifications: 1,
	allSlavesActive: false,
	minLinks: 0,
	packetsPerSlave: 1,
	lacpActive: true,
	lacpFast: false,
	adSelect: 'stable',
	systemPriority: 65535,
	actorSystem: 0,
	userPortKey: 0,
};

/** Up; up and failing, while downdelay runs; down; down and coming back, while updelay runs (BOND_LINK_*). */
export const SLAVE_LINKS = ['up', 'fail', 'down', 'back'] as const;
export type SlaveLink = (typeof SLAVE_LINKS)[number];

/** A device of the bond. */
export interface Slave {
	device: DeviceId;
	/** What it had before, and gets back. */
	permanentMac: Mac;
	originalMtu: number;
	/** The link as the monitor knows it. */
	link: SlaveLink;
	/** Polls that its delay still takes. */
	delay: number;
	/** Sends nothing (slave->backup). */
	backup: boolean;
	/** What it receives is not taken (slave->inactive). */
	inactive: boolean;
	failures: number;
	/** Mb/s */
	speed: number;
	/** 802.3ad only. */
	port: AdPort | undefined;
	aggregator: Aggregator | undefined;
}

export const RX_STATES = ['start', 'initialize', 'port-disabled', 'lacp-disabled', 'expired', 'defaulted', 'current'] as const;
export type RxState = (typeof RX_STATES)[number];
export const PERIODIC_STATES = ['start', 'none', 'fast', 'slow', 'transmit'] as const;
export type PeriodicState = (typeof PERIODIC_STATES)[number];
export const MUX_STATES = ['start', 'detached', 'waiting', 'attached', 'collecting-distributing'] as const;
export type MuxState = (typeof MUX_STATES)[number];
export const CHURN_STATES = ['monitoring', 'churned', 'none'] as const;
export type ChurnState = (typeof CHURN_STATES)[number];

/** What LACP knows of a slave (struct port). Timers count ticks; 0 is off. */
export interface AdPort {
	number: number;
	priority: number;
	adminKey: number;
	/** The admin key while the link is up. */
	key: number;
	/** Bits of `LACP_STATE`. */
	state: number;
	partner: LacpInfo;
	/** Id of the aggregator that it belongs to; 0 is none. */
	aggregator: number;
	enabled: boolean;
	begin: boolean;
	lacpEnabled: boolean;
	matched: boolean;
	selected: boolean;
	readyN: boolean;
	ready: boolean;
	/** The partner must be told (NTT). */
	needToTransmit: boolean;
	rx: RxState;
	rxTimer: number;
	periodic: PeriodicState;
	periodicTimer: number;
	mux: MuxState;
	muxTimer: number;
	txTimer: number;
	/** Something changed: churn is watched from now on. */
	churning: boolean;
	actorChurn: ChurnState;
	actorChurnTimer: number;
	actorChurns: number;
	partnerChurn: ChurnState;
	partnerChurnTimer: number;
	partnerChurns: number;
}

/** A bundle; each slave brings one, and most stay empty (struct aggregator). */
export interface Aggregator {
	id: number;
	individual: boolean;
	actorKey: number;
	partnerSystem: Mac;
	partnerSystemPriority: number;
	partnerKey: number;
	/** Devices, the one that joined last first. */
	ports: DeviceId[];
	active: boolean;
}

export interface BondDevice extends Netdev {
	kind: 'bond';
	options: BondOptions;
	/** In the order in which they were enslaved. */
	slaves: Slave[];
	/** The active slave; in modes without one the first that was up, for IGMP; -1 is none. */
	current: DeviceId;
	primary: DeviceId;
	/** A primary slave just came: it takes over whatever `primaryReselect` says. */
	forcePrimary: boolean;
	/** Slaves over which frames are hashed; `undefined` before there was any. */
	usable: DeviceId[] | undefined;
	/** Nobody gave it a MAC: it takes that of its first slave. */
	macIsRandom: boolean;
	/** Frames sent in balance-rr. */
	sent: number;
	/** Gratuitous ARPs still to be sent. */
	notifications: number;
	/** World time from which polls are counted, and of the next poll that is needed, ns. */
	pollsFrom: number;
	pollAt: number;
	/** World time of the last tick of LACP that was counted, and of the next one that is needed, ns. */
	tickedAt: number;
	tickAt: number;
	/** Ticks until an aggregator is selected. */
	selectTimer: number;
	/** Aggregators made so far. */
	aggregators: number;
	/** System as LACP tells it. */
	system: {priority: number; mac: Mac};
	/** World time at which the timer is set, ns. */
	wakeAt: number;
}

export function slaveOf(bond: BondDevice, device: DeviceId): Slave | undefined {
	return bond.slaves.find((slave) => slave.device === device);
}

/** Modes that spread frames by a hash (bond_mode_can_use_xmit_hash). */
export function usesHash({options: {mode}}: BondDevice): boolean {
	return mode === 'balance-xor' || mode === '802.3ad';
}
