/*
 * Changes of bridges and their ports
 *
 * Which of the five it is, and creating a bridge. Until its first port comes, a bridge
 * has a MAC of its own choice, or a random one that no bridge id shows.
 *
 * Rules: br_dev_newlink (br_netlink.c), br_dev_setup (br_device.c).
 *
 * Not modelled: names with a `%d`, sysfs and ioctl as separate doors.
 */
import {type ChangeResult, refused} from '../change.js';
import type {BridgeChange} from '../devices/bridge/bridge-change.js';
import {createBridge} from '../devices/bridge/create.js';
import {changeBridgeEntries} from '../devices/bridge/local-entries.js';
import {changeMac} from '../devices/bridge/members.js';
import {isGroup} from '../mac.js';
import {randomMac} from '../random.js';
import type {Sink} from '../sink.js';
import {deviceNamed, type Machine, type World} from '../world.js';
import {setBridge} from './bridge-options.js';
import {addToMachine} from './membership.js';
import {enslave, release} from './port.js';
import {setPort} from './port-options.js';

type DeviceChange = Extract<BridgeChange, {kind: 'add-bridge' | 'set-bridge' | 'enslave' | 'release' | 'set-port'}>;

/** Applies a change to a bridge or to its membership. BPDUs and timers that it starts go to `out`. */
export function applyBridgeChange(world: World, change: DeviceChange, out: Sink): ChangeResult {
	switch (change.kind) {
		case 'add-bridge':
			return addBridge(world, change, out);
		case 'set-bridge':
			return setBridge(world, change.device, change.options, out);
		case 'enslave':
			return enslave(world, change.device, change.master, out);
		case 'release':
			return release(world, change.device, out);
		case 'set-port':
			return setPort(world, change.device, change.options, out);
		default:
			return change satisfies never;
	}
}

/** A bridge with a MAC of its own choice, or a random one until its first port lends it another. EEXIST, EADDRNOTAVAIL. */
function addBridge(world: World, change: Extract<BridgeChange, {kind: 'add-bridge'}>, out: Sink): ChangeResult {
	const machine = world.machines[change.machine] as Machine;
	if (deviceNamed(world, machine, change.name)) return refused('EEXIST');
	if (change.mac !== undefined && (change.mac === 0 || isGroup(change.mac))) return refused('EADDRNOTAVAIL');
	const id = world.devices.length;
	const seed = world.seed;
	const bridge = createBridge({id, machine: machine.id, ifindex: 0, name: change.name, mac: change.mac ?? randomMac(world)});
	world.devices.push(bridge);
	addToMachine(world, bridge, machine);
	if (change.mac === undefined) changeBridgeEntries(bridge, bridge.mac, world.now);
	else {
		changeMac(bridge, change.mac, world.now, out);
		bridge.macIsFixed = true;
	}
	const result = setBridge(world, id, change.options, out);
	if (result.kind === 'done') return {kind: 'done', device: id};
	world.devices.pop();
	machine.devices = machine.devices.filter((device) => device !== id);
	machine.nextIfindex = bridge.ifindex;
	world.seed = seed;
	return result;
}
