/*
 * New bridges and new ports, with the kernel's defaults
 *
 * A bridge begins down, without ports, as a learning switch with the spanning tree
 * and VLAN filtering off and multicast snooping on. A port is numbered with the
 * lowest number that is free, begins disabled, learns, and takes every kind of
 * flood.
 *
 * Rules: br_dev_setup (br_device.c), new_nbp, find_portno (br_if.c), br_vlan_init,
 * nbp_vlan_init (br_vlan.c).
 *
 * Not modelled: path cost from a name (`lec`, `plip`), options of the module.
 */
import type {Device} from '../../device.js';
import {createFdb} from '../../fdb.js';
import {TPID_8021Q} from '../../frame.js';
import {createNetdev, isOperational, type Netdev} from '../../netdev.js';
import type {Bridge, BridgePort} from './bridge-device.js';
import {createMdb} from './mdb.js';
import {pathCostForSpeed} from './stp-settings.js';
import {initialBridgeStp, initialPortStp} from './stp-state.js';
import {createVlanGroup, joinVlan} from './vlan.js';

/** Port numbers run from 1; 0 is the bridge itself. */
const MAX_PORTS = 1023;

const SECOND = 1_000_000_000;

/** A bridge with the kernel's defaults, down and without ports. */
export function createBridge(identity: Pick<Netdev, 'id' | 'machine' | 'ifindex' | 'name' | 'mac'>): Bridge {
	const vlans = createVlanGroup();
	joinVlan(vlans, 1, true, true);
	return {
		...createNetdev(identity),
		kind: 'bridge',
		// Until a port comes and fails to forward.
		carrier: true,
		ports: [],
		macIsFixed: false,
		mtuIsFixed: false,
		fdb: createFdb(),
		ageing: 300 * SECOND,
		gcTimer: Number.POSITIVE_INFINITY,
		fdbMaxLearned: 0,
		groupFwdMask: 0,
		noLinklocalLearn: false,
		mcast: {snooping: true, querier: false, mdb: createMdb()},
		vlanFiltering: false,
		vlanProtocol: TPID_8021Q,
		vlanDefaultPvid: 1,
		vlans,
		stp: initialBridgeStp(),
	};
}

/** A new port for `device`, or `undefined` when all numbers are taken. It is not among the bridge's ports yet. */
export function createPort(bridge: Bridge, device: Device, speed: number): BridgePort | undefined {
	const number = freeNumber(bridge);
	if (number === undefined) return undefined;
	const vlans = createVlanGroup();
	if (bridge.vlanDefaultPvid !== 0) joinVlan(vlans, bridge.vlanDefaultPvid, true, true);
	const identity = {device: device.id, number, priority: 32};
	return {
		...identity,
		mac: device.mac,
		mtu: device.mtu,
		carrier: isOperational(device),
		speed,
		state: 'disabled',
		cost: pathCostForSpeed(speed),
		costIsFixed: false,
		learning: true,
		flood: true,
		mcastFlood: true,
		bcastFlood: true,
		hairpin: false,
		isolated: false,
		locked: false,
		mab: false,
		guard: false,
		rootBlock: false,
		fastLeave: false,
		groupFwdMask: 0,
		backupPort: -1,
		multicastRouter: 1,
		vlans,
		stp: initialPortStp(bridge, identity),
	};
}

function freeNumber(bridge: Bridge): number | undefined {
	const taken = new Set(bridge.ports.map((port) => port.number));
	for (let number = 1; number <= MAX_PORTS; number++) if (!taken.has(number)) return number;
	return undefined;
}
