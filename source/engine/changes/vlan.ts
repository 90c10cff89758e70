/*
 * `bridge vlan add` and `del`
 *
 * A port's set, or with `self` br0's own, gains or loses a range of VIDs. What that
 * means for frames is told in `vlan.ts` of the bridge.
 *
 * Rules: br_afspec, br_process_vlan_info, br_vlan_info (br_netlink.c).
 *
 * Not modelled: `master` on a port (the same VLAN for br0), tunnels, MST, options of a
 * single VLAN.
 */
import {type ChangeResult, DONE, refused} from '../change.js';
import type {BridgeChange} from '../devices/bridge/bridge-change.js';
import type {Bridge, BridgePort} from '../devices/bridge/bridge-device.js';
import {portOf} from '../devices/bridge/ports.js';
import {MAX_VID} from '../devices/bridge/vlan.js';
import {addVlan, deleteVlan} from '../devices/bridge/vlan-settings.js';
import type {DeviceId} from '../netdev.js';
import {deviceAt, deviceOfKind, type World} from '../world.js';

type VlanChange = Extract<BridgeChange, {kind: 'vlan-add' | 'vlan-del'}>;

/**
 * Adds a range of VIDs to the set of a port or of a bridge itself, or deletes it.
 * EOPNOTSUPP: neither port nor bridge, or a kernel without VLAN filtering. EINVAL: no
 * VID, an empty range, a range of PVIDs. Deleting what is not there is no error.
 */
export function applyVlanChange(world: World, change: VlanChange): ChangeResult {
	const target = targetOf(world, change.device);
	if (!target || !world.kernel.vlanFiltering) return refused('EOPNOTSUPP');
	const {from, to} = change;
	if (from < 1 || to > MAX_VID) return refused('EINVAL', 'bridge: Vlan id is invalid');
	if (from !== to && change.kind === 'vlan-add' && change.pvid) return refused('EINVAL', "bridge: Pvid isn't allowed in a range");
	if (to < from) return refused('EINVAL', 'bridge: End vlan id is less than or equal to start vlan id');
	for (let vid = from; vid <= to; vid++) {
		if (change.kind === 'vlan-add') addVlan(target.bridge, target.port, vid, change.pvid, change.untagged, world.now);
		else deleteVlan(target.bridge, target.port, vid);
	}
	return DONE;
}

function targetOf(world: World, id: DeviceId): {bridge: Bridge; port: BridgePort | undefined} | undefined {
	const itself = deviceOfKind(world, id, 'bridge');
	if (itself) return {bridge: itself, port: undefined};
	const bridge = deviceOfKind(world, deviceAt(world, id).master, 'bridge');
	const port = bridge && portOf(bridge, id);
	return port && {bridge, port};
}
