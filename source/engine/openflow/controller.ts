/*
 * A controller, seen from the network (utilities/ovs-testcontroller.c)
 *
 * It waits for switches. With each it exchanges greetings, asks what it is, and then does what its application does with
 * what comes up. A switch that is silent for 60 s is asked for a sign of life, and given up after 60 s more; with its
 * connection goes what was known of it. A process that is stopped closes its connections; one
 * that is cut off does not notice for two minutes.
 *
 * Not modelled: several processes on one machine; more than 16 switches, which the real one refuses.
 */
import {type DeviceId, isOperational} from '../netdev.js';
import {bridgeNamed, LOCAL} from '../ovs/vswitchd.js';
import type {Sink} from '../sink.js';
import {deviceAt, type Machine, type World} from '../world.js';
import type {Connection, Controller, ControllerOptions} from './controller-state.js';
import {createController} from './controller-state.js';
import {parseTarget, routeTo} from './delivery.js';
import {answerPacketIn, welcome} from './learning-switch.js';
import {type ConnectionId, isSameConnection, type Letter, type LetterBody, subjectOf} from './letter.js';
import {commonVersion, type Envelope, type OpenFlowMessage} from './message.js';

const SECOND = 1_000_000_000;
/** Silence after which it asks, and after which it gives up (the probe interval of ovs-testcontroller). */
const PROBE = 60 * SECOND;

/** Starts a controller on `machine`, or does nothing when one runs already: its port is taken. */
export function startController(machine: Machine, options: Partial<ControllerOptions>): boolean {
	if (machine.controller?.running) return false;
	machine.controller = createController(options);
	return true;
}

/** The process ends: the kernel closes its connections. */
export function stopController(world: World, machine: Machine, out: Sink): boolean {
	const {controller} = machine;
	if (!controller?.running) return false;
	for (const connection of controller.connections) post(world, connection.id, connection.device, {kind: 'closed'}, 0, out);
	controller.running = false;
	controller.connections = [];
	return true;
}

/** A letter for the controller has come to `device` of its machine. */
export function controllerReceives(world: World, machine: Machine, device: DeviceId, letter: Letter, out: Sink): void {
	const {controller} = machine;
	const {body, connection: id} = letter;
	if (!isWithin(id, machine) && !isOperational(deviceAt(world, device))) {
		if (out.tracing) out.note({kind: 'openflow-lost', bridge: id.bridge, side: 'controller', message: subjectOf(letter)});
		return;
	}
	if (out.tracing) out.note({kind: 'openflow-received', bridge: id.bridge, side: 'controller', message: subjectOf(letter)});
	const connection = controller?.connections.find((known) => isSameConnection(known.id, id));
	if (body.kind === 'connect') {
		if (controller?.running && controller.options.port === body.port) accept(world, controller, id, device, out);
		else post(world, id, device, {kind: 'refused'}, 0, out);
		return;
	}
	if (!controller || !connection) {
		// The kernel answers for a process that is gone.
		if (body.kind === 'message') post(world, id, device, {kind: 'refused'}, 0, out);
		return;
	}
	if (body.kind === 'message') hear(world, controller, connection, body, out);
	else drop(controller, connection);
}

/** Does what is due at `world.now`. */
export function controllerTimer(world: World, machine: Machine, out: Sink): void {
	const {controller} = machine;
	if (!controller?.running) return;
	for (const connection of [...controller.connections]) {
		if (connection.wakeAt > world.now) continue;
		connection.wakeAt = Number.POSITIVE_INFINITY;
		const due = nextProbe(connection);
		if (due <= world.now && connection.asked) {
			post(world, connection.id, connection.device, {kind: 'closed'}, 0, out);
			drop(controller, connection);
			continue;
		}
		if (due <= world.now) {
			connection.asked = true;
			say(world, controller, connection, {kind: 'echo-request'}, out);
		}
		wake(connection, out);
	}
}

function nextProbe({heard, asked}: Connection): number {
	return heard + (asked ? 2 : 1) * PROBE;
}

