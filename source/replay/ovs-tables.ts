/*
 * The tables of Open vSwitch as recordings write them
 *
 * The recorder asked the tools, and so does this: `fdb/show`, `dpctl/dump-flows`, `dump-flows`, `bond/show`,
 * `mdb/show` and `ofproto/trace` are typed at the prompt of the host, and what they print is taken apart. So
 * a recording checks the tools as well. None of these commands changes anything.
 */
import {bridgeNamed, LOCAL, portOfMember} from '../engine/ovs/vswitchd.js';
import {machineNamed, type World} from '../engine/world.js';
import type {DpFlow} from './ovs-schema.js';
import type {Expectation, FdbRow} from './recording-schema.js';

/** Runs a command that only looks; throws `Unanswered` when the lab cannot. */
export type Ask = (line: string) => string;

/** `fdb/show`: ports by the names of their bundles. */
export function ovsFdb(ask: Ask, world: World, machine: string, bridgeName: string): FdbRow[] {
	const switchd = machineNamed(world, machine)?.vswitchd;
	const bridge = switchd && bridgeNamed(switchd, bridgeName);
	if (!bridge) return [];
	const nameOf = (number: string): string =>
		number === 'LOCAL' ? 'LOCAL' : (portOfMember(bridge, Number(number))?.name ?? bridge.ofPorts.get(Number(number))?.name ?? number);
	return lines(ask(`ovs-appctl fdb/show ${bridgeName}`))
		.slice(1)
		.map((line): FdbRow => {
			const [port = '', vlan = '', mac = '', age] = line.trim().split(/\s+/);
			return {mac, port: nameOf(port), vlan: Number(vlan), ...(age === 'static' ? {state: 'static'} : {})};
		});
}

/** `dpctl/dump-flows --names` */
export function dpFlows(ask: Ask): DpFlow[] {
	return lines(ask('ovs-appctl dpctl/dump-flows --names')).flatMap((line) => {
		const found = /^(.*), packets:(\d+), bytes:\d+, used:[^,]+, (?:flags:[^ ]+, )?actions:(.*)$/.exec(line);
		return found ? [{match: found[1] as string, packets: Number(found[2]), actions: found[3] as string}] : [];
	});
}

/** `ovs-ofctl --names dump-flows`: each flow without its cookie, times and octets. */
export function flowStats(ask: Ask, bridge: string, version: string | undefined): NonNullable<Expectation['flowStats']> {
	return lines(ask(`ovs-ofctl${version === undefined ? '' : ` -O ${version}`} --names dump-flows ${bridge}`)).flatMap((line) => {
		const found = /^ cookie=\S+, duration=\S+, table=(\d+), n_packets=(\d+), n_bytes=\d+, (.*)$/.exec(line);
		if (!found) return [];
		const flow = (found[3] as string).replace(/(?:idle|hard)_age=\d+, /g, '');
		return [{table: Number(found[1]), flow, packets: Number(found[2])}];
	});
}

/** `bond/show` */
export function bonds(ask: Ask): NonNullable<Expectation['bond']> {
	const reports: NonNullable<Expectation['bond']> = {};
	let current: (typeof reports)[string] = {mode: '', active: null, members: {}};
	const cases: [RegExp, (found: RegExpExecArray) => void][] = [
		[/^---- (\S+) ----$/, ([, name = '']) => (reports[name] = current = {mode: '', active: null, members: {}})],
		[/^bond_mode: (\S+)/, ([, mode = '']) => (current.mode = mode)],
		[/^active-backup primary: (?!<none>)(\S+)/, ([, primary = '']) => (current.primary = primary)],
		[/^active member mac: \S+\((?!none\))(\S+)\)/, ([, active = '']) => (current.active = active)],
		[/^member (\S+): (\S+)/, ([, name = '', state = '']) => (current.members[name] = state)],
	];
	for (const line of lines(ask('ovs-appctl bond/show'))) {
		for (const [pattern, take] of cases) {
			const found = pattern.exec(line);
			if (found) take(found);
		}
	}
	return reports;
}

/** `mdb/show`: port, VLAN and group of each row. */
export function snoopedGroups(ask: Ask, bridge: string): string[] {
	return lines(ask(`ovs-appctl mdb/show ${bridge}`))
		.slice(1)
		.map((line) => line.trim().split(/\s+/).slice(0, 3).join(' '));
}

/** `ofproto/trace --names` of a flow that is about to come in. */
export function traceOf(ask: Ask, bridge: string, flow: string): NonNullable<Expectation['trace']> {
	const text = ask(`ovs-appctl ofproto/trace --names ${bridge} ${flow}`).trimEnd().split('\n');
	const after = (label: string): string => text.find((line) => line.startsWith(label))?.slice(label.length) ?? '';
	return {flow, megaflow: after('Megaflow: '), actions: after('Datapath actions: '), text};
}

/** The OpenFlow name of the port of an endpoint. */
export function ingressName(world: World, machine: string, bridgeName: string, device: string): string {
	const switchd = machineNamed(world, machine)?.vswitchd;
	const local = switchd && bridgeNamed(switchd, bridgeName)?.ofPorts.get(LOCAL);
	return local?.name === device ? 'LOCAL' : device;
}

function lines(text: string): string[] {
	return text.split('\n').filter((line) => line !== '');
}
