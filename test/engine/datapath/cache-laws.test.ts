/** What holds for any flow tables and any frames: a cache may make an answer faster, and never another one. */
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {keyOf, listFlows, maskOf} from '../../../source/engine/devices/datapath/flow-cache.js';
import {parseFlow} from '../../../source/engine/flow/syntax/flow-text.js';
import {buildFrame, type Frame} from '../../../source/engine/frame.js';
import {input} from '../../../source/engine/history.js';
import {toMac} from '../../../source/engine/mac.js';
import {buildArp} from '../../../source/engine/protocol/arp.js';
import {buildIcmp} from '../../../source/engine/protocol/icmp.js';
import {buildIpv4} from '../../../source/engine/protocol/ipv4.js';
import {parseIpv4} from '../../../source/engine/protocol/ipv4-address.js';
import {buildTcp} from '../../../source/engine/protocol/tcp.js';
import {buildUdp} from '../../../source/engine/protocol/udp.js';
import {crossings, deliveries, drops} from '../../../source/engine/trace.js';
import {pathOf} from '../../../source/engine/world.js';
import {type AnyKey, anyFlows, anyKey} from '../../fixtures/any-pipeline.js';
import type {OvsLabDescription} from '../ovs/ovs-lab.js';
import {addFlow} from '../ovs/pipeline.js';
import {overlap} from './keys.js';
import {MILLISECOND, type Playground, playground} from './switch-harness.js';

/** A frame that has this key. */
function frameOf({src, dst, tag, kind, nwSrc, nwDst, ttl, tos, tpSrc, tpDst, op}: AnyKey): Frame {
	const between = {source: parseIpv4(nwSrc) as number, destination: parseIpv4(nwDst) as number};
	const numbers = {sourcePort: tpSrc, destinationPort: tpDst};
	const ip = (protocol: number, payload: Uint8Array, fragmentOffset = 0) =>
		buildIpv4({...between, protocol, payload, ttl, tos, fragmentOffset});
	const segment = buildTcp({...numbers, sequence: 1, acknowledgement: 2, flags: 0x10, window: 3, payload: new Uint8Array(6)}, between);
	const [etherType, payload] = ((): [number, Uint8Array] => {
		switch (kind) {
			case 'tcp':
				return [0x0800, ip(6, segment)];
			case 'tcp,nw_frag=later':
				return [0x0800, ip(6, segment, 4)];
			case 'udp':
				return [0x0800, ip(17, buildUdp({...numbers, payload: new Uint8Array(18)}, between))];
			case 'icmp':
				return [0x0800, ip(1, buildIcmp({type: 8, code: 0, rest: 0, payload: new Uint8Array(18)}))];
			case 'arp': {
				const {source, destination} = between;
				const addresses = {senderMac: toMac(src), senderAddress: source, targetMac: 0, targetAddress: destination};
				return [0x0806, buildArp({operation: op, ...addresses})];
			}
			default:
				return [Number(kind.replace('dl_type=', '')), new Uint8Array(46)];
		}
	})();
	const [, vid, pcp] = /dl_vlan=(\d+),dl_vlan_pcp=(\d+)/.exec(tag) ?? [];
	const tags = vid === undefined ? [] : [{tpid: 0x8100, vid: Number(vid), pcp: Number(pcp), dei: false}];
	return buildFrame({dst: toMac(dst), src: toMac(src), etherType, payload, tags});
}

const BRIDGES: OvsLabDescription['bridges'] = {
	br0: {
		ports: {p1: {}, p2: {tag: 10}, p3: {}, p4: {trunks: [10, 20]}, x0: {type: 'patch', options: {peer: 'x1'}, ofport: 5}},
		columns: {fail_mode: 'secure'},
	},
	br1: {ports: {x1: {type: 'patch', options: {peer: 'x0'}, ofport: 1}, q2: {ofport: 2}, q3: {ofport: 3, tag: 10}}},
};
const CACHES = {
	'megaflows alone': {otherConfig: {'emc-insert-inv-prob': '0'}},
	'exact-match cache of every frame': {otherConfig: {'emc-insert-inv-prob': '1'}},
	signatures: {otherConfig: {'emc-insert-inv-prob': '0', 'smc-enable': 'true'}},
	kernel: {datapathOverride: undefined},
	'no megaflows': {megaflows: false},
} as const satisfies Record<string, Partial<OvsLabDescription> & {megaflows?: boolean}>;

function switchWith(flows: readonly string[], cache: Partial<OvsLabDescription> & {megaflows?: boolean}): Playground {
	const {megaflows = true, ...settings} = cache;
	const play = playground({bridges: BRIDGES, ...settings});
	for (const flow of flows) if (parseFlow(flow, {command: 'add'}).kind === 'parsed') addFlow(play.lab, 'br0', flow);
	if (!megaflows) input(play.history, {kind: 'change', change: {kind: 'ovs-megaflows', machine: play.lab.host.id, enabled: false}});
	return play;
}

/** What a frame led to: on which NICs, to which stacks, with which octets; and why it ended. */
function outcome({send, history}: Playground, key: AnyKey): string[] {
	const nodes = send(key.port, frameOf(key));
	const octets = (frame: Frame) => Buffer.from(frame.bytes).toString('hex');
	return [
		...crossings(nodes).map(({to, frame}) => `${pathOf(history.world, to)} ${octets(frame)}`),
		...deliveries(nodes).map(({device, frame}) => `stack ${pathOf(history.world, device)} ${octets(frame)}`),
		...drops(nodes).map(({reason}) => reason),
	].sort();
}

