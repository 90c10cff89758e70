/** The one door for everything that is not a frame. */
import {type Change, type ChangeResult, refused} from '../change.js';
import {applyFilesChange} from '../files/files.js';
import type {DeviceId} from '../netdev.js';
import {ovsLinksChanged} from '../ovs/configure/reconfigure.js';
import type {Sink} from '../sink.js';
import {updateFilters} from '../sriov/filters.js';
import {synchronise} from '../vmware/manager.js';
import type {World} from '../world.js';
import {applyBondChange} from './bond.js';
import {applyBridgeChange} from './bridge.js';
import {applyControllerChange} from './controller.js';
import {applyFdbChange} from './fdb.js';
import {applyFixedSwitchChange} from './fixed-switch.js';
import {applyGretapChange} from './gretap.js';
import {applyHostedChange} from './hosted.js';
import {applyFrameChange} from './inject-frame.js';
import {applyLinkChange} from './link.js';
import {applyMacvlanChange} from './macvlan.js';
import {applyMdbChange} from './mdb.js';
import {applyNatChange} from './nat.js';
import {applyOvsChange} from './ovs.js';
import {applyProgramsChange} from './programs.js';
import {applyRouteChange} from './route.js';
import {applySriovChange} from './sriov.js';
import {applyStackChange} from './stack.js';
import {applyTcChange} from './tc.js';
import {applyVlanChange} from './vlan.js';
import {applyVlanDeviceChange} from './vlan-device.js';
import {applyVmwareChange} from './vmware.js';
import {applyVxlanChange} from './vxlan.js';
import {applyWebChange} from './web.js';

/**
 * Applies `change` to `world`. Frames and timers that it starts go to `out`.
 * A refused change leaves the world as it was. ENODEV: it names a device or a machine
 * that is not there, or not any more.
 */
export function applyChange(world: World, change: Change, out: Sink): ChangeResult {
	if (!namesOnlyWhatIsThere(world, change)) return refused('ENODEV');
	const result = dispatch(world, change, out);
	if (result.kind === 'done' && world.adapters) updateFilters(world);
	// Hosts of a distributed switch get what is new where it is managed.
	if (result.kind === 'done') synchronise(world, out);
	// A daemon of Open vSwitch hears of everything that happens to devices.
	if (result.kind === 'done' && !LEAVES_DEVICES.test(change.kind))
		for (const machine of world.machines) if (machine.vswitchd) ovsLinksChanged(world, machine, out);
	return result;
}

/** Kinds of changes after which every device is as it was. */
const LEAVES_DEVICES =
	/^(?:ovs|inject-frame|flow-mod|group-mod|packet-out|fdb|mdb|tc|vlan-add|vlan-del|neigh|ping|stop-ping|write-file|remove-file|start-web|stop-web|web|nat-|conntrack)/;

