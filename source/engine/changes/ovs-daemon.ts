/*
 * What is asked of the daemon beside its database: `ovs-appctl`, port-mod and packet-out
 *
 * Each command answers with the sentence of the real one where that depends on what it found. What may have
 * become due by it (a round of the revalidator, a timeout) is left to the timer of the datapath.
 *
 * Stopped, the daemon forgets its bridges, tables and stations; the database and the cached flows of a datapath stay.
 *
 * Rules: ofproto/ofproto-dpif.c (ofproto_unixctl_*), ofproto/ofproto.c (handle_port_mod, handle_packet_out),
 * ofproto/ofproto-dpif-upcall.c (upcall_unixctl_*).
 */
import {type ChangeResult, DONE, refused} from '../change.js';
import {type FlowKey, WORD} from '../flow/key.js';
import {startDaemon, stopDaemon} from '../ovs/configure/daemon-lifecycle.js';
import {sendPacketOut} from '../ovs/controller/packet-out.js';
import {flushMacs} from '../ovs/mac/mac-flush.js';
import {clearMacStatistics} from '../ovs/mac/mac-settings.js';
import {addStaticMac, deleteStaticMac} from '../ovs/mac/mac-static.js';
import type {OvsChange} from '../ovs/ovs-change.js';
import {purgeFlows, setMegaflows} from '../ovs/revalidator.js';
import {runRound} from '../ovs/run.js';
import {flushMcast} from '../ovs/snooping/mcast-snooping.js';
import {updateFloodable} from '../ovs/stp/ovs-stp.js';
import {translate} from '../ovs/translate/translate.js';
import {bridgeNamed, type OvsBridge, ofPortNamed, portOfMember, type Vswitchd} from '../ovs/vswitchd.js';
import type {Sink} from '../sink.js';
import type {Machine, World} from '../world.js';
import {applyLinkChange} from './link.js';

type DaemonChange = Exclude<
	OvsChange,
	{kind: 'ovsdb-transact' | 'flow-mod' | 'group-mod' | 'ovs-bond-active' | 'ovs-bond-migrate' | 'ovs-bond-enable'}
>;
type Of<Kind extends DaemonChange['kind']> = Extract<DaemonChange, {kind: Kind}>;

/** ENODEV: no such bridge or port. EPROTO: the sentence of the real command. */
export function applyDaemonChange(world: World, machine: Machine, switchd: Vswitchd, change: DaemonChange, out: Sink): ChangeResult {
	switch (change.kind) {
		case 'ovs-daemon':
			return setRunning(world, machine, switchd, change.running, out);
		case 'port-mod':
			return onBridge(switchd, change.bridge, (bridge) => modifyPort(world, bridge, change, out));
		case 'packet-out':
			return onBridge(switchd, change.bridge, (bridge) => {
				const result = sendPacketOut(world, switchd, bridge, change, out);
				return result.kind === 'done' ? DONE : refused('EPROTO', result.error);
			});
		case 'ovs-generate':
			return onBridge(switchd, change.bridge, (bridge) => generate(world, switchd, bridge, change.key));
		case 'ovs-fdb-add':
			return onBridge(switchd, change.bridge, (bridge) => addStation(bridge, change, world.now));
		case 'ovs-fdb-del':
			return onBridge(switchd, change.bridge, ({name, ...bridge}) =>
				deleteStaticMac({name, ...bridge}, change.vlan, change.mac) ? DONE : refused('EPROTO', 'could not find static mac entry'),
			);
		case 'ovs-fdb-flush':
			return onBridges(switchd, change.bridge, ({macs}) => {
				flushMacs(macs);
				return DONE;
			});
		case 'ovs-fdb-clear-statistics':
			return onBridges(switchd, change.bridge, ({macs}) => {
				clearMacStatistics(macs);
				return DONE;
			});
		case 'ovs-mdb-flush':
			return onBridges(switchd, change.bridge, ({snooping}) => {
				if (!snooping) return change.bridge === undefined ? DONE : refused('EPROTO', 'multicast snooping is disabled');
				flushMcast(snooping);
				return DONE;
			});
		case 'ovs-purge':
			purgeFlows(world, switchd);
			return DONE;
		case 'ovs-revalidate':
			runRound(world, machine, out);
			return DONE;
		case 'ovs-flow-limit':
			switchd.revalidator.flowLimit = change.limit;
			return DONE;
		case 'ovs-megaflows':
			setMegaflows(world, switchd, change.enabled);
			return DONE;
		default:
			return change satisfies never;
	}
}

function onBridge(switchd: Vswitchd, name: string, act: (bridge: OvsBridge) => ChangeResult): ChangeResult {
	const bridge = bridgeNamed(switchd, name);
	return bridge ? act(bridge) : refused('ENODEV', 'no such bridge');
}

/** The bridge of this name, or all. */
function onBridges(switchd: Vswitchd, name: string | undefined, act: (bridge: OvsBridge) => ChangeResult): ChangeResult {
	if (name !== undefined) return onBridge(switchd, name, act);
	for (const bridge of switchd.bridges) act(bridge);
	return DONE;
}

/** Switches the flags of a port; `portDown` takes its device down, or up again (update_port_config). */
function modifyPort(world: World, bridge: OvsBridge, {port: number, config}: Of<'port-mod'>, out: Sink): ChangeResult {
	const port = bridge.ofPorts.get(number);
	if (!port) return refused('ENODEV', 'OFPPMFC_BAD_PORT');
	const {portDown = port.config.portDown} = config;
	if (portDown !== port.config.portDown && port.device !== -1) {
		const result = applyLinkChange(world, {kind: 'set-up', device: port.device, up: !portDown}, out);
		if (result.kind === 'refused') return result;
	}
	const {noFlood} = port.config;
	Object.assign(port.config, config);
	const owner = portOfMember(bridge, number);
	if (owner && noFlood !== port.config.noFlood) updateFloodable(bridge, owner);
	bridge.version++;
	return DONE;
}

/** The side effects of a frame without the frame. */
function generate(world: World, switchd: Vswitchd, bridge: OvsBridge, key: FlowKey): ChangeResult {
	const stats = {packets: 1, bytes: 0, used: world.now, tcpFlags: (key[WORD.tcpFlags] as number) >>> 16};
	translate({switchd, bridge, key, frame: undefined, now: world.now, stats, tracing: false});
	return DONE;
}

function addStation(bridge: OvsBridge, {port: name, vlan, mac}: Of<'ovs-fdb-add'>, now: number): ChangeResult {
	const ofPort = ofPortNamed(bridge, name);
	const port = ofPort && portOfMember(bridge, ofPort.number);
	if (!port) return refused('ENODEV', 'no such port');
	const old = addStaticMac(bridge, port.name, vlan, mac, now);
	if (!old) return DONE;
	return {kind: 'done', text: `${old.static ? 'static' : 'dynamic'} ${old.port}`};
}

function setRunning(world: World, machine: Machine, switchd: Vswitchd, running: boolean, out: Sink): ChangeResult {
	if (switchd.running === running) return DONE;
	if (running) startDaemon(world, machine, switchd, out);
	else stopDaemon(world, machine, switchd, out);
	return DONE;
}
