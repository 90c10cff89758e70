/**
 * How a connection to a controller is made, kept and given up (lib/rconn.c, lib/vconn.c)
 *
 * Each state has a time at which it is over; letters from the other side end it sooner.
 */

import {isOpen, parseTarget, type Route, routeTo} from '../../openflow/delivery.js';
import {type LetterBody, subjectOf} from '../../openflow/letter.js';
import {commonVersion, type OpenFlowMessage} from '../../openflow/message.js';
import type {Sink} from '../../sink.js';
import type {Machine, World} from '../../world.js';
import {LOCAL, type OvsBridge, type Vswitchd} from '../vswitchd.js';
import {type ControllerLink, isConnected, type LinkState} from './controller-link.js';

/** A bridge in its world, as whoever deals with its controllers needs it. */
export interface SwitchEnd {
	world: World;
	machine: Machine;
	switchd: Vswitchd;
	bridge: OvsBridge;
	out: Sink;
}

const SECOND = 1_000_000_000;
/** After so long a connection counts as accepted by the controller, whatever it said. */
const ADMISSION = 30 * SECOND;

/** Messages with which a controller only looks at the switch (is_admitted_msg). */
const LOOKING: ReadonlySet<OpenFlowMessage['kind']> = new Set([
	'hello',
	'error',
	'echo-request',
	'echo-reply',
	'features-request',
	'features-reply',
	'set-config',
]);

/** World time at which the state of the connection is over, ns. */
export function nextOfLink(link: ControllerLink): number {
	const {state, entered, backoff, settings} = link;
	switch (state) {
		case 'void':
			return Number.POSITIVE_INFINITY;
		case 'backoff':
			return entered + backoff;
		case 'connecting':
			return entered + Math.max(SECOND, backoff);
		case 'active':
			return settings.probe === 0 ? Number.POSITIVE_INFINITY : Math.max(link.lastActivity, entered) + settings.probe;
		case 'idle':
			return entered + settings.probe;
		default:
			return state satisfies never;
	}
}

/** Does what is due (rconn_run). */
export function runLink(end: SwitchEnd, link: ControllerLink): void {
	if (nextOfLink(link) > end.world.now) return;
	switch (link.state) {
		case 'void':
			return;
		case 'backoff':
			connect(end, link);
			return;
		case 'connecting':
			// The next wait is longer.
			link.backoffDeadline = Number.POSITIVE_INFINITY;
			disconnect(end, link, 'Connection timed out');
			return;
		case 'active':
			enter(end, link, 'idle');
			send(end, link, {kind: 'echo-request'});
			return;
		case 'idle':
			disconnect(end, link, 'Connection timed out');
			return;
		default:
			link.state satisfies never;
	}
}

/** Tries to connect (reconnect). */
export function connect(end: SwitchEnd, link: ControllerLink): void {
	const {world} = end;
	link.attempt++;
	link.version = undefined;
	const target = parseTarget(link.target);
	const route: Route = target ? routeTo(world, end.machine, target.address) : {kind: 'none'};
	if (!target || route.kind === 'none') {
		link.backoffDeadline = Number.POSITIVE_INFINITY;
		disconnect(end, link, whyNot(link.target));
		return;
	}
	link.backoffDeadline = world.now + link.backoff;
	enter(end, link, 'connecting');
	post(end, link, {kind: 'connect', port: target.port});
}

/** Why a target cannot even be tried: SSL has no keys here, and a socket has no file. */
function whyNot(target: string): string {
	if (target.startsWith('ssl:')) return 'Protocol not available';
	if (target.startsWith('unix:')) return 'No such file or directory';
	return 'Network is unreachable';
}

/** The connection is over: wait, and longer every time that it fails at once (disconnect). */
export function disconnect(end: SwitchEnd, link: ControllerLink, error: string | undefined): void {
	const {now} = end.world;
	link.lastError = error;
	if (link.state === 'connecting' || isConnected(link)) link.lastDisconnected = now;
	if (now >= link.backoffDeadline) link.backoff = SECOND;
	else if (link.backoff < link.settings.maxBackoff / 2) link.backoff = Math.max(SECOND, 2 * link.backoff);
	else link.backoff = link.settings.maxBackoff;
	link.backoffDeadline = now + link.backoff;
	enter(end, link, 'backoff');
}

