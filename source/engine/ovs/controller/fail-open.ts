/*
 * When the controller is gone (ofproto/fail-open.c)
 *
 * A bridge with controllers does what they said, and goes on doing it when they are gone: flows stay until they time out.
 * What happens then is a matter of the fail mode. Secure, nothing more: unknown traffic is lost until a controller
 * comes back. Standalone, after three probe intervals without a controller in charge (15 s), the bridge forgets
 * all flows and becomes an ordinary switch, by a hidden flow of a priority that nobody can surpass.
 *
 * It stays one until a controller is in charge again. A controller may take its time to show that it is, and
 * with the hidden flow no frame would ever go up to it; so every 2 s a made-up frame does, a RARP from an
 * address that nobody has.
 *
 * Rules: fail_open_run, fail_open_flushed, fail_open_recover, trigger_duration; connmgr_failure_duration.
 */
import {OFPP} from '../../flow/action.js';
import {addInternalRule, removeInternalRules} from '../../flow/internal-rules.js';
import {matchAll} from '../../flow/match.js';
import {buildFrame} from '../../frame.js';
import {BROADCAST, type Mac} from '../../mac.js';
import {buildArp} from '../../protocol/arp.js';
import {nextRandom, type Seeded} from '../../random.js';
import {flushFlows} from '../configure/fail-mode.js';
import type {OvsBridge} from '../vswitchd.js';
import {type FailOpen, hasConnection, isAdmitted} from './controller-link.js';
import type {SwitchEnd} from './link-machine.js';

const SECOND = 1_000_000_000;
const ETHERTYPE_RARP = 0x8035;
const REVERSE_REQUEST = 3;
const PROBE_INTERVAL = 2 * SECOND;
/** Above all that a message can carry (FAIL_OPEN_PRIORITY). */
const FAIL_OPEN_PRIORITY = 0xf0f0f0;

/** Standalone bridges with controllers watch for how long they are alone; others do not (update_fail_open). */
export function watchFailure(bridge: OvsBridge): void {
	const {control} = bridge;
	if (bridge.controllers.length > 0 && bridge.failMode === 'standalone') {
		control.failOpen ??= {rule: undefined, nextProbe: Number.POSITIVE_INFINITY};
		return;
	}
	if (control.failOpen) recover(bridge, control.failOpen);
	control.failOpen = undefined;
}

/** World time at which there is something to do, ns. */
export function nextFailOpen(bridge: OvsBridge): number {
	const {failOpen} = bridge.control;
	if (!failOpen) return Number.POSITIVE_INFINITY;
	return failOpen.rule === undefined ? triggerTime(bridge) : failOpen.nextProbe;
}

/** When the bridge will be on its own if nothing happens, world time in ns. */
function triggerTime(bridge: OvsBridge): number {
	let last = Number.NEGATIVE_INFINITY;
	let probe = 0;
	for (const link of bridge.controllers) {
		last = Math.max(last, isAdmitted(link) ? Number.POSITIVE_INFINITY : link.lastAdmitted);
		probe = Math.max(probe, link.wanted.probe);
	}
	return last + Math.max(SECOND, 3 * probe);
}

/** Does what is due. */
export function runFailOpen(end: SwitchEnd, tellBogus: (bytes: Uint8Array) => void): void {
	const {world, bridge} = end;
	const {failOpen} = bridge.control;
	if (!failOpen) return;
	if (failOpen.rule === undefined) {
		if (triggerTime(bridge) <= world.now) failOpenNow(end, failOpen);
	} else if (failOpen.nextProbe <= world.now) {
		if (hasConnection(bridge)) tellBogus(bogusFrame(nicira(world)));
		failOpen.nextProbe = world.now + PROBE_INTERVAL;
	}
	watchConnection(end);
}

function failOpenNow({world, bridge, out}: SwitchEnd, failOpen: FailOpen): void {
	flushFlows(bridge, true, world.now);
	const normal = {kind: 'output' as const, port: OFPP.normal};
	failOpen.rule = addInternalRule(bridge.tables, FAIL_OPEN_PRIORITY, matchAll(), [normal], world.now, 0);
	if (out.tracing) out.note({kind: 'openflow-fail-open', bridge: bridge.name, active: true});
}

/** Made-up frames are sent while a controller is connected, the first after 2 s. */
export function watchConnection({world, bridge}: SwitchEnd): void {
	const {failOpen} = bridge.control;
	if (!failOpen) return;
	if (failOpen.rule === undefined || !hasConnection(bridge)) failOpen.nextProbe = Number.POSITIVE_INFINITY;
	else if (failOpen.nextProbe === Number.POSITIVE_INFINITY) failOpen.nextProbe = world.now + PROBE_INTERVAL;
}

/** A controller has said something: if it is in charge, the bridge is a switch of its own no more (fail_open_maybe_recover). */
export function maybeRecover({bridge, out}: SwitchEnd): void {
	const {failOpen} = bridge.control;
	if (failOpen?.rule === undefined || !bridge.controllers.some(isAdmitted)) return;
	recover(bridge, failOpen);
	if (out.tracing) out.note({kind: 'openflow-fail-open', bridge: bridge.name, active: false});
}

function recover(bridge: OvsBridge, failOpen: FailOpen): void {
	if (failOpen.rule !== undefined) removeInternalRules(bridge.tables, [failOpen.rule]);
	failOpen.rule = undefined;
	failOpen.nextProbe = Number.POSITIVE_INFINITY;
}

/** A RARP request from `mac`, for itself (compose_rarp). */
function bogusFrame(mac: Mac): Uint8Array {
	const payload = buildArp({operation: REVERSE_REQUEST, senderMac: mac, senderAddress: 0, targetMac: mac, targetAddress: 0});
	return buildFrame({dst: BROADCAST, src: mac, tags: [], etherType: ETHERTYPE_RARP, payload}).bytes;
}

/** A random address with Nicira's prefix (eth_addr_nicira_random). */
function nicira(world: Seeded): Mac {
	return 0x002320 * 2 ** 24 + ((nextRandom(world) & 0x7f_ffff) | 0x80_0000);
}
