/**
 * From rows of table Port to ports: VLANs, priority tags, protection, bonds and LACP (vswitchd/bridge.c, port_configure;
 * ofproto-dpif.c, bundle_set)
 *
 * Without `vlan_mode` a port with a tag is an access port, and its trunks are ignored; all
 * others are trunks. A native port always carries its own VLAN and never VLAN 0. Whatever changes the VLANs of a
 * port makes the switch forget the stations behind it.
 */
import {TPID_8021AD, TPID_8021Q} from '../../frame.js';
import {parseMac} from '../../mac.js';
import type {BondMode, BondSettings} from '../bond/bond-state.js';
import type {LacpMemberSettings, LacpSettings} from '../bond/lacp-state.js';
import {type Database, flagOf, numberOf, numbersOf, type Row, rowsIn, settingOf, textOf} from '../database/database.js';
import {type OvsBridge, type OvsPort, ofPortNamed, type PriorityTags, type VlanMode} from '../vswitchd.js';
import {booleanSetting, equalBits, integerSetting, vlanBits} from './settings.js';

const MILLISECOND = 1_000_000;

type PortVlans = Pick<OvsPort, 'vlanMode' | 'tag' | 'trunks' | 'cvlans' | 'priorityTags' | 'qinqEthertype' | 'protected'>;

export function readVlans(row: Row): PortVlans {
	const tag = numberOf(row, 'tag');
	const vlanMode = (textOf(row, 'vlan_mode') || (tag === undefined ? 'trunk' : 'access')) as VlanMode;
	const isNative = vlanMode === 'native-tagged' || vlanMode === 'native-untagged';
	const trunks = vlanBits(numbersOf(row, 'trunks'));
	return {
		vlanMode,
		tag: vlanMode === 'trunk' ? 0 : (tag ?? 0),
		trunks: isNative ? withNative(trunks, tag ?? 0) : vlanMode === 'trunk' ? trunks : undefined,
		cvlans: vlanMode === 'dot1q-tunnel' ? vlanBits(numbersOf(row, 'cvlans')) : undefined,
		priorityTags: readPriorityTags(settingOf(row, 'other_config', 'priority-tags')),
		qinqEthertype: settingOf(row, 'other_config', 'qinq-ethtype') === '802.1q' ? TPID_8021Q : TPID_8021AD,
		protected: flagOf(row, 'protected'),
	};
}

function withNative(trunks: Uint32Array | undefined, native: number): Uint32Array | undefined {
	if (native === 0) return trunks;
	const bits = trunks ?? new Uint32Array(128).fill(0xffff_ffff);
	bits[native >> 5] = (bits[native >> 5] as number) | (1 << (native & 31));
	bits[0] = (bits[0] as number) & ~1;
	return bits;
}

function readPriorityTags(text: string | undefined): PriorityTags {
	if (text === 'always') return 'always';
	return text === 'if-nonzero' || text === 'true' ? 'if-nonzero' : 'no';
}

/** Gives `port` these settings; true when something changed that makes its stations be forgotten. */
export function applyVlans(port: OvsPort, vlans: PortVlans): boolean {
	const {trunks, cvlans, ...rest} = vlans;
	const changed =
		!equalBits(port.trunks, trunks) ||
		!equalBits(port.cvlans, cvlans) ||
		(Object.keys(rest) as (keyof typeof rest)[]).some((key) => port[key] !== rest[key]);
	Object.assign(port, vlans);
	return changed;
}

/** What the row asks of a bond, for a port with at least two members (port_configure_bond). */
export function readBond(row: Row): BondSettings {
	const mode = (textOf(row, 'bond_mode') || 'active-backup') as BondMode;
	const lacpFallback = booleanSetting(row, 'lacp-fallback-ab', false);
	const interval = integerSetting(row, 'bond-rebalance-interval', 10_000);
	const detects = settingOf(row, 'other_config', 'bond-detect-mode') === 'miimon';
	const miimon = integerSetting(row, 'bond-miimon-interval', 0);
	return {
		mode,
		updelay: Math.max(0, numberOf(row, 'bond_updelay') ?? 0) * MILLISECOND,
		downdelay: Math.max(0, numberOf(row, 'bond_downdelay') ?? 0) * MILLISECOND,
		basis: integerSetting(row, 'bond-hash-basis', 0) >>> 0,
		rebalanceInterval: (interval === 0 ? 0 : Math.max(interval, 1000)) * MILLISECOND,
		primary: mode === 'active-backup' || lacpFallback ? settingOf(row, 'other_config', 'bond-primary') : undefined,
		lacpFallback,
		lbOutput: mode === 'balance-tcp' && booleanSetting(row, 'lb-output-action', false),
		allMembersActive: mode === 'balance-slb' && booleanSetting(row, 'all-members-active', false),
		miimon: detects ? (miimon <= 0 ? 200 : miimon) * MILLISECOND : 0,
	};
}

/** What the row asks of LACP; `undefined` is off (port_configure_lacp). */
export function readLacp(row: Row, bridge: OvsBridge, members: number): LacpSettings | undefined {
	const lacp = textOf(row, 'lacp');
	if (lacp !== 'active' && lacp !== 'passive') return undefined;
	const given = settingOf(row, 'other_config', 'lacp-system-id');
	const system = given === undefined ? bridge.mac : parseMac(given);
	if (system === undefined || system === 0) return undefined;
	const priority = integerSetting(row, 'lacp-system-priority', 0);
	return {
		active: lacp === 'active',
		fast: settingOf(row, 'other_config', 'lacp-time')?.toLowerCase() === 'fast',
		system,
		// A bond is preferred to a single link.
		systemPriority: priority > 0 && priority <= 0xffff ? priority : 0xffff - (members > 1 ? 1 : 0),
		fallback: booleanSetting(row, 'lacp-fallback-ab', false),
	};
}

/** LACP settings of the members that are there, in the order of the port (iface_configure_lacp). */
export function readLacpMembers(database: Database, row: Row, bridge: OvsBridge, port: OvsPort): LacpMemberSettings[] {
	const rows = rowsIn(database, 'Port', row, 'interfaces');
	return port.members.flatMap((member) => {
		const found = rows.find((candidate) => ofPortNamed(bridge, textOf(candidate, 'name'))?.number === member);
		if (!found) return [];
		const id = integerSetting(found, 'lacp-port-id', 0);
		const priority = integerSetting(found, 'lacp-port-priority', 0);
		const key = integerSetting(found, 'lacp-aggregation-key', 0);
		const isId = (value: number) => value > 0 && value <= 0xffff;
		return [
			{
				member,
				portId: isId(id) ? id : member,
				portPriority: isId(priority) ? priority : 0xffff,
				key: key < 0 || key > 0xffff ? 0 : key,
				carrier: bridge.ofPorts.get(member)?.up ?? false,
			},
		];
	});
}
