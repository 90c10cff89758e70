/**
 * The switches of a small fabric as the engine's ordinary devices: a Linux bridge for each ToR and for the core, a
 * machine for each station, frames with octets, links with latency.
 */
import type {FabricParameters} from '../../../source/engine/fabric/parameters.js';
import {buildFrame, ETHERTYPE} from '../../../source/engine/frame.js';
import {type History, input, settle} from '../../../source/engine/history.js';
import {BROADCAST} from '../../../source/engine/mac.js';
import {crossings, deliveries} from '../../../source/engine/trace.js';
import {deviceAtPath, machineOf, pathOf} from '../../../source/engine/world.js';
import {historyOf} from '../../fixtures/macvlan-lab.js';

const SECOND = 1_000_000_000;
const macOf = (station: number): number => 0x0200_0000_0000 + station;

/** Machines `s0`, `s1`, … one a host. */
export function bridgesOf({racks, hosts, tables, ageing}: FabricParameters): History {
	const nic = (name: string) => ({kind: 'nic' as const, name});
	const range = (count: number) => Array.from({length: count}, (_, at) => at);
	const bridge = (ports: string[], fdbMaxLearned: number) => ({
		kind: 'bridge' as const,
		name: 'br0',
		ports,
		// Between whole seconds: the collector of a bridge comes a moment after an entry is due.
		options: {ageing: ageing - 0.5, fdbMaxLearned, mcastSnooping: false},
	});
	const torPorts = ['up', ...range(hosts).map((host) => `p${host}`)];
	const corePorts = range(racks).map((rack) => `p${rack}`);
	return historyOf({
		machines: [
			...range(racks * hosts).map((station) => ({
				name: `s${station}`,
				role: 'host' as const,
				devices: [{...nic('eth0'), mac: `02:00:00:00:00:${station.toString(16).padStart(2, '0')}`}],
			})),
			...range(racks).map((rack) => ({
				name: `tor${rack}`,
				role: 'switch' as const,
				devices: [...torPorts.map(nic), bridge(torPorts, tables.tor)],
			})),
			{name: 'core', role: 'switch' as const, devices: [...corePorts.map(nic), bridge(corePorts, tables.core)]},
		],
		links: [
			...range(racks * hosts).map((station) => ({
				ends: [`s${station}/eth0`, `tor${Math.floor(station / hosts)}/p${station % hosts}`] as [string, string],
			})),
			...range(racks).map((rack) => ({ends: [`tor${rack}/up`, `core/p${rack}`] as [string, string]})),
		],
	});
}

/**
 * The same with virtual switches: machines `s0`, `s1`, … are guests, `perHost` on each host, behind a bridge. That of the
 * `watched` host has a limit, the others have none.
 */
export function edgedBridgesOf({racks, hosts, tables}: FabricParameters, perHost: number, watched: number): History {
	const nic = (name: string) => ({kind: 'nic' as const, name});
	const range = (count: number) => Array.from({length: count}, (_, at) => at);
	const switchOf = (name: string, ports: string[], fdbMaxLearned: number) => ({
		name,
		role: 'switch' as const,
		devices: [...ports.map(nic), {kind: 'bridge' as const, name: 'br0', ports, options: {fdbMaxLearned, mcastSnooping: false}}],
	});
	const ports = (count: number) => range(count).map((at) => `p${at}`);
	const link = (a: string, b: string) => ({ends: [a, b] as [string, string]});
	return historyOf({
		machines: [
			...range(racks * hosts * perHost).map((station) => ({
				name: `s${station}`,
				role: 'vm' as const,
				devices: [{...nic('eth0'), mac: `02:00:00:00:00:${station.toString(16).padStart(2, '0')}`}],
			})),
			...range(racks * hosts).map((host) => switchOf(`h${host}`, ['up', ...ports(perHost)], host === watched ? tables.edge : 0)),
			...range(racks).map((rack) => switchOf(`tor${rack}`, ['up', ...ports(hosts)], tables.tor)),
			switchOf('core', ports(racks), tables.core),
		],
		links: [
			...range(racks * hosts * perHost).map((station) =>
				link(`s${station}/eth0`, `h${Math.floor(station / perHost)}/p${station % perHost}`),
			),
			...range(racks * hosts).map((host) => link(`h${host}/up`, `tor${Math.floor(host / hosts)}/p${host % hosts}`)),
			...range(racks).map((rack) => link(`tor${rack}/up`, `core/p${rack}`)),
		],
	});
}

/** What became of a frame: over how many links to hosts it went down, and which guests heard it. */
export function sendOverEdges(history: History, sender: number, source: number, to: number): {copies: number; heard: number[]} {
	const {world} = history;
	const before = history.end;
	const dst = to === -1 ? BROADCAST : to === -2 ? 0x0200_0000_ffff : macOf(to);
	const frame = buildFrame({dst, src: macOf(source), etherType: ETHERTYPE.experimental, payload: new Uint8Array(46)});
	input(history, {kind: 'frame', device: deviceAtPath(world, `s${sender}/eth0`)?.id as number, frame});
	settle(history);
	const trace = history.trace.filter(({id}) => id >= before);
	const heard = deliveries(trace).map(({device}) => machineOf(world, device).name);
	return {
		copies: crossings(trace).filter(({from}) => /^tor\d+\/p/.test(pathOf(world, from))).length,
		heard: heard.filter((name) => name.startsWith('s')).map((name) => Number(name.slice(1))),
	};
}

/** Sends a frame in second `now`; which stations' links carried it? `to` -1 is everybody, -2 nobody. */
export function sendOverBridges(history: History, from: number, to: number, now: number): number[] {
	const {world} = history;
	const before = history.end;
	if (now * SECOND > world.now) {
		input(history, {kind: 'wait', duration: now * SECOND - world.now});
		settle(history);
	}
	const dst = to === -1 ? BROADCAST : to === -2 ? 0x0200_0000_ffff : macOf(to);
	const frame = buildFrame({dst, src: macOf(from), etherType: ETHERTYPE.experimental, payload: new Uint8Array(46)});
	input(history, {kind: 'frame', device: deviceAtPath(world, `s${from}/eth0`)?.id as number, frame});
	settle(history);
	const heard = deliveries(history.trace.filter(({id}) => id >= before)).map(({device}) => machineOf(world, device).name);
	return heard.filter((name) => name.startsWith('s')).map((name) => Number(name.slice(1)));
}
