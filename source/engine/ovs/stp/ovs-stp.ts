/*
 * The spanning tree in the life of an OVS bridge (ofproto-dpif.c, stp_run, set_stp, update_stp_port_state)
 *
 * Off by default. A port that takes part is in one of the states of 802.1D, and what that means to frames
 * differs a little from the Linux bridge:
 *
 *             forwards  learns  BPDUs of others leave
 * blocking       -        -        -
 * listening      -        -        y
 * learning       -        y        y
 * forwarding     y        y        y
 *
 * BPDUs that come in end here, whatever the state; a port that has lost its carrier lets nothing
 * through. Internal ports, bonds, output ports of mirrors and ports with `stp-enable=false` take no part: for them
 * nothing is different, except that a BPDU which comes in by them is swallowed, too.
 *
 * When a port begins or ceases to learn, or the tree has changed, the bridge forgets all its
 * stations and groups.
 *
 * Flooding
 * --------
 * Whether NORMAL floods to a port is asked only when the port joins, or begins or ceases to
 * forward, and the answer is kept. It is no for a port that is added while the
 * protocol is on, until it forwards; for one that takes no part that means never. And it
 * is no for every port that was forwarding when the protocol is switched off: they are not
 * flooded to again until something makes the switch ask anew. Releases up to
 * 3.1 at least really do that.
 *
 * Not modelled: RSTP; BPDUs of another version than 0.
 */
import type {PortState} from '../../devices/bridge/bridge-device.js';
import type {Frame} from '../../frame.js';
import {type Mac, writeMac} from '../../mac.js';
import {readBpdu} from '../../protocol/bpdu.js';
import type {OvsCause} from '../cause.js';
import {flushMacs} from '../mac/mac-flush.js';
import {flushMcast} from '../snooping/mcast-snooping.js';
import {note, type Translation} from '../translate/translation.js';
import {type OfPort, type OvsBridge, type OvsPort, portOfMember} from '../vswitchd.js';
import {createStp, createStpPort, disablePort, enablePort, setBridgeId, setPathCost, setPortPriority, setTimes} from './configure.js';
import type {OvsStp, StpPort} from './entity.js';
import {receive} from './receive.js';
import {advance, untilNext} from './timer.js';

const MILLISECOND = 1_000_000;

/** What the database asks of a bridge whose `stp_enable` is true. Times in ms. */
export interface StpSettings {
	system: Mac;
	priority: number;
	helloTime: number;
	maxAge: number;
	forwardDelay: number;
	/** Ports that take part. */
	ports: {ofPort: number; number: number; priority: number; cost: number}[];
}

/** Do frames pass this OpenFlow port (xport_stp_forward_state)? */
export function forwardsAt(bridge: OvsBridge, ofPort: number): boolean {
	const port = stpPortAt(bridge, ofPort);
	return !port || port.state === 'forwarding';
}

/** May the bridge learn there (xport_stp_learn_state)? */
export function learnsAt(bridge: OvsBridge, ofPort: number): boolean {
	const port = stpPortAt(bridge, ofPort);
	return !port || learns(port.state);
}

/** Do BPDUs leave there (xport_stp_should_forward_bpdu)? */
export function passesBpdus(bridge: OvsBridge, ofPort: number): boolean {
	return stpPortAt(bridge, ofPort)?.state !== 'blocking';
}

/** May NORMAL flood to this port, as far as the spanning tree is concerned (ofbundle.floodable)? */
export function isFloodable(port: OvsPort): boolean {
	return port.floodBlocked !== true;
}

/** Asks anew whether NORMAL floods to a port, after `mod-port` has changed its no-flood (bundle_update). */
export function updateFloodable(bridge: OvsBridge, port: OvsPort): void {
	const {stp} = bridge;
	const blocked = stp !== undefined && port.members.some((number) => stpPortAt(bridge, number)?.shown !== 'forwarding');
	port.floodBlocked = blocked;
}

/** A BPDU came in by `port`: the protocol gets it (stp_process_packet). */
export function receiveStp(translation: Translation, port: OfPort, frame: Frame): void {
	const {bridge, request} = translation;
	const own = stpPortAt(bridge, port.number);
	if (!bridge.stp || !own || own.state === 'disabled') return;
	const bpdu = readBpdu(frame);
	if (!bpdu) {
		own.malformed++;
		return;
	}
	catchUp(bridge.stp, request.now);
	const superior = receive(bridge.stp, own, bpdu);
	note(translation, {kind: 'ovs-bpdu', bridge: bridge.name, port: port.name, superior});
	for (const cause of settle(bridge, request.now)) note(translation, cause);
}

/** Does what is due at `now`, and looks at the carrier of all ports (stp_run). Returns what happened. */
export function runStp(bridge: OvsBridge, now: number): OvsCause[] {
	const {stp} = bridge;
	if (!stp) return [];
	catchUp(stp, now);
	for (const port of stp.ports) {
		const up = bridge.ofPorts.get(port.ofPort)?.up === true;
		if (up && port.state === 'disabled') enablePort(stp, port);
		else if (!up && port.state !== 'disabled') disablePort(stp, port);
	}
	return settle(bridge, now);
}

