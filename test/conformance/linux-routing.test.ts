/** Hosts and routers of Linux, recorded on veths between namespaces: every frame on every link, octet by octet. */
import {readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {pingHeader, pingLines, pingStatistics} from '../../source/console/print/ping.js';
import type {LabFile} from '../../source/engine/lab.js';
import {toIpv4} from '../../source/engine/protocol/ipv4-address.js';
import {crossings} from '../../source/engine/trace.js';
import {deviceAt, pathOf} from '../../source/engine/world.js';
import {bench, frameOf, hexOf} from '../fixtures/two-stations.js';

type Step =
	| {do: 'inject'; on: string; frames: string[]; wait: number}
	| {do: 'ping'; on: string; to: string; count: number; options?: string[]};

interface Net {
	/** MAC and address by device by machine. */
	machines: Record<string, Record<string, [string, string]>>;
	links: Record<string, [string, string]>;
	forwarding: string[];
	/** Machine, subnet, gateway. */
	routes: [string, string, string][];
	mtu?: Record<string, number>;
	/** Permanent ones: machine, address, MAC, device. */
	neighbours?: [string, string, string, string][];
}

interface Scenario {
	name: string;
	net: Net;
	steps: Step[];
	frames: Record<string, {from: string; hex: string}[]>;
	outputs: string[];
}

const scenarios = ['routing', 'random'].flatMap((name) => {
	const text = readFileSync(new URL(`linux-routing/${name}.json`, import.meta.url), 'utf8');
	return (JSON.parse(text) as {scenarios: Scenario[]}).scenarios;
});

function labOf({machines, links, forwarding, routes, mtu = {}}: Net): LabFile {
	return {
		machines: Object.entries(machines).map(([name, devices]) => ({
			name,
			role: 'host',
			...(forwarding.includes(name) ? {forwarding: true} : {}),
			...(routes.some(([on]) => on === name) ? {routes: routes.filter(([on]) => on === name).map(([, to, via]) => ({to, via}))} : {}),
			devices: Object.entries(devices).map(([device, [mac, address]]) => {
				const path = `${name}/${device}`;
				return {kind: 'nic', name: device, mac, addresses: [address], ...(mtu[path] === undefined ? {} : {mtu: mtu[path]})};
			}),
		})),
		links: Object.values(links).map((ends) => ({ends, kind: 'virtual'})),
	};
}

/** Octets that differ from run to run: identifications, ids and times of pings, and the checksums over them; in quotes, too. */
function plain(hex: string): string {
	const bytes = Buffer.from(hex, 'hex');
	if (bytes.readUInt16BE(12) === 0x0800) blur(bytes, 14);
	return bytes.toString('hex');
}

function blur(bytes: Buffer, at: number): void {
	if (bytes.length < at + 20) return;
	bytes.fill(0, at + 4, at + 6);
	bytes.fill(0, at + 10, at + 12);
	if (bytes.length < at + 28 || bytes[at + 9] !== 1 || (bytes.readUInt16BE(at + 6) & 0x1fff) !== 0) return;
	const icmp = at + 20;
	bytes.fill(0, icmp + 2, icmp + 4);
	if (bytes[icmp] === 0 || bytes[icmp] === 8) bytes.fill(0, icmp + 4, Math.min(icmp + 24, bytes.length));
	else blur(bytes, icmp + 8);
}

function play(scenario: Scenario): {frames: Scenario['frames']; outputs: string[]} {
	const net = bench(labOf(scenario.net));
	const outputs: string[] = [];
	for (const [machine, address, mac, device] of scenario.net.neighbours ?? []) net.neigh('add', `${machine}/${device}`, address, mac);
	for (const step of scenario.steps) {
		if (step.do === 'inject') {
			for (const hex of step.frames) net.send(`${step.on}/eth0`, frameOf(hex));
			net.wait(step.wait);
			continue;
		}
		const option = (letter: string): number | undefined => {
			const at = step.options?.indexOf(letter) ?? -1;
			return at === -1 ? undefined : Number(step.options?.[at + 1]);
		};
		const [ttl, payload = 56] = [option('-t'), option('-s')];
		net.ping(step.on, step.to, step.count, {payload, ...(ttl === undefined ? {} : {ttl})});
		net.wait(4);
		const style = {target: step.to, quiet: false, nameOf: () => undefined};
		const ping = net.lastPing(step.on);
		outputs.push(pingHeader(ping, style) + pingLines(ping, style, 0) + pingStatistics(ping, style));
	}
	const frames: Scenario['frames'] = {};
	for (const [name, ends] of Object.entries(scenario.net.links)) {
		frames[name] = crossings(net.history.trace)
			.filter(({from}) => ends.includes(pathOf(net.history.world, from)))
			.map(({from, frame}) => ({
				from: net.history.world.machines[deviceAt(net.history.world, from).machine]?.name ?? '',
				hex: hexOf(frame),
			}));
	}
	return {frames, outputs};
}

/** Without what a clock decides. */
function timeless(output: string): string[] {
	return output
		.replace(/time[= ][\d.]+ ?ms/g, 'time')
		.replace(/rtt .*/, 'rtt')
		.split('\n')
		.filter((line) => line !== '');
}

describe('Linux as host and router', () => {
	it('was recorded', () => {
		expect(scenarios.length).toBeGreaterThan(30);
		expect(toIpv4('10.0.1.1')).toBe(0x0a000101);
	});

	it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', (_, scenario) => {
		const played = play(scenario);
		for (const [link, frames] of Object.entries(scenario.frames)) {
			const seen = (list: readonly {from: string; hex: string}[]): string[] => list.map(({from, hex}) => `${from} ${plain(hex)}`);
			expect({link, frames: seen(played.frames[link] ?? [])}).toEqual({link, frames: seen(frames)});
		}
		expect(played.outputs.map(timeless)).toEqual(scenario.outputs.map(timeless));
	});
});