/** The same frames, the cache emptied before each: what the tables themselves say. */
function withoutCache(flows: readonly string[], keys: readonly AnyKey[], pause: number): string[][] {
	const play = switchWith(flows, {});
	return keys.map((key) => {
		input(play.history, {kind: 'change', change: {kind: 'ovs-purge', machine: play.lab.host.id}});
		const found = outcome(play, key);
		if (pause > 0) play.wait(pause);
		return found;
	});
}

/** Frames that differ from one of a few in a field or two, each several times and in any order, so that caches have something to do, and to confuse. */
function trafficLike(base: fc.Arbitrary<AnyKey>, fields: (keyof AnyKey)[]): fc.Arbitrary<AnyKey[]> {
	return fc
		.array(base, {minLength: 1, maxLength: 2})
		.chain((keys) => {
			const variants = fc
				.tuple(fc.constantFrom(...keys), base, fc.subarray(fields, {maxLength: 2}))
				.map(([key, other, changed]) => ({...key, ...Object.fromEntries(changed.map((field) => [field, other[field]]))}));
			return fc.tuple(fc.constant(keys), fc.array(variants, {minLength: 4, maxLength: 10}));
		})
		.chain(([keys, variants]) => fc.array(fc.constantFrom(...keys, ...variants), {minLength: 10, maxLength: 25}));
}
const FIELDS: (keyof AnyKey)[] = ['port', 'src', 'dst', 'tag', 'kind', 'nwSrc', 'nwDst', 'ttl', 'tos', 'tpSrc', 'tpDst', 'op'];
const anyTraffic = trafficLike(anyKey, FIELDS);
const anyConnections = trafficLike(
	fc.record({key: anyKey, kind: fc.constantFrom('tcp', 'udp')}).map(({key, kind}) => ({...key, kind})),
	['port', 'tag', 'nwSrc', 'nwDst', 'tpSrc', 'tpDst', 'kind'],
);
/** Many flows that ask for addresses and ports, each sending otherwise: what an answer depends on is most of the frame. */
const anyCloseFlows = fc.array(
	fc
		.record({
			priority: fc.nat(4),
			kind: fc.constantFrom('tcp', 'udp', 'ip'),
			nwSrc: fc.constantFrom('', ',nw_src=10.0.0.1', ',nw_src=10.0.0.0/16'),
			nwDst: fc.constantFrom('', ',nw_dst=10.0.0.2', ',nw_dst=10.0.0.0/23', ',nw_dst=192.168.0.0/16'),
			ports: fc.constantFrom('', ',tp_dst=80', ',tp_dst=53', ',tp_src=0x50/0xfffe', ',tp_src=80,tp_dst=8080'),
			rest: fc.constantFrom('', '', ',nw_ttl=64', ',in_port=1', ',dl_vlan=10', ',nw_tos=16'),
			actions: fc.constantFrom('1', '2', '3', '4', 'LOCAL', 'drop', 'mod_tp_dst:99,3', 'mod_vlan_vid:30,4', 'dec_ttl,2', 'resubmit(,1)'),
			table: fc.constantFrom(0, 0, 0, 1),
		})
		.map(({priority, kind, nwSrc, nwDst, ports, rest, actions, table}) => {
			const match = `${kind}${nwSrc}${nwDst}${kind === 'ip' ? '' : ports}${rest}`;
			return `table=${table},priority=${priority},${match},actions=${actions}`;
		}),
	{minLength: 4, maxLength: 16},
);

/** Tables that learn nothing, neither by `learn` nor by NORMAL, and frames. */
const anyStateless = fc.oneof(
	fc.tuple(anyCloseFlows, anyConnections),
	fc.tuple(
		anyFlows.map((flows) => flows.map((flow) => flow.replace(/learn\([^)]*\)/g, '3').replace(/NORMAL/g, '4'))),
		anyTraffic,
	),
);

describe.each(Object.entries(CACHES))('with %s', (_, cache) => {
	it('every frame meets the same fate as without a cache, at once, when the tables learn nothing', () => {
		fc.assert(
			fc.property(anyStateless, ([flows, keys]) => {
				const play = switchWith(flows, cache);
				expect(keys.map((key) => outcome(play, key))).toEqual(withoutCache(flows, keys, 0));
				expect(play.datapath().lookups.hit + play.datapath().lookups.missed).toBeGreaterThanOrEqual(1);
			}),
			{numRuns: 40},
		);
	});

	it('and, when they do learn, as soon as the revalidator has gone round', () => {
		fc.assert(
			fc.property(anyFlows, anyTraffic, (flows, traffic) => {
				// Who talks to himself asks where he is while he tells it: the tables hear that first, a cached flow afterwards.
				const keys = traffic.filter(({src, dst}) => src !== dst);
				const play = switchWith([...flows, 'priority=0,actions=NORMAL'], cache);
				const pause = 600 * MILLISECOND;
				const found = keys.map((key) => {
					const fate = outcome(play, key);
					play.wait(pause);
					return fate;
				});
				expect(found).toEqual(withoutCache([...flows, 'priority=0,actions=NORMAL'], keys, pause));
			}),
			{numRuns: 15},
		);
	});

	it('no frame has two megaflows', () => {
		fc.assert(
			fc.property(anyStateless, ([flows, keys]) => {
				const play = switchWith(flows, cache);
				for (const key of keys) outcome(play, key);
				const {cache: installed} = play.datapath();
				const megaflows = listFlows(installed).map((flow) => ({key: keyOf(installed, flow), mask: maskOf(installed, flow)}));
				for (const [at, one] of megaflows.entries()) {
					for (const other of megaflows.slice(at + 1)) expect(overlap(one, other)).toBe(false);
				}
			}),
			{numRuns: 25},
		);
	});
});
