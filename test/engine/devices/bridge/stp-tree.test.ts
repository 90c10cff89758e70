import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {addBridge, addPort, bringUp, createSegments, run, type Segments, setCarrier} from './segments.js';

interface Topology {
	priorities: number[];
	/** Which bridge on which segment, with which cost. */
	ports: {bridge: number; segment: number; cost: number}[];
}

/** Up to 6 bridges on up to 6 segments, connected: each bridge after the first shares a segment with an earlier one. */
const topology: fc.Arbitrary<Topology> = fc
	.record({
		priorities: fc.array(fc.constantFrom(0x1000, 0x8000, 0x9000), {minLength: 1, maxLength: 6}),
		segments: fc.integer({min: 1, max: 6}),
		picks: fc.array(fc.nat(), {minLength: 12, maxLength: 12}),
		extra: fc.array(fc.record({bridge: fc.nat(), segment: fc.nat(), cost: fc.integer({min: 1, max: 20})}), {maxLength: 8}),
	})
	.map(({priorities, segments, picks, extra}) => {
		const ports: Topology['ports'] = [];
		const reached: number[] = [];
		for (const bridge of priorities.keys()) {
			const pick = picks[bridge] as number;
			const joined = reached.length > 0 ? (reached[pick % reached.length] as number) : pick % segments;
			ports.push({bridge, segment: joined, cost: 2});
			const further = (picks[6 + bridge] as number) % segments;
			ports.push({bridge, segment: further, cost: 1 + (pick % 20)});
			reached.push(joined, further);
		}
		for (const {bridge, segment, cost} of extra) {
			if (reached.includes(segment % segments)) ports.push({bridge: bridge % priorities.length, segment: segment % segments, cost});
		}
		return {priorities, ports};
	});

function build({priorities, ports}: Topology): Segments {
	const segments = createSegments();
	for (const [index, priority] of priorities.entries())
		addBridge(segments, `br${index}`, 0x0200_0000_b000 + ((index * 7) % 11), {priority});
	for (const {bridge, segment, cost} of ports)
		addPort(segments, segments.bridges[bridge] as Segments['bridges'][number], '', String(segment), {cost});
	for (const bridge of segments.bridges) bringUp(segments, bridge);
	return segments;
}

type Edge = [bridge: string, segment: string];

function edges(segments: Segments, which: (state: string) => boolean): Edge[] {
	return segments.bridges.flatMap((bridge) =>
		bridge.ports
			.filter((port) => which(port.state))
			.map((port): Edge => [`bridge ${bridge.name}`, `segment ${segments.plugged.get(port.device)}`]),
	);
}

/** Each node's component, by name of one of its nodes. */
function components(nodes: Iterable<string>, joined: readonly Edge[]): Map<string, string> {
	const component = new Map([...nodes].map((node) => [node, node]));
	for (const [a, b] of joined) {
		const [from, to] = [component.get(a), component.get(b)] as [string, string];
		for (const [node, name] of component) if (name === from) component.set(node, to);
	}
	return component;
}

/** Everything that is physically connected is connected by forwarding ports, and by no more of them than needed. */
function expectSpanningTree(segments: Segments): void {
	const all = edges(segments, (state) => state !== 'disabled');
	const forwarding = edges(segments, (state) => state === 'forwarding');
	const nodes = new Set([...segments.bridges.map((bridge) => `bridge ${bridge.name}`), ...all.flat()]);
	const physical = new Set(components(nodes, all).values()).size;
	const logical = new Set(components(nodes, forwarding).values()).size;
	expect(logical).toBe(physical);
	expect(forwarding).toHaveLength(nodes.size - physical);
}

describe('on any connected topology', () => {
	it('the forwarding ports form a spanning tree', () => {
		fc.assert(
			fc.property(topology, (given) => {
				const segments = build(given);
				run(segments, 100);
				expectSpanningTree(segments);
			}),
			{numRuns: 150, seed: 1},
		);
	});

	it('they do so again after a port has failed, and after it has come back', () => {
		fc.assert(
			fc.property(topology, fc.nat(), (given, pick) => {
				const segments = build(given);
				run(segments, 100);
				const every = segments.bridges.flatMap((bridge) => bridge.ports.map((port) => ({bridge, port})));
				const {bridge, port} = every[pick % every.length] as (typeof every)[number];
				setCarrier(segments, bridge, port, false);
				run(segments, 120);
				expectSpanningTree(segments);
				setCarrier(segments, bridge, port, true);
				run(segments, 120);
				expectSpanningTree(segments);
			}),
			{numRuns: 60, seed: 1},
		);
	});

	it('at no time do they form a loop', () => {
		fc.assert(
			fc.property(topology, (given) => {
				const segments = build(given);
				for (let second = 0; second < 60; second++) {
					run(segments, 1);
					const forwarding = edges(segments, (state) => state === 'forwarding');
					const nodes = new Set(forwarding.flat());
					expect(forwarding.length).toBe(nodes.size - new Set(components(nodes, forwarding).values()).size);
				}
			}),
			{numRuns: 50, seed: 1},
		);
	});
});
