/*
 * `ip link set` and `ip link delete`
 *
 * One command may ask for several changes. The kernel makes them in its own order
 * and stops at the first that it refuses; what is done by then stays done: settings
 * of the kind, the machine, address, MTU, name, master, up and down, promiscuous
 * mode (rtnl_newlink, do_setlink).
 */

import type {Change} from '../../engine/change.js';
import type {Device} from '../../engine/device.js';
import {isPf} from '../../engine/sriov/adapter.js';
import type {Place} from '../command.js';
import {notModelled} from '../complaint.js';
import {netlinkError, type Refusal} from '../errno.js';
import {isVirtualPair} from '../print/link-line.js';
import {type Answer, DONE_SILENTLY, fails, type Program, request} from '../program.js';
import {findDevice, LOOPBACK} from '../resolve.js';
import {sixOctets} from './link-address.js';
import {readKind, type Setting} from './link-kind.js';
import {checkNewName, type LinkRequest, readLinkRequest, requestedDevice} from './link-request.js';
import {rateFault} from './vf-request.js';

const REFUSED = 2;
const UNSUPPORTED = fails(netlinkError({kind: 'refused', errno: 'EOPNOTSUPP'}), REFUSED);
/** A value that the bonding driver does not know (bond_opt_error_interpret). */
export const INVALID_OPTION: Refusal = {kind: 'refused', errno: 'EINVAL', message: 'invalid option value'};
const INVALID = fails(netlinkError({kind: 'refused', errno: 'EINVAL'}), REFUSED);

export function setLink(place: Place, words: readonly string[]): Answer {
	const asked = readLinkRequest(place, words, 'set');
	const target = requestedDevice(place, asked);
	if (target.kind === 'loopback') return setLoopback(place, asked);
	const {device} = target;
	const mac = asked.address && sixOctets(asked.address);
	if (asked.type === 'gretap' && device.kind !== 'gretap' && asked.rest.length > 0)
		return fails('Failed to get existing tunnel info.\n', 1);
	const setting = readKind(place, asked, false);
	const kindChanges = settingsOf(device, setting);
	if (kindChanges === 'unsupported') return UNSUPPORTED;
	if (kindChanges === 'invalid') return INVALID;
	if (kindChanges === 'invalid-option') return fails(netlinkError(INVALID_OPTION), REFUSED);
	const changes: Change[] = [...kindChanges];
	if (asked.newName !== undefined) {
		checkNewName(asked.newName);
		if (asked.newName === LOOPBACK) return fails(netlinkError({kind: 'refused', errno: 'EEXIST'}), REFUSED);
	}
	const name = asked.newName === undefined ? undefined : {name: asked.newName};
	if (asked.machine !== undefined) changes.push({kind: 'move', device: device.id, machine: asked.machine, ...name});
	if (mac !== undefined) changes.push({kind: 'set-mac', device: device.id, mac});
	if (asked.mtu !== undefined) changes.push({kind: 'set-mtu', device: device.id, mtu: asked.mtu});
	if (name && asked.machine === undefined) changes.push({kind: 'rename', device: device.id, ...name});
	if (asked.master === LOOPBACK) return UNSUPPORTED;
	changes.push(...masterChanges(place, device, asked.master), ...flagChanges(device, asked));
	for (const setting of asked.vfs) {
		const {number, options} = setting;
		const fault = rateFault(setting, isPf(device) ? device.sriov.vfs[number] : undefined);
		if (fault !== undefined) return fails(fault, 1);
		changes.push({kind: 'set-vf', device: device.id, number, options});
	}
	return request(changes, REFUSED);
}

export function deleteLink(place: Place, words: readonly string[]): Answer {
	const target = requestedDevice(place, readLinkRequest(place, words, 'delete'));
	if (target.kind === 'loopback') return UNSUPPORTED;
	const {device} = target;
	// Only what was made by a command can be deleted; a NIC at a cable is hardware.
	if (device.kind === 'nic' && !isVirtualPair(place.world, device)) return UNSUPPORTED;
	return request([{kind: 'delete', device: device.id}], REFUSED);
}

/** Leaves the old master and joins the new one; the same master again is nothing to do (do_set_master). */
export function masterChanges(place: Place, device: Device, master: string | undefined): Change[] {
	if (master === undefined) return [];
	const above = master === '' ? undefined : findDevice(place, master);
	if (device.master === (above?.id ?? -1)) return [];
	const release: Change[] = device.master === -1 ? [] : [{kind: 'release', device: device.id}];
	return above ? [...release, {kind: 'enslave', device: device.id, master: above.id}] : release;
}

export function flagChanges(device: Pick<Device, 'id'>, {up, promisc, allmulticast}: LinkRequest): Change[] {
	const changes: Change[] = [];
	if (up !== undefined) changes.push({kind: 'set-up', device: device.id, up});
	if (promisc !== undefined) changes.push({kind: 'set-promisc', device: device.id, on: promisc});
	if (allmulticast !== undefined) changes.push({kind: 'set-allmulti', device: device.id, on: allmulticast});
	return changes;
}

/** A setting changes only a device of its own kind. */
function settingsOf(device: Device, setting: Setting): Change[] | 'unsupported' | 'invalid' | 'invalid-option' {
	switch (setting.kind) {
		case 'none':
			return [];
		case 'macvlan':
		case 'macvtap':
			return device.kind === setting.kind ? [{kind: 'set-macvlan', device: device.id, options: setting.options}] : 'unsupported';
		case 'bridge': {
			if (device.kind !== 'bridge') return 'unsupported';
			const flush: Change[] = setting.flush ? [{kind: 'fdb-flush', device: device.id, target: 'self', flags: {static: false}}] : [];
			return [{kind: 'set-bridge', device: device.id, options: setting.options}, ...flush];
		}
		case 'bridge_slave': {
			if (device.master === -1) return 'unsupported';
			if (setting.impossible) return 'invalid';
			const flush: Change[] = setting.flush
				? [{kind: 'fdb-flush', device: device.id, target: 'master', flags: {static: false, externLearn: false}}]
				: [];
			return [{kind: 'set-port', device: device.id, options: setting.options}, ...flush];
		}
		case 'bond':
			if (device.kind !== 'bond') return 'unsupported';
			return setting.impossible ? 'invalid-option' : [{kind: 'set-bond', device: device.id, options: setting.options}];
		case 'vxlan': {
			if (device.kind !== 'vxlan') return 'unsupported';
			const {vni, lower, options} = setting;
			const rest = {...(vni === undefined ? {} : {vni}), ...(lower === undefined ? {} : {lower})};
			return [{kind: 'set-vxlan', device: device.id, ...rest, options}];
		}
		case 'gretap': {
			const {lower, options} = setting;
			return [{kind: 'set-gretap', device: device.id, ...(lower === undefined ? {} : {lower}), options}];
		}
		case 'veth':
		case 'vlan':
			return 'unsupported';
		default:
			return setting satisfies never;
	}
}

function setLoopback(place: Place, asked: LinkRequest): Answer {
	if (asked.master) return INVALID;
	if (asked.vfs.length > 0) return UNSUPPORTED;
	const others = [asked.newName, asked.address, asked.mtu, asked.promisc, asked.allmulticast, asked.machine, asked.type];
	if (others.some((value) => value !== undefined)) throw notModelled('lo with settings of its own', 'ip link set lo up or down');
	return asked.up === undefined ? DONE_SILENTLY : switchLoopback(place, asked.up);
}

function switchLoopback(place: Place, up: boolean): Program {
	return request([{kind: 'set-loopback', machine: place.machine, up}], REFUSED);
}
