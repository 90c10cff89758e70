/** Changes of traffic control. */
import type {DeviceId} from '../netdev.js';
import type {FlowerMatch} from './flower.js';
import type {ActionSetting} from './tc-state.js';

/** `tc qdisc`, `tc filter`. `parent` is 0xfffffff2 for ingress, 0xfffffff3 for egress. */
export type TcChange =
	| {kind: 'tc-qdisc-add'; device: DeviceId; qdisc: 'clsact' | 'ingress'; verb: 'add' | 'replace'}
	| {kind: 'tc-qdisc-del'; device: DeviceId; qdisc: 'clsact' | 'ingress'}
	| {
			kind: 'tc-filter-add';
			verb: 'add' | 'replace' | 'change';
			device: DeviceId;
			parent: number;
			chain: number;
			/** 0 lets the kernel choose. */
			pref: number;
			/** EtherType, or 3 for all. */
			protocol: number;
			filter: 'matchall' | 'flower';
			/** 0 lets the kernel choose. */
			handle: number;
			match?: FlowerMatch;
			/** Without `index` each gets the first free one. */
			actions: (ActionSetting & {index?: number})[];
	  }
	/** Without preference the whole chain goes; 0 is not given. */
	| {
			kind: 'tc-filter-del';
			device: DeviceId;
			parent: number;
			chain: number;
			pref: number;
			protocol: number;
			filter?: 'matchall' | 'flower';
			handle: number;
	  };
