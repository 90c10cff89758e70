/** Settings of a bridge port, which `ip link … type bridge_slave` and `bridge link set` have in common. */

import type {BridgePortOptions} from '../../engine/devices/bridge/bridge-change.js';
import {PORT_STATES} from '../../engine/devices/bridge/bridge-device.js';
import type {Keyword} from '../command.js';

const LAB = 'leave it out: the lab has the default of the kernel';

/** Keywords that take on or off, and what the engine calls them. */
export const PORT_SWITCHES = {
	hairpin: 'hairpin',
	guard: 'guard',
	root_block: 'rootBlock',
	fastleave: 'fastLeave',
	learning: 'learning',
	flood: 'flood',
	mcast_flood: 'mcastFlood',
	bcast_flood: 'bcastFlood',
	isolated: 'isolated',
	locked: 'locked',
} as const satisfies Readonly<Record<string, keyof BridgePortOptions>>;

export const PORT_KEYWORDS = {
	hairpin: {word: 'hairpin', takes: 'on-off', help: 'send back out of the ingress port (reflective relay)'},
	guard: {word: 'guard', takes: 'on-off', help: 'go down at a BPDU'},
	root_block: {word: 'root_block', takes: 'on-off', help: 'never become root port'},
	fastleave: {word: 'fastleave', takes: 'on-off', help: 'believe a leave at once'},
	learning: {word: 'learning', takes: 'on-off', help: 'learn sources'},
	flood: {word: 'flood', takes: 'on-off', help: 'take unknown unicast'},
	mcast_flood: {word: 'mcast_flood', takes: 'on-off', help: 'take multicast'},
	bcast_flood: {word: 'bcast_flood', takes: 'on-off', help: 'take broadcast'},
	isolated: {word: 'isolated', takes: 'on-off', help: 'nothing to or from other isolated ports'},
	locked: {word: 'locked', takes: 'on-off', help: 'only stations with an entry'},
	state: {word: 'state', takes: 'port-state', help: 'state of the spanning tree'},
	priority: {word: 'priority', takes: 'number', help: 'spanning tree: 0 to 63'},
	cost: {word: 'cost', takes: 'number', help: 'spanning tree: 1 to 65535'},
	mcast_router: {word: 'mcast_router', takes: 'number', help: 'multicast router: 0 never, 1 when heard, 2 always'},
	backup_port: {word: 'backup_port', takes: 'port', help: 'takes over without carrier'},
	nobackup_port: {word: 'nobackup_port', help: 'no backup'},
	group_fwd_mask: {word: 'group_fwd_mask', takes: 'number', help: 'link-local groups to forward'},
	learning_sync: {word: 'learning_sync', takes: 'on-off', help: 'learning of hardware', instead: 'learning'},
	mcast_to_unicast: {word: 'mcast_to_unicast', takes: 'on-off', help: 'a unicast copy a member', instead: 'mcast_flood'},
	neigh_suppress: {word: 'neigh_suppress', takes: 'on-off', help: 'answer ARP for others', instead: 'bcast_flood'},
	vlan_tunnel: {word: 'vlan_tunnel', takes: 'on-off', help: 'VLAN to tunnel', instead: 'bridge vlan'},
	hwmode: {word: 'hwmode', takes: 'text', help: 'switch inside a card with virtual functions: vepa or veb'},
	proxy_arp: {word: 'proxy_arp', takes: 'on-off', help: 'answer ARP for others', instead: LAB},
	proxy_arp_wifi: {word: 'proxy_arp_wifi', takes: 'on-off', help: 'answer ARP for others', instead: LAB},
} as const satisfies Readonly<Record<string, Keyword>>;

export function isPortSwitch(keyword: string | undefined): keyword is keyof typeof PORT_SWITCHES {
	return keyword !== undefined && Object.hasOwn(PORT_SWITCHES, keyword);
}

/** `undefined` when the text is neither on nor off. */
export function readSwitch(value: string): boolean | undefined {
	return value === 'on' ? true : value === 'off' ? false : undefined;
}

/** The sentence for a value that is neither on nor off. */
export function switchError(keyword: string, value: string): string {
	return `Error: argument of "${keyword}" must be one of "off", "on", not "${value}"\n`;
}

/** A state by its number; `undefined` when there is none. */
export function stateOfNumber(number: number): BridgePortOptions['state'] {
	return PORT_STATES[number];
}

/** Only 0, 1 and 2 mean something to the kernel (br_multicast_set_port_router); 3 is its own. */
export function isRouterMode(number: number): number is 0 | 1 | 2 {
	return number === 0 || number === 1 || number === 2;
}
