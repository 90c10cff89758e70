/** What `tc` configures on a device, as data; the theory and the rules are in `hook.ts` and the files beside it. */
import type {DeviceId} from '../netdev.js';
import type {FlowerMatch} from './flower.js';

/** Where classifiers look: at what the device received, or at what it is about to send. */
export type Hook = 'ingress' | 'egress';

/** The qdisc that carries the classifiers. `ingress` has only one of the two hooks. */
export interface TrafficControl {
	kind: 'ingress' | 'clsact';
	/** In the order in which they came to be: by a filter in them, or by one that goes to them. */
	ingress: Chain[];
	egress: Chain[];
	/** The parent by which each hook was last given a filter, as listings show it. */
	parents: Record<Hook, number>;
	/** What it saw, and what it dropped. */
	statistics: {bytes: number; packets: number; drops: number};
}

export interface Chain {
	/** Frames begin at 0. */
	index: number;
	/** In order of preference: the lowest first. */
	classifiers: Classifier[];
}

/** All filters of one preference, which have one kind and one protocol (struct tcf_proto). */
export interface Classifier {
	/** 1 to 65535. */
	pref: number;
	/** EtherType, or `ALL_PROTOCOLS`. */
	protocol: number;
	kind: 'matchall' | 'flower';
	/** In order of their handles. */
	filters: Filter[];
	/** Flower: the masks in use, in the order in which they are tried. */
	masks: string[];
}

export interface Filter {
	handle: number;
	/** `undefined` for matchall. */
	match: FlowerMatch | undefined;
	/** Flower: which of the masks it has. */
	mask: string;
	/** May be none: then the filter only ends the search. */
	actions: TcAction[];
}

/** ETH_P_ALL */
export const ALL_PROTOCOLS = 3;

/** What becomes of the frame after an action (TC_ACT_*). */
export type Control =
	/** `stolen` is what a redirect leaves behind, `trap` takes the frame away. */
	{verdict: 'pass' | 'drop' | 'pipe' | 'continue' | 'reclassify' | 'stolen' | 'trap'} | {verdict: 'goto'; chain: number};

/** What an action of each kind does. */
export type ActionSetting =
	/** Send a copy, or the frame itself, out of another device, or into it. `to` is -1 when that device is gone. */
	| {kind: 'mirred'; to: DeviceId; way: Hook; redirect: boolean; control: Control}
	| {kind: 'gact'; control: Control}
	/** One in `rate` frames, at random, is told to whoever listens to `group`; `truncate` cuts it. */
	| {kind: 'sample'; rate: number; group: number; truncate: number | undefined; control: Control};

export type TcAction = ActionSetting & {
	/** Unique among actions of its kind in the machine, from 1. */
	index: number;
	statistics: ActionStatistics;
};

export interface ActionStatistics {
	/** As the kernel counts them: without Ethernet header at ingress, and never the outer tag. */
	bytes: number;
	packets: number;
	drops: number;
	overlimits: number;
	/** World times in ns; `firstUsed` is -1 before the first frame. */
	installed: number;
	firstUsed: number;
	lastUsed: number;
}

/** A frame that `action sample` chose (PSAMPLE_CMD_SAMPLE). */
export interface SampleRecord {
	/** World time, ns. */
	time: number;
	group: number;
	/** Counts the samples of the group from 0, so that a reader notices what it missed. */
	sequence: number;
	rate: number;
	/** Where it came in and where it was about to leave, -1 when that is not known. */
	in: DeviceId;
	out: DeviceId;
	/** Octets of the whole frame, without its outer tag. */
	length: number;
	/** Its first octets, without the outer tag. */
	bytes: Uint8Array;
}

/** Samples of a machine: what a listener would have been told. */
export interface Samples {
	/** By group: the next sequence number. */
	sequences: Map<number, number>;
	/** Oldest first; the oldest go when there are too many. */
	records: SampleRecord[];
}
