/** What may follow `type bond` (iplink_bond.c, bond_parse_opt). Names of values may be given as numbers. */
import type {BondRequest} from '../../engine/change.js';
import type {Device} from '../../engine/device.js';
import {AD_SELECTS, BONDING_MODES, PRIMARY_RESELECTS, XMIT_HASH_POLICIES} from '../../engine/devices/bonding/bond-device.js';
import type {Keyword, Place} from '../command.js';
import {Complaint, incompleteCommand, noSuchDevice, notModelled, wrongArgument} from '../complaint.js';
import {findWord} from '../grammar.js';
import {findDevice, isNameTaken} from '../resolve.js';
import {BOND_USAGE} from '../usage/bond.js';
import {macOfOctets, readUnsigned} from '../values.js';
import {readLinkAddress} from './link-address.js';

/** In the order in which `ip` tries them. */
export const BOND_OPTIONS: readonly Keyword[] = [
	{word: 'mode', short: true, takes: 'bonding-mode', help: 'how frames are spread'},
	{word: 'active_slave', short: true, takes: 'device', help: 'active-backup: the slave to use now'},
	{word: 'clear_active_slave', short: true, help: 'active-backup: choose anew'},
	{word: 'miimon', short: true, takes: 'number', help: 'how often links are looked at, ms; 0 never'},
	{word: 'updelay', short: true, takes: 'number', help: 'how long a link must be up, ms'},
	{word: 'downdelay', short: true, takes: 'number', help: 'how long a link must be down, ms'},
	{word: 'peer_notify_delay', short: true, takes: 'number', help: 'between gratuitous ARPs, ms', instead: 'the default, 0'},
	{word: 'use_carrier', short: true, takes: 'number', help: 'how links are looked at', instead: 'the default, 1'},
	{word: 'arp_interval', short: true, takes: 'number', help: 'look at neighbours instead of links', instead: 'miimon'},
	{word: 'arp_ip_target', short: true, takes: 'address', help: 'neighbours to look at', instead: 'miimon'},
	{word: 'ns_ip6_target', short: true, takes: 'text', help: 'neighbours to look at', instead: 'miimon'},
	{word: 'arp_validate', short: true, takes: 'text', help: 'which answers count', instead: 'miimon'},
	{word: 'arp_all_targets', short: true, takes: 'text', help: 'how many must answer', instead: 'miimon'},
	{word: 'primary', short: true, takes: 'device', help: 'active-backup: the slave that is preferred'},
	{word: 'primary_reselect', short: true, takes: 'text', help: 'when the primary takes over: always, better, failure'},
	{word: 'fail_over_mac', short: true, takes: 'text', help: 'which slaves get the MAC', instead: 'the default, none'},
	{word: 'xmit_hash_policy', short: true, takes: 'xmit-hash-policy', help: 'what the hash is made of'},
	{word: 'resend_igmp', short: true, takes: 'number', help: 'reports after a fail-over', instead: 'leave it out'},
	{word: 'num_grat_arp', also: ['num_unsol_na'], short: true, takes: 'number', help: 'gratuitous ARPs after a fail-over'},
	{word: 'all_slaves_active', short: true, takes: 'number', help: '1: listen on inactive slaves, too'},
	{word: 'min_links', short: true, takes: 'number', help: '802.3ad: links without which there is no carrier'},
	{word: 'lp_interval', short: true, takes: 'number', help: 'learning packets', instead: 'mode active-backup'},
	{word: 'packets_per_slave', short: true, takes: 'number', help: 'balance-rr: frames in a row by one slave'},
	{word: 'lacp_rate', short: true, takes: 'text', help: '802.3ad: how often the partner speaks, slow or fast'},
	{word: 'lacp_active', short: true, takes: 'on-off', help: '802.3ad: speak first'},
	{word: 'ad_select', short: true, takes: 'text', help: '802.3ad: stable, bandwidth or count'},
	{word: 'ad_actor_sys_prio', short: true, takes: 'number', help: '802.3ad: priority of this end'},
	{word: 'ad_user_port_key', short: true, takes: 'number', help: '802.3ad: upper bits of the key'},
	{word: 'ad_actor_system', short: true, takes: 'mac', help: '802.3ad: MAC of this end'},
	{word: 'tlb_dynamic_lb', short: true, takes: 'number', help: 'balance-tlb', instead: 'mode balance-xor'},
	{word: 'arp_missed_max', takes: 'number', help: 'how many may go unanswered', instead: 'miimon'},
	{word: 'help', short: true, help: 'help'},
];

/** By their numbers, with what stands in for those that the lab has not. */
const MODES = [...BONDING_MODES, 'balance-tlb', 'balance-alb'] as const;
const POLICIES = ['layer2', 'layer3+4', 'layer2+3', 'encap2+3', 'encap3+4', 'vlan+srcmac'] as const;

const U16 = 0xffff;
const U32 = 0xffff_ffff;

