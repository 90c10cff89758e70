/*
 * `ip link add`
 *
 * The kernel makes the device, configures it, and removes it again when a part of
 * that is refused: a macvlan that cannot come up because its address is taken is
 * not there afterwards (rtnl_newlink_create).
 */

import type {Change} from '../../engine/change.js';
import type {DeviceId, MachineId} from '../../engine/netdev.js';
import {deviceAt, deviceNamed, type Machine} from '../../engine/world.js';
import type {Place} from '../command.js';
import {Complaint} from '../complaint.js';
import {netlinkError, type Refusal} from '../errno.js';
import {type Acting, type Answer, DONE_SILENTLY, fails, make, makeAll, type Program} from '../program.js';
import {findDevice, LOOPBACK} from '../resolve.js';
import {macOfOctets} from '../values.js';
import {flagChanges, INVALID_OPTION, masterChanges} from './ip-link-set.js';
import {checkKind, readKind, type Setting} from './link-kind.js';
import {checkNewName, type LinkRequest, readLinkRequest} from './link-request.js';

const REFUSED = 2;
/** As many octets as a MAC has. */
const SIX = [0, 0, 0, 0, 0, 0];

/** Making a device: it ends with the first device made, or with what the kernel refused. */
type Making = Acting<Refusal | DeviceId>;

export function addLink(place: Place, words: readonly string[]): Answer {
	const asked = readLinkRequest(place, words, 'add');
	if (asked.newName !== undefined) throw new Complaint('both "name" and "dev" cannot be used when creating devices.\n', 255);
	if (asked.lower !== undefined && asked.lower !== LOOPBACK && !findDevice(place, asked.lower)) {
		throw new Complaint(`Cannot find device "${asked.lower}"\n`, 1);
	}
	if (asked.type === undefined) throw new Complaint('Not enough information: "type" argument is required\n', 1);
	const setting = readKind(place, asked, true);
	if (asked.device !== undefined) checkNewName(asked.device);
	return withWarning(create(place, asked, asked.type, setting), setting.kind === 'vxlan' ? setting.warning : '');
}

/** What the tool itself says stands before what the kernel says. */
function* withWarning(program: Program, warning: string): Program {
	const printed = yield* program;
	return {...printed, stderr: warning + printed.stderr};
}

function* create(place: Place, asked: LinkRequest, type: string, setting: Setting): Program {
	const machine = asked.machine ?? place.machine;
	const name = asked.device ?? freeName(place, machine, type);
	if (name === LOOPBACK || (asked.machine === undefined && findDevice(place, name))) return refuse({kind: 'refused', errno: 'EEXIST'});
	const made = yield* makeKind(place, asked, type, {machine, name, setting});
	if (typeof made !== 'number') return refuse(made);
	const changes: Change[] = [];
	// A tunnel is made with its MTU, and may make it smaller.
	if (asked.mtu !== undefined && type !== 'vxlan' && type !== 'gretap') changes.push({kind: 'set-mtu', device: made, mtu: asked.mtu});
	changes.push(...flagChanges({id: made}, asked), ...masterChanges(place, deviceAt(place.world, made), asked.master));
	const refusal = yield* makeAll(changes);
	if (!refusal) return DONE_SILENTLY;
	yield* make({kind: 'delete', device: made});
	return refuse(refusal);
}

function* makeKind(place: Place, asked: LinkRequest, type: string, device: {machine: MachineId; name: string; setting: Setting}): Making {
	const {machine, name, setting} = device;
	if ((asked.address ?? SIX).length !== 6) return {kind: 'refused', errno: 'EINVAL'};
	const address = asked.address && {mac: macOfOctets(asked.address)};
	switch (type) {
		case 'macvlan':
		case 'macvtap': {
			const lower = asked.lower === undefined ? undefined : findDevice(place, asked.lower);
			if (!lower) return {kind: 'refused', errno: 'EINVAL'};
			const options = setting.kind === type ? setting.options : {};
			return yield* makeOne({kind: 'add-macvlan', machine, name, lower: lower.id, type, ...address, options});
		}
		case 'vlan': {
			// vlan_validate, vlan_newlink
			if (setting.kind !== 'vlan') return {kind: 'refused', errno: 'EINVAL', message: 'VLAN properties not specified'};
			if (setting.vid === undefined) return {kind: 'refused', errno: 'EINVAL', message: 'VLAN id not specified'};
			const lower = asked.lower === undefined ? undefined : findDevice(place, asked.lower);
			if (!lower) return {kind: 'refused', errno: 'EINVAL', message: 'link not specified'};
			return yield* makeOne({
				kind: 'add-vlan-device',
				machine,
				name,
				lower: lower.id,
				vid: setting.vid,
				protocol: setting.protocol,
				...address,
			});
		}
		case 'bridge':
			return yield* makeOne({kind: 'add-bridge', machine, name, ...address, options: setting.kind === 'bridge' ? setting.options : {}});
		case 'bond':
			if (setting.kind === 'bond' && setting.impossible) return INVALID_OPTION;
			return yield* makeOne({kind: 'add-bond', machine, name, ...address, options: setting.kind === 'bond' ? setting.options : {}});
		case 'vxlan':
		case 'gretap':
			return yield* makeTunnel(place, asked, type, {machine, name, ...address}, setting);
		case 'veth':
			return yield* makePair(place, {machine, name: asked.device, ...address}, setting.kind === 'veth' ? setting.peer : undefined);
		default:
			checkKind(type);
			return {kind: 'refused', errno: 'EOPNOTSUPP', message: 'Unknown device type'};
	}
}

