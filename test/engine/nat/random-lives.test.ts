/** Random lives of a NAT host: whatever happens, the world agrees with itself, traced or not, and every request has an end. */
import fc from 'fast-check';
import {expect, it} from 'vitest';
import {buildWorld} from '../../../source/engine/build-world.js';
import type {Change} from '../../../source/engine/change.js';
import {applyChange} from '../../../source/engine/changes/apply.js';
import {copy} from '../../../source/engine/copy.js';
import {labSchema} from '../../../source/engine/lab.js';
import {IPTABLES_NAT} from '../../../source/engine/nat/tables.js';
import {toIpv4} from '../../../source/engine/protocol/ipv4-address.js';
import {createTicker} from '../../../source/engine/tick.js';
import {deviceAtPath, type Machine, machineNamed, type World} from '../../../source/engine/world.js';
import {MASQUERADE, NAT_LAB, ruleEdits} from '../../fixtures/nat-lab.js';
import {faultsOf} from '../../fixtures/world-faults.js';

const SECOND = 1_000_000_000;
const MACHINES = ['A', 'B', 'H', 'S'] as const;
const machine = fc.integer({min: 0, max: MACHINES.length - 1});
const host = fc.constantFrom('192.168.1.10', '192.168.1.50', '192.168.80.1', '192.168.80.128', '192.168.80.129', '192.168.1.77');
const port = fc.constantFrom(80, 81, 8888);
const rule = fc.constantFrom(
	{chain: 'postrouting', ...MASQUERADE} as const,
	{
		chain: 'postrouting',
		match: {protocol: 'tcp', out: {name: 'eth0'}},
		target: {kind: 'masquerade', ports: {from: 5000, to: 5002}},
	} as const,
	{
		chain: 'prerouting',
		match: {protocol: 'tcp', in: {name: 'eth0'}, destinationPorts: {from: 8888, to: 8888}},
		target: {kind: 'dnat', addresses: {from: toIpv4('192.168.80.128'), to: toIpv4('192.168.80.129')}, ports: {from: 80, to: 80}},
	} as const,
	{
		chain: 'prerouting',
		match: {protocol: 'tcp', destinationPorts: {from: 81, to: 81}},
		target: {kind: 'redirect', ports: {from: 80, to: 80}},
	} as const,
	{chain: 'output', match: {protocol: 'tcp', destinationPorts: {from: 81, to: 81}}, target: {kind: 'redirect'}} as const,
);

type Act = {change: (world: World) => Change} | {wait: number};

const act: fc.Arbitrary<Act> = fc.oneof(
	{
		weight: 5,
		arbitrary: fc
			.record({machine, host, port, hold: fc.boolean(), sourcePort: fc.constantFrom(undefined, 40000, 40001)})
			.map(({sourcePort, ...given}) => ({
				change: (): Change => ({kind: 'web-request', path: '/', ...given, ...(sourcePort === undefined ? {} : {sourcePort})}),
			})),
	},
	{weight: 2, arbitrary: fc.record({machine, port}).map((given) => ({change: (): Change => ({kind: 'start-web-server', ...given})}))},
	{
		weight: 2,
		arbitrary: fc.record({machine, host}).map(({machine: id, host: text}) => ({
			change: (): Change => ({kind: 'ping', machine: id, address: toIpv4(text), count: 2, interval: SECOND, payload: 56}),
		})),
	},
	{
		weight: 3,
		arbitrary: rule.map(({chain, ...given}) => ({
			change: (world: World): Change => ({kind: 'nat-edit', machine: hostOf(world), edits: ruleEdits(chain, given)}),
		})),
	},
	{
		weight: 1,
		arbitrary: fc.constant({
			change: (world: World): Change => ({
				kind: 'nat-edit',
				machine: hostOf(world),
				edits: [{kind: 'flush', table: IPTABLES_NAT}],
			}),
		}),
	},
	{weight: 1, arbitrary: fc.constant({change: (world: World): Change => ({kind: 'conntrack-flush', machine: hostOf(world)})})},
	{
		weight: 1,
		arbitrary: fc.record({path: fc.constantFrom('H/eth0', 'S/eth0', 'A/eth0'), up: fc.boolean()}).map(({path, up}) => ({
			change: (world: World): Change => ({kind: 'set-up', device: (deviceAtPath(world, path) as {id: number}).id, up}),
		})),
	},
	{
		weight: 1,
		arbitrary: fc
			.record({machine, request: fc.integer({min: 1, max: 3})})
			.map((given) => ({change: (): Change => ({kind: 'stop-web-request', ...given})})),
	},
	{weight: 6, arbitrary: fc.constantFrom(0.0001, 0.1, 1, 31, 130).map((wait) => ({wait}))},
);

function hostOf(world: World): number {
	return machineNamed(world, 'H')?.id ?? -1;
}

function live(acts: readonly Act[], tracing: boolean, check: (world: World) => void): World {
	const built = buildWorld(labSchema.parse(NAT_LAB));
	if (built.kind === 'wrong') throw new Error('the lab is wrong');
	const {world} = built;
	const ticker = createTicker(world, tracing);
	for (const given of acts) {
		if ('wait' in given) {
			world.until = Math.max(world.until, world.now) + Math.round(given.wait * SECOND);
			while (ticker.tick());
		} else applyChange(world, given.change(world), ticker.sink);
		check(world);
	}
	return world;
}

it('a NAT host agrees with itself whatever happens, traced or not, and forgets everything in the end', () => {
	fc.assert(
		fc.property(fc.array(act, {minLength: 3, maxLength: 25}), (acts) => {
			const world = live([...acts, {wait: 1200}], false, (now) => expect(faultsOf(now)).toEqual([]));
			expect(live([...acts, {wait: 1200}], true, () => {})).toEqual(world);
			expect(copy(world)).toEqual(world);
			// After twenty minutes only what is held, or whose end got lost, is in the table: it lives five days.
			const {netfilter} = (machineNamed(world, 'H') as Machine).stack;
			for (const {tcp, expires} of netfilter?.connections.entries.values() ?? []) {
				expect(tcp?.state).toBe('established');
				expect(expires).toBeGreaterThan(world.now);
			}
			for (const {programs} of world.machines)
				for (const request of programs?.webRequests ?? []) {
					// A connection that is held, or whose server went away in silence, has no end.
					if (!request.hold) expect(request.state).toBe(request.outcome ? 'done' : 'waiting');
				}
		}),
	);
});
