/** The one door for everything that is not a frame. */
import type {Change, ChangeResult} from '../change.js';
import type {Sink} from '../sink.js';
import type {World} from '../world.js';
import {applyBridgeChange} from './bridge.js';
import {applyFdbChange} from './fdb.js';
import {applyLinkChange} from './link.js';
import {applyMacvlanChange} from './macvlan.js';
import {applyMdbChange} from './mdb.js';
import {applyStackChange} from './stack.js';
import {applyVlanChange} from './vlan.js';

/**
 * Applies `change` to `world`. Frames and timers that it starts go to `out`.
 * A refused change leaves the world as it was.
 */
export function applyChange(world: World, change: Change, out: Sink): ChangeResult {
	switch (change.kind) {
		case 'set-up':
		case 'set-loopback':
		case 'set-mac':
		case 'set-mtu':
		case 'set-promisc':
		case 'set-allmulti':
		case 'join-group':
		case 'leave-group':
		case 'rename':
		case 'move':
		case 'delete':
		case 'add-nic':
		case 'connect':
		case 'cut':
			return applyLinkChange(world, change, out);
		case 'add-macvlan':
		case 'set-macvlan':
			return applyMacvlanChange(world, change);
		case 'add-bridge':
		case 'set-bridge':
		case 'enslave':
		case 'release':
		case 'set-port':
			return applyBridgeChange(world, change, out);
		case 'fdb-add':
		case 'fdb-del':
		case 'fdb-flush':
			return applyFdbChange(world, change, out);
		case 'vlan-add':
		case 'vlan-del':
			return applyVlanChange(world, change);
		case 'mdb-add':
		case 'mdb-del':
			return applyMdbChange(world, change, out);
		case 'add-address':
		case 'del-address':
		case 'neigh-add':
		case 'neigh-del':
		case 'neigh-flush':
		case 'ping':
		case 'stop-ping':
			return applyStackChange(world, change, out);
		default:
			return change satisfies never;
	}
}