/** Its outer packets belong to the machine where the line was typed, wherever the device is to be. */
function* makeTunnel(
	place: Place,
	{mtu}: LinkRequest,
	type: 'vxlan' | 'gretap',
	device: {machine: MachineId; name: string; mac?: number},
	setting: Setting,
): Making {
	const here = {...device, underlay: place.machine, ...(mtu === undefined ? {} : {mtu})};
	if (setting.kind === 'gretap') {
		const {lower, options} = setting;
		return yield* makeOne({kind: 'add-gretap', ...here, ...(lower === undefined ? {} : {lower}), options});
	}
	// Nothing said at all: not even that outer packets are not to be cut, which the tool would add.
	if (type === 'gretap') return yield* makeOne({kind: 'add-gretap', ...here, options: {pathMtuDiscovery: false}});
	if (setting.kind !== 'vxlan') {
		return {kind: 'refused', errno: 'EINVAL', message: 'Required attributes not provided to perform the operation'};
	}
	if (setting.impossible) return {kind: 'refused', errno: 'EINVAL', message: 'Attribute failed policy validation'};
	const {lower, options, vni} = setting;
	return yield* makeOne({kind: 'add-vxlan', ...here, vni: vni ?? 0, ...(lower === undefined ? {} : {lower}), options});
}

/**
 * Two NICs and the link between them; the other end may be on another machine. The other end is made first, and so has
 * the lower number and the first of two names that nobody gave (veth_newlink).
 */
function* makePair(
	place: Place,
	near: {machine: MachineId; name: string | undefined; mac?: number},
	asked: LinkRequest | undefined,
): Making {
	const machine = asked?.machine ?? place.machine;
	if ((asked?.address ?? SIX).length !== 6) return {kind: 'refused', errno: 'EINVAL'};
	const farAddress = asked?.address && {mac: macOfOctets(asked.address)};
	const far = yield* makeOne({kind: 'add-nic', machine, name: asked?.device ?? freeName(place, machine, 'veth'), ...farAddress});
	if (typeof far !== 'number') return far;
	const made = yield* makeOne({kind: 'add-nic', ...near, name: near.name ?? freeName(place, near.machine, 'veth')});
	if (typeof made !== 'number') {
		yield* make({kind: 'delete', device: far});
		return made;
	}
	const changes: Change[] = [{kind: 'connect', ends: [made, far], link: 'virtual'}];
	if (asked?.mtu !== undefined) changes.push({kind: 'set-mtu', device: far, mtu: asked.mtu});
	if (asked) changes.push(...flagChanges({id: far}, asked));
	const refusal = yield* makeAll(changes);
	if (!refusal) return made;
	yield* make({kind: 'delete', device: made});
	return refusal;
}

function* makeOne(change: Change): Making {
	const result = yield* make(change);
	if (result.kind === 'refused') return result;
	if (result.device === undefined) throw new Error(`${change.kind} made no device`);
	return result.device;
}

/** The first free name of a kind: macvlan0, macvlan1, … (dev_alloc_name) */
function freeName(place: Place, machine: MachineId, type: string): string {
	for (let number = 0; ; number++) {
		const name = `${type}${number}`;
		if (!deviceNamed(place.world, place.world.machines[machine] as Machine, name)) return name;
	}
}

function refuse(refusal: Refusal) {
	return fails(netlinkError(refusal), REFUSED);
}
