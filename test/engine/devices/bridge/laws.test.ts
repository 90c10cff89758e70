/** What holds for any bridge and any frames. */
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {BridgePortOptions} from '../../../../source/engine/devices/bridge/bridge-change.js';
import {PORT_STATES} from '../../../../source/engine/devices/bridge/bridge-device.js';
import {srcMac, tags} from '../../../../source/engine/frame.js';
import {isGroup, toMac} from '../../../../source/engine/mac.js';
import {A, ALL, B, BR0, type BridgeBench, bridgeBench, C, D, frameFrom, GROUP} from '../../../fixtures/bridge-bench.js';

const PORTS = 4;
const NAMES = Array.from({length: PORTS}, (_, index) => `p${index + 1}`);
const STATIONS = [A, B, C, D];

const flag = fc.boolean();
const often = fc.constantFrom(true, true, true, false);
const portOptions: fc.Arbitrary<BridgePortOptions> = fc.record({
	state: fc.constantFrom('forwarding', 'forwarding', 'forwarding', ...PORT_STATES),
	learning: often,
	flood: often,
	mcastFlood: often,
	bcastFlood: often,
	hairpin: flag,
	isolated: flag,
	locked: fc.constantFrom(false, false, false, true),
});
const vlanSet = fc.uniqueArray(fc.record({vid: fc.integer({min: 1, max: 3}), pvid: flag, untagged: flag}), {
	selector: ({vid}) => vid,
	maxLength: 3,
});
const config = fc.record({
	vlanFiltering: flag,
	promiscuous: fc.constantFrom(false, false, true),
	ports: fc.array(portOptions, {minLength: PORTS, maxLength: PORTS}),
	sets: fc.array(vlanSet, {minLength: PORTS + 1, maxLength: PORTS + 1}),
});
type Config = typeof config extends fc.Arbitrary<infer T> ? T : never;

const frame = fc.record({
	/** `host` sends by br0. */
	port: fc.constantFrom(...NAMES, 'host'),
	src: fc.constantFrom(...STATIONS, ...STATIONS, BR0, '02:00:00:00:f0:02', ALL, GROUP, '00:00:00:00:00:00'),
	dst: fc.constantFrom(
		...STATIONS,
		...STATIONS,
		BR0,
		'02:00:00:00:f0:01',
		ALL,
		GROUP,
		'01:80:c2:00:00:00',
		'01:80:c2:00:00:01',
		'01:80:c2:00:00:0e',
	),
	tag: fc.constantFrom('', '', 'v0p3', 'v1', 'v2', 'v3', 's2', 'v2 v3'),
});
type Sent = typeof frame extends fc.Arbitrary<infer T> ? T : never;

function build({vlanFiltering, promiscuous, ports, sets}: Config, tracing = true): BridgeBench {
	const bench = bridgeBench(PORTS, {vlanFiltering}, {tracing});
	if (promiscuous) bench.change({kind: 'set-promisc', device: bench.id('br0'), on: true});
	for (const [index, name] of NAMES.entries()) bench.setPort(name, ports[index] as BridgePortOptions);
	for (const [index, name] of ['br0', ...NAMES].entries()) {
		const device = bench.id(name);
		bench.change({kind: 'vlan-del', device, from: 1, to: 4094});
		for (const {vid, pvid, untagged} of sets[index] ?? []) bench.change({kind: 'vlan-add', device, from: vid, to: vid, pvid, untagged});
	}
	return bench;
}

function send(bench: BridgeBench, {port, src, dst, tag}: Sent): string[] {
	return port === 'host' ? bench.host(dst, tag, src) : bench.enter(port, src, dst, tag);
}

/** Every frame of every run, with the bench as it was left by the frame. */
function forAll(law: (bench: BridgeBench, sent: Sent, happened: string[]) => void): void {
	fc.assert(
		fc.property(config, fc.array(frame, {minLength: 1, maxLength: 30}), (given, frames) => {
			const bench = build(given);
			for (const sent of frames) law(bench, sent, send(bench, sent));
		}),
		{numRuns: 150},
	);
}

const out = (happened: string[]): string[] => happened.filter((what) => /^p\d/.test(what)).map((what) => what.split(' ')[0] as string);
const isUp = (what: string): boolean => /^(host|own):/.test(what);