function dispatch(world: World, change: Change, out: Sink): ChangeResult {
	switch (change.kind) {
		case 'inject-frame':
			return applyFrameChange(world, change);
		case 'set-up':
		case 'set-loopback':
		case 'set-mac':
		case 'set-mtu':
		case 'set-promisc':
		case 'set-allmulti':
		case 'listen':
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
		case 'add-bond':
		case 'set-bond':
			return applyBondChange(world, change, out);
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
		case 'add-vlan-device':
			return applyVlanDeviceChange(world, change);
		case 'add-vxlan':
		case 'set-vxlan':
			return applyVxlanChange(world, change, out);
		case 'add-gretap':
		case 'set-gretap':
			return applyGretapChange(world, change);
		case 'tc-qdisc-add':
		case 'tc-qdisc-del':
		case 'tc-filter-add':
		case 'tc-filter-del':
			return applyTcChange(world, change);
		case 'add-vlan-switch':
		case 'set-switch-port':
			return applyFixedSwitchChange(world, change);
		case 'add-standard-switch':
		case 'add-distributed-switch':
		case 'set-port-group':
		case 'remove-port-group':
		case 'set-vmware-switch':
		case 'plug-vnic':
		case 'plug-uplink':
		case 'unplug':
		case 'add-vmknic':
		case 'restart-switch':
		case 'add-manager':
		case 'run-manager':
		case 'connect-host':
		case 'add-managed-switch':
		case 'set-managed-switch':
		case 'set-managed-group':
		case 'remove-managed-group':
			return applyVmwareChange(world, change, out);
		case 'add-sriov':
		case 'set-sriov-numvfs':
		case 'set-vf':
		case 'set-hwmode':
		case 'set-true-promisc':
		case 'assign-vf':
		case 'add-failover':
		case 'migrate':
			return applySriovChange(world, change, out);
		case 'add-vmnet':
		case 'set-vmnet':
		case 'add-user-network':
		case 'plug-guest':
		case 'unplug-guest':
		case 'set-service':
		case 'set-port-forward':
			return applyHostedChange(world, change, out);
		case 'start-controller':
		case 'stop-controller':
			return applyControllerChange(world, change, out);
		case 'add-route':
		case 'del-route':
		case 'set-forwarding':
			return applyRouteChange(world, change);
		case 'start-dhcp-client':
		case 'stop-dhcp-client':
		case 'renew-dhcp':
		case 'release-dhcp':
		case 'start-dhcp-server':
		case 'stop-dhcp-server':
		case 'start-dns-server':
		case 'stop-dns-server':
		case 'set-resolver':
		case 'resolve':
			return applyProgramsChange(world, change, out);
		case 'start-web-server':
		case 'stop-web-server':
		case 'web-request':
		case 'stop-web-request':
			return applyWebChange(world, change, out);
		case 'write-file':
		case 'remove-file':
			return applyFilesChange(world, change);
		case 'nat-edit':
		case 'conntrack-flush':
		case 'conntrack-delete':
			return applyNatChange(world, change);
		case 'ovs-daemon':
		case 'ovs-revalidate':
		case 'ovs-flow-limit':
		case 'ovs-fdb-clear-statistics':
		case 'ovs-generate':
		case 'ovsdb-transact':
		case 'flow-mod':
		case 'group-mod':
		case 'port-mod':
		case 'packet-out':
		case 'ovs-fdb-add':
		case 'ovs-fdb-del':
		case 'ovs-fdb-flush':
		case 'ovs-mdb-flush':
		case 'ovs-purge':
		case 'ovs-megaflows':
		case 'ovs-bond-active':
		case 'ovs-bond-migrate':
		case 'ovs-bond-enable':
			return applyOvsChange(world, change, out);
		default:
			return change satisfies never;
	}
}

/** Kinds whose `port` is a number of OpenFlow or TCP and no device. */
const PORT_IS_NUMBER = /^port-mod$|web/;

function namesOnlyWhatIsThere(world: World, change: Change): boolean {
	const devices: (DeviceId | undefined)[] = [];
	if ('device' in change) devices.push(change.device);
	if ('lower' in change) devices.push(change.lower);
	if ('master' in change) devices.push(change.master);
	if (change.kind === 'migrate') devices.push(change.vf);
	if ('bridge' in change && typeof change.bridge === 'number') devices.push(change.bridge);
	if ('port' in change && typeof change.port === 'number' && !PORT_IS_NUMBER.test(change.kind)) devices.push(change.port);
	if ('ends' in change) devices.push(...change.ends);
	if (change.kind === 'set-port' && change.options.backupPort !== -1) devices.push(change.options.backupPort);
	if ('remote' in change && change.remote && 'via' in change.remote) devices.push(change.remote.via);
	if (change.kind === 'tc-filter-add') devices.push(...change.actions.flatMap((action) => (action.kind === 'mirred' ? [action.to] : [])));
	const machine = 'machine' in change ? change.machine : undefined;
	const underlay = 'underlay' in change ? change.underlay : undefined;
	return (
		devices.every((id) => id === undefined || world.devices[id]?.present === true) &&
		[machine, underlay].every((id) => id === undefined || world.machines[id] !== undefined)
	);
}
