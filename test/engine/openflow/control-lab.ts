/**
 * A host with Open vSwitch, a controller on a machine of its own, and a cable between the two, for tests.
 *
 * `br0` has ports p1, p2 and p3 with the numbers 1 to 3, and a station behind each, 02:00:00:00:00:01 and so on. The host is
 * 10.9.0.1 by its NIC `mgmt`, the controller's machine `c0` 10.9.0.9. Nothing is configured or started yet.
 */
import type {FlowMod} from '../../../source/engine/flow/flow-mod.js';
import {listRules} from '../../../source/engine/flow/flow-tables.js';
import {formatActions} from '../../../source/engine/flow/syntax/action-format.js';
import {formatMatch} from '../../../source/engine/flow/syntax/match-format.js';
import {buildFrame, type Frame} from '../../../source/engine/frame.js';
import {BROADCAST, type Mac, toMac} from '../../../source/engine/mac.js';
import type {ControllerOptions} from '../../../source/engine/openflow/controller-state.js';
import type {Letter} from '../../../source/engine/openflow/letter.js';
import type {OpenFlowMessage} from '../../../source/engine/openflow/message.js';
import {blankFlowMod} from '../../../source/engine/ovs/configure/fail-mode.js';
import {type OvsdbOperation, rowNamed} from '../../../source/engine/ovs/database/database.js';
import {portNamesOf} from '../../../source/engine/ovs/translate/report.js';
import {toIpv4} from '../../../source/engine/protocol/ipv4-address.js';
import {createTicker, inject} from '../../../source/engine/tick.js';
import {deliveries, drops, type TraceNode} from '../../../source/engine/trace.js';
import {deviceAtPath, type Machine, pathOf} from '../../../source/engine/world.js';
import {addMachine, type BridgeDescription, type OvsLab, ovsLab, values} from '../ovs/ovs-lab.js';

export const SECOND = 1_000_000_000;
export const TARGET = 'tcp:10.9.0.9';

export interface ControlLab extends OvsLab {
	c0: Machine;
	/** `ovs-vsctl set-controller br0 …`, out of band unless columns of table Controller say otherwise. */
	setController(target?: string, columns?: Record<string, number | string>): void;
	/** The same with several. */
	setControllers(targets: string[]): void;
	/** `ovs-ofctl del-flows br0` */
	deleteFlows(): void;
	deleteController(): void;
	start(options?: Partial<ControllerOptions>): void;
	stop(): void;
	/** The controller says something to its first switch of its own accord. */
	say(message: OpenFlowMessage, xid?: number): void;
	cut(isCut: boolean): void;
	/** Lets seconds pass; returns what happened. */
	wait(seconds: number): TraceNode[];
	/** The same until a world time in seconds. */
	waitUntil(time: number): TraceNode[];
	/** Station `from` sends a frame to station `to`, 0 is broadcast; returns what happened until all was quiet. */
	send(from: number, to: number, frame?: Partial<{etherType: number; payload: Uint8Array}>): TraceNode[];
	/** The same for a frame as it is. */
	sendFrame(from: number, frame: Frame): TraceNode[];
	/** Flows of br0 as text, the highest priority first, hidden ones too. */
	flows(): string[];
	/** Flows as `n_packets` and text. */
	counted(): string[];
	/** A flow-mod that says nothing. */
	blank: FlowMod;
	/** Column of table Controller. */
	status(): Record<string, unknown>;
}