/** The bridge wants the connection no more. */
export function closeLink(end: SwitchEnd, link: ControllerLink): void {
	if (isConnected(link) || link.state === 'connecting') post(end, link, {kind: 'closed'});
	enter(end, link, 'void');
}

/** A letter of this connection has come: what it does to the connection itself. True: it is a message to act upon. */
export function hear(end: SwitchEnd, link: ControllerLink, body: LetterBody): boolean {
	switch (body.kind) {
		case 'connect':
			return false;
		case 'accepted':
			if (link.state === 'connecting') send(end, link, {kind: 'hello', versions: link.versions});
			return false;
		case 'refused':
			disconnect(end, link, link.state === 'connecting' ? 'Connection refused' : 'Connection reset by peer');
			return false;
		case 'closed':
			disconnect(end, link, link.state === 'connecting' ? 'Connection reset by peer' : 'End of file');
			return false;
		case 'message':
			if (link.state === 'connecting') return greet(end, link, body.message);
			if (!isConnected(link)) return false;
			note(end, link, body.message);
			return true;
		default:
			return body satisfies never;
	}
}

/** The greeting of the controller: with a common version the connection stands (vcs_recv_hello). */
function greet(end: SwitchEnd, link: ControllerLink, message: OpenFlowMessage): false {
	if (message.kind !== 'hello') return false;
	const version = commonVersion(link.versions, message.versions);
	if (!version) {
		send(end, link, {kind: 'error', error: 'OFPHFC_INCOMPATIBLE'});
		post(end, link, {kind: 'closed'});
		disconnect(end, link, 'Protocol error');
		return false;
	}
	link.version = version;
	link.admitted = false;
	link.missSendLength = 128;
	enter(end, link, 'active');
	link.lastConnected = end.world.now;
	return false;
}

/** Something was heard (rconn_recv). */
function note(end: SwitchEnd, link: ControllerLink, message: OpenFlowMessage): void {
	const {now} = end.world;
	link.admitted ||= !LOOKING.has(message.kind) || now - link.lastConnected >= ADMISSION;
	if (link.admitted) link.lastAdmitted = now;
	link.lastActivity = now;
	if (link.state === 'idle') enter(end, link, 'active');
}

function enter({world, bridge, out}: SwitchEnd, link: ControllerLink, state: LinkState): void {
	link.state = state;
	link.entered = world.now;
	if (!out.tracing) return;
	const error = state === 'backoff' && link.lastError !== undefined ? {error: link.lastError} : {};
	out.note({kind: 'openflow-link', bridge: bridge.name, target: link.target, connection: state, ...error});
}

/** Sends a message to the controller; `xid` of the question when it is an answer. */
export function send(end: SwitchEnd, link: ControllerLink, message: OpenFlowMessage, xid = link.nextXid++): void {
	post(end, link, {kind: 'message', version: link.version ?? link.versions.at(-1) ?? 'OpenFlow10', xid, message});
}

function post(end: SwitchEnd, link: ControllerLink, body: LetterBody): void {
	const {world, machine, bridge, out} = end;
	const target = parseTarget(link.target);
	const local = bridge.ofPorts.get(LOCAL);
	if (!target) return;
	const route = routeTo(world, machine, target.address);
	const connection = {machine: machine.id, bridge: bridge.name, target: link.target, attempt: link.attempt};
	const letter = {connection, to: 'controller' as const, body};
	const device = route.kind === 'route' ? (route.far ?? local?.device) : undefined;
	if (route.kind !== 'route' || device === undefined || !isOpen(world, route)) {
		if (out.tracing) out.note({kind: 'openflow-lost', bridge: bridge.name, side: 'controller', message: subjectOf(letter)});
		return;
	}
	out.tell(letter, device, world.now + route.latency);
}