/** A timer that is set stays where it is: when it fires, it is set anew. */
function wake(connection: Connection, out: Sink): void {
	const due = nextProbe(connection);
	if (connection.wakeAt <= due) return;
	connection.wakeAt = due;
	out.wake(connection.device, due);
}

function accept(world: World, controller: Controller, id: ConnectionId, device: DeviceId, out: Sink): void {
	const connection: Connection = {
		id,
		device,
		state: 'hello',
		version: undefined,
		heard: world.now,
		asked: false,
		wakeAt: Number.POSITIVE_INFINITY,
		nextXid: 1,
		datapathId: '',
		stations: new Map(),
	};
	controller.connections.push(connection);
	const {versions} = controller.options;
	post(world, id, device, {kind: 'accepted'}, 0, out);
	say(world, controller, connection, {kind: 'hello', versions}, out);
	wake(connection, out);
}

function hear(world: World, controller: Controller, connection: Connection, {message, xid}: Envelope, out: Sink): void {
	connection.heard = world.now;
	connection.asked = false;
	const answer = (...messages: OpenFlowMessage[]): void => {
		for (const own of messages) say(world, controller, connection, own, out);
	};
	if (connection.state === 'hello') {
		if (message.kind === 'hello') greet(world, controller, connection, message.versions, out);
		return;
	}
	if (message.kind === 'echo-request') {
		say(world, controller, connection, {kind: 'echo-reply'}, out, xid);
		return;
	}
	if (message.kind === 'features-reply' && connection.state === 'features') {
		connection.state = 'working';
		connection.datapathId = message.datapathId;
		return;
	}
	if (connection.state !== 'working') return;
	if (message.kind === 'packet-in' && controller.options.application !== 'listener') {
		answer(...answerPacketIn(connection, controller.options, message, world.now, out));
	}
}

/** The switch has greeted: with a common version work begins. */
function greet(world: World, controller: Controller, connection: Connection, versions: Envelope['version'][], out: Sink): void {
	const version = commonVersion(controller.options.versions, versions);
	if (!version) {
		say(world, controller, connection, {kind: 'error', error: 'OFPHFC_INCOMPATIBLE'}, out);
		post(world, connection.id, connection.device, {kind: 'closed'}, controller.options.delay, out);
		drop(controller, connection);
		return;
	}
	connection.version = version;
	connection.state = 'features';
	say(world, controller, connection, {kind: 'features-request'}, out);
	for (const message of welcome(connection, controller.options)) say(world, controller, connection, message, out);
}

function drop(controller: Controller, connection: Connection): void {
	controller.connections = controller.connections.filter((other) => other !== connection);
}

/** Sends a message when the controller has thought about it. */
function say(
	world: World,
	{options}: Controller,
	connection: Connection,
	message: OpenFlowMessage,
	out: Sink,
	xid = connection.nextXid++,
): void {
	const version = connection.version ?? options.versions.at(-1) ?? 'OpenFlow10';
	post(world, connection.id, connection.device, {kind: 'message', version, xid, message}, options.delay, out);
}

/** Sends a letter to the switch of a connection, `delay` ns from now. */
function post(world: World, connection: ConnectionId, device: DeviceId, body: LetterBody, delay: number, out: Sink): void {
	const letter: Letter = {connection, to: 'switch', body};
	const machine = world.machines[connection.machine] as Machine;
	const bridge = machine.vswitchd && bridgeNamed(machine.vswitchd, connection.bridge);
	const target = parseTarget(connection.target);
	const local = bridge?.ofPorts.get(LOCAL);
	const route = target && routeTo(world, machine, target.address);
	const isDown =
		!isWithin(connection, world.machines[deviceAt(world, device).machine] as Machine) && !isOperational(deviceAt(world, device));
	if (!local || route?.kind !== 'route' || isDown) {
		if (out.tracing) out.note({kind: 'openflow-lost', bridge: connection.bridge, side: 'switch', message: subjectOf(letter)});
		return;
	}
	out.tell(letter, local.device, world.now + delay + route.latency);
}

/** Are switch and controller on one machine? */
function isWithin(connection: ConnectionId, machine: Machine): boolean {
	return connection.machine === machine.id;
}
