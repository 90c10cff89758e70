/** What may follow `type bridge_slave` (bridge_slave_parse_opt). */

import type {BridgePortOptions} from '../../engine/devices/bridge/bridge-change.js';
import type {Keyword, Place} from '../command.js';
import {Complaint, wrongArgument} from '../complaint.js';
import {scan} from '../grammar.js';
import {findDevice} from '../resolve.js';
import {BRIDGE_SLAVE_USAGE} from '../usage/link-kinds.js';
import {readUnsigned} from '../values.js';
import {isPortSwitch, isRouterMode, PORT_KEYWORDS, PORT_SWITCHES, readSwitch, stateOfNumber, switchError} from './port-options.js';

const K = PORT_KEYWORDS;

/** In the order in which `ip` tries them; all may be cut short. */
export const BRIDGE_SLAVE_OPTIONS: readonly Keyword[] = [
	{word: 'fdb_flush', help: 'forget what was learned here'},
	...[K.state, K.priority, K.cost, K.hairpin, K.guard, K.root_block, K.fastleave, K.learning, K.flood, K.mcast_flood, K.bcast_flood],
	...[K.mcast_to_unicast, K.proxy_arp, K.proxy_arp_wifi, K.mcast_router],
	{word: 'mcast_fast_leave', takes: 'on-off' as const, help: 'believe a leave at once'},
	...[K.neigh_suppress, K.group_fwd_mask, K.vlan_tunnel, K.isolated, K.locked, K.backup_port, K.nobackup_port],
	{word: 'help', help: 'help'},
].map((keyword) => ({...keyword, short: true}));

export interface PortRequest {
	options: BridgePortOptions;
	/** Forget what was learned here. */
	flush: boolean;
	/** A value that the kernel refuses with EINVAL. */
	impossible: boolean;
}

export function readBridgeSlaveOptions(place: Place, words: readonly string[]): PortRequest {
	const request: PortRequest = {options: {}, flush: false, impossible: false};
	const {options} = request;
	for (const {keyword, value} of scan('type bridge_slave', words, BRIDGE_SLAVE_OPTIONS)) {
		const number = (limit: number, fault = `${keyword} is invalid`): number => {
			const read = readUnsigned(value, limit);
			if (read === undefined) throw wrongArgument(value, fault);
			return read;
		};
		const onOff = keyword === 'mcast_fast_leave' ? 'fastleave' : keyword;
		if (isPortSwitch(onOff)) {
			const on = readSwitch(value);
			if (on === undefined) throw new Complaint(switchError(keyword as string, value), 1);
			options[PORT_SWITCHES[onOff]] = on;
			continue;
		}
		switch (keyword) {
			case 'fdb_flush':
				request.flush = true;
				break;
			case 'state': {
				const state = stateOfNumber(number(0xff));
				if (state) options.state = state;
				else request.impossible = true;
				break;
			}
			case 'priority':
				options.priority = number(0xffff);
				break;
			case 'cost':
				options.cost = number(0xffff_ffff);
				break;
			case 'mcast_router': {
				const mode = number(0xff, 'invalid mcast_router');
				if (isRouterMode(mode)) options.multicastRouter = mode;
				else request.impossible = true;
				break;
			}
			case 'group_fwd_mask':
				options.groupFwdMask = number(0xffff, 'invalid group_fwd_mask');
				break;
			case 'backup_port': {
				const device = findDevice(place, value);
				if (!device) throw wrongArgument(value, 'Device does not exist\n');
				options.backupPort = device.id;
				break;
			}
			case 'nobackup_port':
				options.backupPort = -1;
				break;
			case 'help':
				throw new Complaint(BRIDGE_SLAVE_USAGE, 1);
			default:
				throw new Complaint(`bridge_slave: unknown option "${value}"?\n${BRIDGE_SLAVE_USAGE}`, 1);
		}
	}
	return request;
}