export function controlLab(columns: BridgeDescription['columns'] = {}, release = 301): ControlLab {
	const lab = ovsLab({bridges: {br0: {ports: {p1: {ofport: 1}, p2: {ofport: 2}, p3: {ofport: 3}}, columns}}, release});
	const {world, host, apply, switchd} = lab;
	const c0 = addMachine(world, 'c0', 'host');
	const near = apply({kind: 'add-nic', machine: host.id, name: 'mgmt', mac: toMac('02:00:00:00:09:01')});
	const far = apply({kind: 'add-nic', machine: c0.id, name: 'eth0', mac: toMac('02:00:00:00:09:09')});
	const [a, b] = [near, far].map((result) => (result.kind === 'done' ? result.device : undefined)) as [number, number];
	apply({kind: 'connect', ends: [a, b], link: 'cable', latency: 1000});
	for (const device of [a, b]) apply({kind: 'set-up', device, up: true});
	apply({kind: 'add-address', device: a, address: toIpv4('10.9.0.1'), prefix: 24});
	apply({kind: 'add-address', device: b, address: toIpv4('10.9.0.9'), prefix: 24});
	const ticker = createTicker(world, true);
	const settle = (): TraceNode[] => {
		const nodes: TraceNode[] = [];
		while (ticker.tick()) nodes.push(ticker.lastNode() as TraceNode);
		return nodes;
	};
	const setControllers = (targets: string[], controller: Record<string, number | string> = {}): void => {
		const bridge = rowNamed(switchd.database, 'Bridge', 'br0') as {uuid: string};
		lab.transact([
			...targets.map((target, index): OvsdbOperation => {
				return {
					op: 'insert',
					table: 'Controller',
					name: `c${index}`,
					row: {target, ...values({connection_mode: 'out-of-band', ...controller})},
				};
			}),
			{op: 'update', table: 'Bridge', uuid: bridge.uuid, row: {controller: {set: targets.map((_, index) => ({named: `c${index}`}))}}},
		]);
	};
	const sendFrame = (from: number, frame: Frame): TraceNode[] => {
		inject(world, (deviceAtPath(world, `p${from}/eth0`) as {id: number}).id, frame);
		return settle();
	};
	const rules = () => listRules(lab.bridge().tables, 0, true).toSorted((one, other) => other.priority - one.priority);
	const describe = ({priority, idleTimeout, match, actions}: ReturnType<typeof rules>[number]): string => {
		const names = portNamesOf(lab.bridge());
		const idle = idleTimeout > 0 ? `idle_timeout=${idleTimeout},` : '';
		const matched = formatMatch(match, names, 32768);
		return `${idle}priority=${priority}${matched === '' ? '' : `,${matched}`} actions=${formatActions(actions, names)}`;
	};
	return {
		...lab,
		c0,
		setController: (target = TARGET, controller = {}) => setControllers([target], controller),
		setControllers,
		deleteFlows: () => void apply({kind: 'flow-mod', machine: host.id, bridge: 'br0', mod: blankFlowMod()}),
		deleteController() {
			const bridge = rowNamed(switchd.database, 'Bridge', 'br0') as {uuid: string};
			lab.transact([{op: 'update', table: 'Bridge', uuid: bridge.uuid, row: {controller: {set: []}}}]);
		},
		start: (options = {}) => void apply({kind: 'start-controller', machine: c0.id, options}),
		stop: () => void apply({kind: 'stop-controller', machine: c0.id}),
		say(message, xid = 4711) {
			const connection = c0.controller?.connections[0];
			const local = deviceAtPath(world, 'host/br0');
			if (!connection?.version || !local) throw new Error('no connection');
			const body = {kind: 'message' as const, version: connection.version, xid, message};
			ticker.sink.tell({connection: connection.id, to: 'switch', body}, local.id, world.now + 1000);
		},
		cut: (isCut) => void apply({kind: 'cut', device: b, cut: isCut}),
		wait(seconds) {
			world.until = Math.max(world.until, world.now) + seconds * SECOND;
			return settle();
		},
		waitUntil(time) {
			world.until = time * SECOND;
			return settle();
		},
		send(from, to, {etherType = 0x88b5, payload = new Uint8Array(46)} = {}) {
			const dst: Mac = to === 0 ? BROADCAST : stationMac(to);
			return sendFrame(from, buildFrame({dst, src: stationMac(from), etherType, payload}));
		},
		sendFrame,
		blank: blankFlowMod(),
		flows: () => rules().map(describe),
		counted: () => rules().map((rule) => `${rule.packets} ${describe(rule)}`),
		status() {
			const [row] = switchd.database.tables.Controller.values();
			if (!row) return {};
			const {is_connected: connected, role, status} = row.columns;
			const pairs = status?.keys.map((key, index) => [key, status.values[index]]) ?? [];
			return {connected: connected?.keys[0] ?? false, ...(role?.keys[0] ? {role: role.keys[0]} : {}), ...Object.fromEntries(pairs)};
		},
	};
}

export function stationMac(number: number): Mac {
	return 0x0200_0000_0000 + number;
}

/** Stations that took a frame for themselves, or saw it pass. */
export function reached(lab: ControlLab, nodes: readonly TraceNode[]): string[] {
	return deliveries(nodes)
		.map(({device}) => pathOf(lab.world, device))
		.filter((path) => path.endsWith('/eth0'))
		.map((path) => path.split('/')[0] as string)
		.sort();
}

export function dropped(nodes: readonly TraceNode[]): string[] {
	return drops(nodes).map(({reason}) => reason);
}

/** Letters in the order of their arrival: to whom and what. */
export function letters(nodes: readonly TraceNode[]): string[] {
	return nodes.flatMap(({letter}) => (letter ? [describeLetter(letter)] : []));
}

function describeLetter({to, body}: Letter): string {
	const sign = to === 'controller' ? '>' : '<';
	return `${sign} ${body.kind === 'message' ? body.message.kind : body.kind}`;
}

/** Messages of a kind, in the order of their arrival. */
export function messages<K extends OpenFlowMessage['kind']>(nodes: readonly TraceNode[], kind: K): Extract<OpenFlowMessage, {kind: K}>[] {
	const found = nodes.flatMap(({letter}) => (letter?.body.kind === 'message' ? [letter.body.message] : []));
	return found.filter((message): message is Extract<OpenFlowMessage, {kind: K}> => message.kind === kind);
}