/** `impossible`: the kernel will not take it, whatever the device is. */
export interface BondSetting {
	options: BondRequest;
	impossible: boolean;
}

export function readBondOptions(place: Place, words: readonly string[]): BondSetting {
	const options: BondRequest = {};
	let impossible = false;
	const rest = [...words];
	const next = (): string => {
		const value = rest.shift();
		if (value === undefined) throw incompleteCommand();
		return value;
	};
	const number = (word: string, limit: number): number => {
		const value = next();
		const read = readUnsigned(value, limit);
		if (read === undefined) throw wrongArgument(value, `invalid ${word}`);
		return read;
	};
	const oneOf = <const T extends string>(word: string, known: readonly T[]): T => {
		const value = next();
		const found = known[/^\d+$/.test(value) ? Number(value) : known.indexOf(value as T)];
		if (found === undefined) throw wrongArgument(value, `invalid ${word}`);
		return found;
	};
	/** A flag that the tool sends on as a number. */
	const zeroOrOne = (word: string): boolean => {
		const value = number(word, 0xff);
		if (value > 1) impossible = true;
		return value === 1;
	};
	while (rest.length > 0) {
		const typed = next();
		const keyword = findWord(BOND_OPTIONS, typed);
		if (!keyword) throw new Complaint(`bond: unknown command "${typed}"?\n${BOND_USAGE}`, 1);
		const {word} = keyword;
		switch (word) {
			case 'mode': {
				const mode = oneOf(word, MODES);
				if (mode === 'balance-tlb' || mode === 'balance-alb') throw notModelled(`bond: "mode ${mode}"`, 'mode balance-xor');
				options.mode = mode;
				break;
			}
			case 'active_slave':
				options.activeSlave = readDevice(place, next())?.id ?? -1;
				// `lo` is nobody's slave.
				if (options.activeSlave === -1) impossible = true;
				break;
			case 'clear_active_slave':
				options.activeSlave = -1;
				break;
			case 'miimon':
			case 'updelay':
			case 'downdelay':
				options[word] = number(word, U32);
				break;
			case 'primary': {
				const name = next();
				options.primary = readDevice(place, name)?.name ?? name;
				break;
			}
			case 'primary_reselect':
				options.primaryReselect = oneOf(word, PRIMARY_RESELECTS);
				break;
			case 'xmit_hash_policy': {
				const policy = oneOf(word, POLICIES);
				const modelled = XMIT_HASH_POLICIES.find((known) => known === policy);
				if (!modelled) throw notModelled(`bond: "xmit_hash_policy ${policy}"`, policy.replace('encap', 'layer'));
				options.xmitHashPolicy = modelled;
				break;
			}
			case 'num_grat_arp':
				options.peerNotifications = number('num_grat_arp|num_unsol_na', 0xff);
				break;
			case 'all_slaves_active':
				options.allSlavesActive = zeroOrOne(word);
				break;
			case 'min_links':
				options.minLinks = number(word, U32);
				break;
			case 'packets_per_slave':
				options.packetsPerSlave = number(word, U32);
				if (options.packetsPerSlave === 0) throw notModelled('bond: "packets_per_slave 0", a slave at random', 'packets_per_slave 1');
				break;
			case 'lacp_rate':
				options.lacpFast = oneOf(word, ['slow', 'fast']) === 'fast';
				break;
			case 'lacp_active':
				options.lacpActive = oneOf(word, ['off', 'on']) === 'on';
				break;
			case 'ad_select':
				options.adSelect = oneOf(word, AD_SELECTS);
				break;
			case 'ad_actor_sys_prio':
				options.systemPriority = number(word, U16);
				break;
			case 'ad_user_port_key':
				options.userPortKey = number(word, U16);
				break;
			case 'ad_actor_system': {
				const octets = readLinkAddress(next());
				if (octets.length !== 6) impossible = true;
				options.actorSystem = macOfOctets(octets);
				break;
			}
			case 'use_carrier':
				if (!zeroOrOne(word)) throw notModelled('bond: "use_carrier 0"', 'use_carrier 1');
				break;
			case 'resend_igmp':
				if (number(word, U32) !== 1) throw notModelled(`bond: "${word}"`, 'the default, 1');
				break;
			case 'peer_notify_delay':
			case 'arp_interval':
				if (number(word, U32) !== 0) throw notModelled(`bond: "${word}"`, keyword.instead ?? '');
				break;
			case 'fail_over_mac':
				if (oneOf(word, ['none', 'active', 'follow']) !== 'none') throw notModelled('bond: "fail_over_mac"', 'fail_over_mac none');
				break;
			case 'help':
				throw new Complaint(BOND_USAGE, 1);
			default:
				throw notModelled(`bond: "${word}"`, keyword.instead ?? '');
		}
	}
	return {options, impossible};
}

/** The device of that name; `undefined` is `lo`. Throws when there is none. */
function readDevice(place: Place, name: string): Device | undefined {
	if (!isNameTaken(place, name)) throw noSuchDevice(name, 1);
	return findDevice(place, name);
}