describe('for any bridge and any frames', () => {
	it('nothing leaves by its ingress port unless in hairpin mode', () => {
		forAll((bench, {port}, happened) => {
			if (port !== 'host' && !bench.port(port).hairpin) expect(out(happened)).not.toContain(port);
		});
	});

	it('nothing goes from an isolated port to an isolated one', () => {
		forAll((bench, {port}, happened) => {
			if (port === 'host' || !bench.port(port).isolated) return;
			for (const name of out(happened)) expect(bench.port(name).isolated).toBe(false);
		});
	});

	it('copies leave by ports that forward, one by each', () => {
		forAll((bench, _, happened) => {
			const ports = out(happened);
			expect(new Set(ports).size).toBe(ports.length);
			for (const name of ports) expect(bench.port(name).state).toBe('forwarding');
		});
	});

	it('nothing crosses VLANs: who gets a frame has its VID, and tags it as its set says', () => {
		forAll((bench, {port, tag}, happened) => {
			if (!bench.bridge.vlanFiltering) return;
			const from = port === 'host' ? bench.bridge.vlans : bench.port(port).vlans;
			const vid = Number(/^v([1-9]\d*)/.exec(tag)?.[1] ?? from.pvid);
			for (const asked of bench.sink.asked) {
				if (asked.kind !== 'transmit') continue;
				const member = bench.bridge.ports.find(({device}) => device === asked.device)?.vlans.members.get(vid);
				const [outer] = tags(asked.frame);
				expect(member).toBeDefined();
				if (!member?.untagged) expect(outer).toMatchObject({tpid: 0x8100, vid});
			}
			if (vid === 0) expect(happened.every((what) => /^(drop|own):/.test(what))).toBe(true);
		});
	});

	it('every frame is forwarded or delivered, or ends once with a reason', () => {
		forAll((_, __, happened) => {
			const drops = happened.filter((what) => what.startsWith('drop:'));
			const lives = out(happened).length > 0 || happened.some(isUp);
			expect(drops.length).toBe(lives ? 0 : 1);
		});
	});

	it('the host gets at most one copy, and no unicast for others unless promiscuous', () => {
		forAll((bench, {port, dst}, happened) => {
			const up = happened.filter(isUp);
			expect(up.length).toBeLessThanOrEqual(port === 'host' ? 0 : 1);
			if (bench.bridge.promiscuity === 0 && STATIONS.includes(dst)) expect(up).toEqual([]);
		});
	});

	it('no group and no zero address is ever learned, and nothing by the host', () => {
		forAll((bench, {port, src}, _) => {
			for (const line of bench.fdb()) {
				const mac = toMac(line.slice(0, 17));
				expect(isGroup(mac) || mac === 0).toBe(false);
			}
			if (port === 'host' || isGroup(toMac(src))) expect(bench.noted('fdb-learned')).toEqual([]);
		});
	});

	it('a learned station is where its last accepted frame came from', () => {
		forAll((bench, {port, src}, _) => {
			const [moved] = [...bench.noted('fdb-learned'), ...bench.noted('fdb-moved'), ...bench.noted('fdb-refreshed')];
			if (moved) expect(bench.fdb().some((line) => line.startsWith(`${src} ${port}`))).toBe(true);
		});
	});

	it('the frame that came in is never changed', () => {
		forAll((bench, {port, src, dst, tag}, _) => {
			if (port === 'host') return;
			const given = frameFrom(src, dst, tag);
			const before = given.bytes.slice();
			bench.enterFrame(port, given);
			expect(given.bytes).toEqual(before);
			for (const asked of bench.sink.asked) if ('frame' in asked) expect(srcMac(asked.frame)).toBe(toMac(src));
		});
	});

	it('tracing changes nothing, and a copy of the bridge does the same', () => {
		fc.assert(
			fc.property(config, fc.array(frame, {minLength: 1, maxLength: 30}), (given, frames) => {
				const [traced, untraced] = [build(given), build(given, false)];
				for (const sent of frames) expect(send(untraced, sent)).toEqual(send(traced, sent));
				expect(untraced.bridge).toEqual(traced.bridge);
				expect(structuredClone(traced.bridge)).toEqual(traced.bridge);
			}),
			{numRuns: 100},
		);
	});
});
