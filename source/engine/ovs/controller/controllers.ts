/*
 * A bridge and its controllers (ofproto/connmgr.c)
 *
 * The database names controllers by their targets. With the first one the bridge forgets its flows and waits to be told
 * what to do; without the last it begins anew as its fail mode says. Each controller has a
 * connection of its own, which is kept while its target stays and the bridge offers the same versions.
 *
 * Rules: connmgr_set_controllers, ofservice_create, ofservice_reconfigure, connmgr_run, bridge_configure_remotes,
 * refresh_controller_status (which the daemon does every 5 s; here the status is written when a connection changes).
 *
 * Not modelled: passive targets (`ptcp:`), which wait to be connected to.
 */
import {OFPP} from '../../flow/action.js';
import {OPENFLOW_VERSIONS, type OpenFlowVersion} from '../../flow/syntax/protocol.js';
import {isOpen, parseTarget, routeTo} from '../../openflow/delivery.js';
import {type Letter, subjectOf} from '../../openflow/letter.js';
import type {Sink} from '../../sink.js';
import type {Machine, World} from '../../world.js';
import {controllersOf} from '../configure/configure-bridges.js';
import {numberOf, type Row, textOf, textsOf} from '../database/database.js';
import {writeData} from '../database/database-status.js';
import {bridgeNamed, type OvsBridge} from '../vswitchd.js';
import {tellPacketIn, tellPorts} from './async-messages.js';
import {type ControllerLink, isConnected, type LinkSettings, watchAlive} from './controller-link.js';
import {nextFailOpen, runFailOpen, watchConnection, watchFailure} from './fail-open.js';
import {closeLink, connect, hear, nextOfLink, runLink, type SwitchEnd} from './link-machine.js';
import {obey} from './openflow-input.js';

const SECOND = 1_000_000_000;
const DEFAULTS: LinkSettings = {maxBackoff: 8 * SECOND, probe: 5 * SECOND};
/** Before, a new connection had the default until the next change of the database. */
const RELEASE_OF_SETTINGS = 302;
/** Kinds of targets that a bridge connects to by itself; others wait for a connection. */
const ACTIVE_TARGET = /^(?:tcp|ssl|unix):/;

/** The controllers of a bridge as its row wants them; returns whether it has its first one now, or lost its last. */
export function configureControllers(end: SwitchEnd, row: Row): boolean {
	const {switchd, bridge, world} = end;
	const had = bridge.controllers.length > 0;
	const versions = versionsOf(row);
	const before = bridge.controllers;
	const rows = activeOnes(controllersOf(switchd.database, row));
	const kept = before.filter(
		(link) => link.versions.join() === versions.join() && rows.some((candidate) => textOf(candidate, 'target') === link.target),
	);
	for (const link of before) if (!kept.includes(link)) closeLink(end, link);
	const fresh: ControllerLink[] = [];
	bridge.controllers = rows.map((candidate) => {
		const known = kept.find((link) => link.target === textOf(candidate, 'target'));
		const link = known ?? createLink(candidate, versions, before, world.now);
		link.uuid = candidate.uuid;
		link.wanted = settingsOf(candidate);
		if (known ? isConnected(known) : switchd.release >= RELEASE_OF_SETTINGS) link.settings = inForce(link.wanted);
		if (!known) fresh.push(link);
		return link;
	});
	for (const link of fresh) connect(end, link);
	return had !== bridge.controllers.length > 0;
}

/** Those to which the bridge connects, each target once. */
function activeOnes(rows: readonly Row[]): Row[] {
	const byTarget = new Map(rows.map((row) => [textOf(row, 'target'), row]));
	return [...byTarget.values()].filter((row) => ACTIVE_TARGET.test(textOf(row, 'target')));
}

/** To be called once the fail mode is known. */
export function controllersConfigured(end: SwitchEnd): void {
	watchFailure(end.bridge);
	watchAlive(end.bridge);
	for (const link of end.bridge.controllers) writeStatus(end, link);
}

/** Bridges that wait to try again do so at once, as if for the first time. */
export function connectNow(world: World, machine: Machine, out: Sink): void {
	const {vswitchd: switchd} = machine;
	if (!switchd?.running) return;
	for (const bridge of switchd.bridges) {
		const end = {world, machine, switchd, bridge, out};
		for (const link of bridge.controllers) {
			if (link.state !== 'backoff') continue;
			link.backoff = 0;
			link.backoffDeadline = Number.NEGATIVE_INFINITY;
			connect(end, link);
			writeStatus(end, link);
		}
	}
}

/** The bridge goes, or the daemon stops: all connections end. */
export function closeControllers(end: SwitchEnd): void {
	for (const link of end.bridge.controllers) {
		closeLink(end, link);
		writeStatus(end, link);
	}
	end.bridge.controllers = [];
	watchAlive(end.bridge);
}

/** World time at which something is due, ns. */
export function nextControl(bridge: OvsBridge): number {
	let next = nextFailOpen(bridge);
	for (const link of bridge.controllers) next = Math.min(next, nextOfLink(link));
	return next;
}

