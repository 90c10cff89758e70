/** Timers of the spanning tree of an OVS bridge (lib/stp.c, stp_tick). */

import {compareBridgeIds} from '../../devices/bridge/stp-vector.js';
import {becomeDesignated, detectTopologyChange, electAgain} from './election.js';
import {enabledPorts, isRoot, type OvsStp, STOPPED, type StpPort, toMilliseconds, toTicks} from './entity.js';
import {transmitConfig, transmitConfigs, transmitTcn} from './transmit.js';

/** A port sends no two configuration BPDUs within this time, ticks. */
const HOLD_TIME = 256;

/** Milliseconds that are sure to make a tick. */
const FINE = 4;

/**
 * Lets `ms` milliseconds pass, in steps that end where a timer runs out: what that starts begins then, and
 * not when somebody next looks at the clock.
 */
export function advance(stp: OvsStp, ms: number): void {
	for (let left = ms; left > 0; ) {
		const quiet = Math.min(left, Math.max(untilNext(stp) - FINE, 0));
		tick(stp, quiet);
		const step = Math.min(left - quiet, FINE);
		tick(stp, step);
		left -= quiet + step;
	}
}

/** `ms` milliseconds have passed: whatever ran out happens, in the order of the standard's appendix. */
export function tick(stp: OvsStp, ms: number): void {
	const total = ms + stp.remainder;
	const ticks = toTicks(total);
	stp.remainder = total - toMilliseconds(ticks);
	if (ticks === 0) return;
	if (expires(stp, 'hello', ticks, stp.inForce.helloTime)) {
		transmitConfigs(stp);
		stp.hello = 0;
	}
	if (expires(stp, 'tcn', ticks, stp.own.helloTime)) {
		transmitTcn(stp);
		stp.tcn = 0;
	}
	if (expires(stp, 'topologyChangeTimer', ticks, stp.inForce.maxAge + stp.inForce.forwardDelay)) {
		stp.topologyChangeDetected = false;
		stp.topologyChange = false;
	}
	for (const port of enabledPorts(stp)) {
		if (!expires(port, 'messageAge', ticks, stp.inForce.maxAge)) continue;
		const wasRoot = isRoot(stp);
		becomeDesignated(stp, port);
		electAgain(stp, wasRoot);
	}
	for (const port of enabledPorts(stp)) {
		if (expires(port, 'forwardDelay', ticks, stp.inForce.forwardDelay)) progress(stp, port);
		if (expires(port, 'hold', ticks, HOLD_TIME) && port.configPending) transmitConfig(stp, port);
	}
}

/** Milliseconds until a timer runs out; Infinity when none runs. */
export function untilNext(stp: OvsStp): number {
	const {inForce, own} = stp;
	const left = [
		leftOf(stp.hello, inForce.helloTime),
		leftOf(stp.tcn, own.helloTime),
		leftOf(stp.topologyChangeTimer, inForce.maxAge + inForce.forwardDelay),
	];
	for (const port of enabledPorts(stp)) {
		left.push(leftOf(port.messageAge, inForce.maxAge), leftOf(port.forwardDelay, inForce.forwardDelay));
		left.push(leftOf(port.hold, HOLD_TIME));
	}
	// A timer that is past its limit, because the limit has shrunk, runs out with the next tick.
	const ticks = Math.max(1, Math.min(...left));
	return Math.ceil((ticks * 1000) / 256) - stp.remainder;
}

function leftOf(timer: number, limit: number): number {
	return timer === STOPPED ? Number.POSITIVE_INFINITY : limit - timer;
}

/** Lets time pass for one timer; true, and it stops, when it runs out. */
function expires<Name extends string>(owner: Record<Name, number>, name: Name, ticks: number, limit: number): boolean {
	const timer = owner[name];
	if (timer === STOPPED) return false;
	const isOver = timer + ticks >= limit;
	(owner as Record<string, number>)[name] = isOver ? STOPPED : timer + ticks;
	return isOver;
}

/** From listening to learning, from learning to forwarding. */
function progress(stp: OvsStp, port: StpPort): void {
	if (port.state === 'listening') {
		port.state = 'learning';
		port.forwardDelay = 0;
	} else if (port.state === 'learning') {
		port.state = 'forwarding';
		if (enabledPorts(stp).some((other) => compareBridgeIds(other.designatedBridge, stp.id) === 0)) detectTopologyChange(stp);
	}
}
