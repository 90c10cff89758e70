/*
 * Options of a bridge
 *
 * The timers belong to the spanning tree and are checked there. A new ageing time
 * counts from the next run of the collector, which is at once. Turning VLAN
 * filtering on gives every VLAN of a port its local entries; learned ones start
 * afresh, because they were in VID 0. The kernel applies options one after
 * the other and stops at the first it refuses; here all are checked before any is
 * set.
 *
 * Rules: br_changelink, br_validate (br_netlink.c), br_set_ageing_time (br_stp.c),
 * br_vlan_filter_toggle (br_vlan.c).
 *
 * Not modelled: group address by hand, statistics, hash limits, intervals and versions
 * of multicast snooping, netfilter calls, the user-space spanning tree.
 */
import {refreshCarrier} from '../carrier.js';
import {type ChangeResult, DONE, refused} from '../change.js';
import type {BridgeOptions} from '../devices/bridge/bridge-change.js';
import type {Bridge} from '../devices/bridge/bridge-device.js';
import {runCollector} from '../devices/bridge/collector.js';
import {REFUSED_BRIDGE_BITS} from '../devices/bridge/link-local.js';
import {setQuerier, setSnooping} from '../devices/bridge/mdb-port.js';
import {setBridgePriority, setStp, setTimers} from '../devices/bridge/stp-settings.js';
import {MAX_VID} from '../devices/bridge/vlan.js';
import {setDefaultPvid, setVlanFiltering} from '../devices/bridge/vlan-settings.js';
import {isTpid} from '../frame.js';
import type {DeviceId} from '../netdev.js';
import type {Sink} from '../sink.js';
import {deviceOfKind, type World} from '../world.js';

/**
 * `ip link set … type bridge …`, `brctl set…`. EOPNOTSUPP: not a bridge, or a kernel
 * without VLAN filtering. ERANGE: a timer. EINVAL: a mask with reserved bits, no VID.
 * EPROTONOSUPPORT: neither 802.1Q nor 802.1ad.
 */
export function setBridge(world: World, id: DeviceId, options: BridgeOptions, out: Sink): ChangeResult {
	const bridge = deviceOfKind(world, id, 'bridge');
	if (!bridge) return refused('EOPNOTSUPP');
	const refusal = check(world, options);
	if (refusal) return refusal;
	const {forwardDelay, helloTime, maxAge} = options;
	const timers = setTimers(bridge, {
		...(forwardDelay !== undefined && {forwardDelay}),
		...(helloTime !== undefined && {helloTime}),
		...(maxAge !== undefined && {maxAge}),
	});
	if (timers.kind === 'refused') return timers;
	if (options.ageing !== undefined) {
		bridge.ageing = options.ageing;
		runCollector(bridge, world.now, out);
	}
	if (options.stp !== undefined) setStp(bridge, options.stp, world.now, out);
	if (options.priority !== undefined) setBridgePriority(bridge, options.priority, world.now, out);
	setVlanOptions(bridge, options, world.now);
	bridge.groupFwdMask = options.groupFwdMask ?? bridge.groupFwdMask;
	bridge.noLinklocalLearn = options.noLinklocalLearn ?? bridge.noLinklocalLearn;
	if (options.mcastSnooping !== undefined) setSnooping(bridge, options.mcastSnooping, world.now, out);
	if (options.mcastQuerier !== undefined) setQuerier(bridge, options.mcastQuerier, world.now, out);
	bridge.fdbMaxLearned = options.fdbMaxLearned ?? bridge.fdbMaxLearned;
	refreshCarrier(world, id, out);
	return DONE;
}

function check(world: World, options: BridgeOptions): ChangeResult | undefined {
	const {vlanProtocol, vlanDefaultPvid, groupFwdMask, vlanFiltering} = options;
	if (vlanProtocol !== undefined && !isTpid(vlanProtocol)) return refused('EPROTONOSUPPORT');
	if (vlanDefaultPvid !== undefined && (vlanDefaultPvid < 0 || vlanDefaultPvid > MAX_VID)) return refused('EINVAL');
	if (vlanFiltering !== undefined && !world.kernel.vlanFiltering) return refused('EOPNOTSUPP');
	if (groupFwdMask !== undefined && (groupFwdMask & REFUSED_BRIDGE_BITS) !== 0) return refused('EINVAL');
	return undefined;
}

function setVlanOptions(bridge: Bridge, {vlanFiltering, vlanProtocol, vlanDefaultPvid}: BridgeOptions, now: number): void {
	if (vlanFiltering !== undefined) setVlanFiltering(bridge, vlanFiltering, now);
	bridge.vlanProtocol = vlanProtocol ?? bridge.vlanProtocol;
	if (vlanDefaultPvid !== undefined && vlanDefaultPvid !== bridge.vlanDefaultPvid) setDefaultPvid(bridge, vlanDefaultPvid, now);
}