/** World time, ns, at which `runStp` has something to do, or `takeBpdus` has BPDUs: -Infinity for at once, Infinity while the protocol is off. */
export function nextStp({stp, ofPorts}: OvsBridge): number {
	if (!stp) return Number.POSITIVE_INFINITY;
	const linkChanged = stp.ports.some(({ofPort, state}) => (ofPorts.get(ofPort)?.up === true) !== (state !== 'disabled'));
	if (linkChanged || stp.outbox.length > 0) return Number.NEGATIVE_INFINITY;
	return (stp.lastTick + untilNext(stp)) * MILLISECOND;
}

/** BPDUs that wait to be sent, each by the OpenFlow port `port`, and no longer wait. A port without MAC sends none (send_bpdu_cb). */
export function takeBpdus(bridge: OvsBridge): {port: OfPort; frame: Frame}[] {
	const {stp} = bridge;
	if (!stp || stp.outbox.length === 0) return [];
	const waiting = stp.outbox;
	stp.outbox = [];
	return waiting.flatMap(({ofPort, frame}) => {
		const port = bridge.ofPorts.get(ofPort);
		if (!port || port.mac === 0) return [];
		const bytes = frame.bytes.slice();
		writeMac(bytes, 6, port.mac);
		return [{port, frame: {bytes}}];
	});
}

/** The settings are such now; `undefined` switches the protocol off. Call it whenever ports or settings may have changed. */
export function configureStp(bridge: OvsBridge, settings: StpSettings | undefined, now: number): OvsCause[] {
	if (!settings) return switchOff(bridge, now);
	const {stp = createStp({priority: settings.priority || 0x8000, mac: settings.system}, now)} = bridge;
	if (bridge.stp) for (const port of bridge.ports) if (!stp.known.includes(port.name)) port.floodBlocked = true;
	catchUp(stp, now);
	if (!bridge.stp) stp.version++;
	bridge.stp = stp;
	stp.known = bridge.ports.map(({name}) => name);
	setBridgeId(stp, {priority: settings.priority, mac: settings.system});
	setTimes(stp, settings);
	const notes: OvsCause[] = [];
	for (const port of [...stp.ports]) {
		const asked = settings.ports.find(({ofPort}) => ofPort === port.ofPort);
		if (asked?.number !== port.number || !bridge.ofPorts.has(port.ofPort)) notes.push(...removePort(bridge, stp, port, now));
	}
	for (const {ofPort, number, priority, cost} of settings.ports) {
		const of = bridge.ofPorts.get(ofPort);
		if (!of) continue;
		const port = stpPortAt(bridge, ofPort) ?? addPort(stp, number, of, now);
		port.name = of.name;
		if (of.up) enablePort(stp, port);
		else disablePort(stp, port);
		setPortPriority(stp, port, priority);
		setPathCost(stp, port, cost);
	}
	return [...notes, ...settle(bridge, now)];
}

/** Lets the time pass that has not been counted yet; timers that something starts now must not find it again. */
function catchUp(stp: OvsStp, now: number): void {
	const ms = Math.floor(now / MILLISECOND);
	advance(stp, ms - stp.lastTick);
	stp.lastTick = ms;
}

function switchOff(bridge: OvsBridge, now: number): OvsCause[] {
	const {stp} = bridge;
	if (!stp) return [];
	const notes = [...stp.ports].flatMap((port) => removePort(bridge, stp, port, now));
	bridge.stp = undefined;
	return notes;
}

function addPort(stp: OvsStp, number: number, of: OfPort, now: number): StpPort {
	const port = createStpPort(stp, number, of.number, of.name, now);
	stp.ports.push(port);
	stp.ports.sort((a, b) => a.number - b.number);
	return port;
}

/** It takes part no longer: as far as the bridge is concerned it is disabled, and then forgotten. */
function removePort(bridge: OvsBridge, stp: OvsStp, port: StpPort, now: number): OvsCause[] {
	disablePort(stp, port);
	const notes = settle(bridge, now);
	stp.ports = stp.ports.filter((other) => other !== port);
	return notes;
}

function stpPortAt({stp}: OvsBridge, ofPort: number): StpPort | undefined {
	return stp?.ports.find((port) => port.ofPort === ofPort);
}

function learns(state: PortState): boolean {
	return state === 'learning' || state === 'forwarding';
}

/** The bridge acts on new states, and forgets what may be wrong (update_stp_port_state, stp_check_and_reset_fdb_flush). */
function settle(bridge: OvsBridge, now: number): OvsCause[] {
	const {stp} = bridge;
	if (!stp) return [];
	const notes: OvsCause[] = [];
	for (const port of stp.ports) {
		const {shown, state} = port;
		if (shown === state) continue;
		notes.push({kind: 'ovs-stp-state', bridge: bridge.name, port: port.name, from: shown, to: state});
		Object.assign(port, {shown: state, since: now});
		stp.version++;
		if (learns(shown) !== learns(state)) forget(bridge);
		const owner = portOfMember(bridge, port.ofPort);
		if (owner && (shown === 'forwarding') !== (state === 'forwarding')) updateFloodable(bridge, owner);
	}
	if (!stp.needsFlush) return notes;
	stp.needsFlush = false;
	forget(bridge);
	return [...notes, {kind: 'ovs-topology-change', bridge: bridge.name}];
}

function forget(bridge: OvsBridge): void {
	flushMacs(bridge.macs);
	if (bridge.snooping) flushMcast(bridge.snooping);
}