/** Does what is due. */
export function runControl(end: SwitchEnd): void {
	const before = end.bridge.controllers.map(({state}) => state);
	for (const link of end.bridge.controllers) runLink(end, link);
	runFailOpen(end, (bytes) => {
		tellPacketIn(end, {kind: 'packet-in', reason: 'no_match', table: 0, cookie: ALL_ONES, inPort: OFPP.local, bytes, metadata: {}});
	});
	for (const [index, link] of end.bridge.controllers.entries()) if (link.state !== before[index]) writeStatus(end, link);
	watchAlive(end.bridge);
}

const ALL_ONES = 0xffff_ffff_ffff_ffffn;

/** A letter for a switch has come to its machine. */
export function switchReceives(world: World, machine: Machine, letter: Letter, out: Sink): void {
	const {vswitchd: switchd} = machine;
	const {connection, body} = letter;
	const bridge = switchd?.running ? bridgeNamed(switchd, connection.bridge) : undefined;
	const link = bridge?.controllers.find(({target, attempt}) => target === connection.target && attempt === connection.attempt);
	const target = parseTarget(connection.target);
	const isLost = !target || !isOpen(world, routeTo(world, machine, target.address));
	if (isLost || !switchd || !bridge || !link || link.state === 'void' || link.state === 'backoff') {
		if (out.tracing) out.note({kind: 'openflow-lost', bridge: connection.bridge, side: 'switch', message: subjectOf(letter)});
		return;
	}
	if (out.tracing) out.note({kind: 'openflow-received', bridge: bridge.name, side: 'switch', message: subjectOf(letter)});
	const end: SwitchEnd = {world, machine, switchd, bridge, out};
	const {state} = link;
	if (hear(end, link, body) && body.kind === 'message') obey(end, link, body);
	watchAlive(bridge);
	if (link.state !== state) {
		watchConnection(end);
		// What is there when it connects, a controller has to ask for.
		tellPorts(end);
		writeStatus(end, link);
	}
}

function createLink(row: Row, versions: OpenFlowVersion[], before: readonly ControllerLink[], now: number): ControllerLink {
	const target = textOf(row, 'target');
	return {
		target,
		uuid: row.uuid,
		state: 'void',
		entered: now,
		lastConnected: Number.NEGATIVE_INFINITY,
		lastDisconnected: Number.NEGATIVE_INFINITY,
		lastActivity: Number.NEGATIVE_INFINITY,
		lastAdmitted: now,
		admitted: false,
		backoff: 0,
		backoffDeadline: Number.NEGATIVE_INFINITY,
		wanted: DEFAULTS,
		settings: DEFAULTS,
		lastError: undefined,
		versions,
		version: undefined,
		// Letters of an earlier connection to the same target may be on the way still.
		attempt: before.find((link) => link.target === target)?.attempt ?? 0,
		nextXid: 1,
		missSendLength: 128,
	};
}

/** `protocols` of the bridge; without any, all versions. */
function versionsOf(row: Row): OpenFlowVersion[] {
	const names = textsOf(row, 'protocols');
	return names.length === 0 ? [...OPENFLOW_VERSIONS] : OPENFLOW_VERSIONS.filter((version) => names.includes(version));
}

function settingsOf(row: Row): LinkSettings {
	const backoff = numberOf(row, 'max_backoff');
	const probe = numberOf(row, 'inactivity_probe');
	return {
		maxBackoff: backoff === undefined ? DEFAULTS.maxBackoff : Math.floor(backoff / 1000) * SECOND,
		probe: probe === undefined ? DEFAULTS.probe : probe === 0 ? 0 : Math.max(1, Math.floor(probe / 1000)) * SECOND,
	};
}

/** A connection asks no more often than every 5 s, whatever is wanted (rconn_set_probe_interval). */
function inForce({maxBackoff, probe}: LinkSettings): LinkSettings {
	return {maxBackoff: Math.max(SECOND, maxBackoff), probe: probe > 0 ? Math.max(probe, DEFAULTS.probe) : 0};
}

/** Columns of table Controller that the daemon writes. */
function writeStatus({world, switchd}: SwitchEnd, link: ControllerLink): void {
	const since = (time: number): string | undefined => (Number.isFinite(time) ? String(Math.floor((world.now - time) / SECOND)) : undefined);
	const status: [string, string | undefined][] = [
		['last_error', link.lastError],
		['sec_since_connect', since(link.lastConnected)],
		['sec_since_disconnect', since(link.lastDisconnected)],
		['state', link.state.toUpperCase()],
	];
	const known = status.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
	writeData(switchd.database, 'Controller', link.uuid, {
		is_connected: {keys: [isConnected(link)], values: []},
		role: {keys: isConnected(link) ? ['other'] : [], values: []},
		status: {keys: known.map(([name]) => name), values: known.map(([, value]) => value)},
	});
}
