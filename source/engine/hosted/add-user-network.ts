/** The network of one VM by a user process is added to a host. */
import {type ChangeResult, refused} from '../change.js';
import {addToMachine} from '../changes/membership.js';
import {toMac} from '../mac.js';
import {createNetdev} from '../netdev.js';
import {toIpv4} from '../protocol/ipv4-address.js';
import type {Sink} from '../sink.js';
import {deviceNamed, type Machine, type World} from '../world.js';
import type {HostedChange} from './hosted-change.js';
import type {UserNetwork} from './hub-device.js';
import {planRefusal} from './plan.js';
import {addressOn, startDhcp} from './services.js';
import {addNat} from './start-nat.js';
import {USER_PLAN} from './user-network.js';

/** EEXIST: the name is there. EINVAL: no such subnet, or a pool elsewhere. */
export function addUserNetwork(world: World, change: Extract<HostedChange, {kind: 'add-user-network'}>, out: Sink): ChangeResult {
	const machine = world.machines[change.machine] as Machine;
	if (deviceNamed(world, machine, change.name)) return refused('EEXIST');
	const subnet = {address: change.subnet ?? toIpv4(USER_PLAN.subnet), prefix: 24};
	const refusal = planRefusal(subnet, change.dhcp);
	if (refusal) return refusal;
	const id = world.devices.length;
	const mac = toMac(USER_PLAN.mac);
	const network: UserNetwork = {
		...createNetdev({id, machine: machine.id, ifindex: 0, name: change.name, mac}),
		kind: 'user-network',
		carrier: true,
		subnet,
		jacks: [],
		nextJack: 1,
	};
	world.devices.push(network);
	addToMachine(world, network, machine);
	const gateway = addressOn(network, USER_PLAN.gateway);
	const dns = addressOn(network, USER_PLAN.dns);
	addNat(world, network, mac, [gateway, dns], out, gateway);
	if (change.dhcp !== false && network.nat) {
		const pool = {
			from: addressOn(network, USER_PLAN.poolFrom),
			to: addressOn(network, USER_PLAN.poolTo),
			lease: USER_PLAN.lease,
			maxLease: USER_PLAN.lease,
		};
		// One process is everything.
		network.dhcp = network.nat;
		startDhcp(world, network, network.nat, {...pool, ...change.dhcp}, [gateway], [dns], out);
	}
	return {kind: 'done', device: id};
}
