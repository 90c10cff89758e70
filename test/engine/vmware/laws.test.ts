/** What holds for switches of VMware, however they are set up. */
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {buildWorld} from '../../../source/engine/build-world.js';
import {copy} from '../../../source/engine/copy.js';
import {describeWorld} from '../../../source/engine/describe-world.js';
import {dstMac, srcMac} from '../../../source/engine/frame.js';
import {type History, input} from '../../../source/engine/history.js';
import type {Lab} from '../../../source/engine/lab.js';
import {isGroup, toMac} from '../../../source/engine/mac.js';
import {SLOW_PROTOCOLS_GROUP} from '../../../source/engine/protocol/lacp.js';
import {createTicker, inject} from '../../../source/engine/tick.js';
import {crossings, type TraceNode} from '../../../source/engine/trace.js';
import type {VmwareChange} from '../../../source/engine/vmware/vmware-change.js';
import {portNumbered, type VmwareSwitch} from '../../../source/engine/vmware/vmware-switch-device.js';
import {deviceAt, machineOf, type World} from '../../../source/engine/world.js';
import {fittedToVmware, VMWARE_CHANGES} from '../../fixtures/any-vmware-change.js';
import {type AnyVmwareFrame, type AnyVmwareLab, anyVmwareFrame, anyVmwareLab} from '../../fixtures/any-vmware-lab.js';
import {ALL, cut, macOf, opened, SERVER, sendFrame} from '../../fixtures/esx-lab.js';
import {idOf} from '../../fixtures/macvlan-lab.js';

const RUNS = Number(process.env.FC_RUNS ?? 0) || undefined;
const NOBODY = '02:00:00:00:00:77';
const INNER = '52:54:00:00:00:0a';
const frames = fc.array(anyVmwareFrame, {minLength: 1, maxLength: 8});

/** Sends `frame` in `history`; what it led to. */
function play(history: History, {groups}: AnyVmwareLab, {from, to, forged, vid}: AnyVmwareFrame): TraceNode[] {
	const name = (number: number): string =>
		number % (groups.length + 1) === groups.length ? 'S' : `g${(number % (groups.length + 1)) + 1}`;
	const mac = (who: string): string => (who === 'S' ? SERVER : macOf(Number(who.slice(1))));
	const dst = to === 'all' ? ALL : to === 'nobody' ? NOBODY : to === 'inner' ? INNER : mac(name(to));
	return sendFrame(history, name(from), dst, {...(forged ? {src: INNER} : {}), vids: vid === 0 ? [] : [vid]});
}

function switches(world: World): VmwareSwitch[] {
	return world.devices.filter((device) => device.kind === 'vmware-switch');
}

/** The switch that a frame of this node came to, and by what. */
function homeOf(world: World, {device, step}: TraceNode): VmwareSwitch | undefined {
	return step === 'receive' ? switches(world).find(({id}) => id === deviceAt(world, device).master) : undefined;
}

function law(check: (history: History, any: AnyVmwareLab, nodes: TraceNode[]) => void, runs = 40): void {
	let seen = 0;
	fc.assert(
		fc.property(anyVmwareLab, frames, fc.boolean(), (any, given, promiscuous) => {
			const history = opened(any.lab);
			if (promiscuous) input(history, {kind: 'change', change: {kind: 'set-promisc', device: idOf(history.world, 'g1/eth0'), on: true}});
			for (const frame of given) {
				const nodes = play(history, any, frame);
				seen += nodes.length;
				check(history, any, nodes);
			}
		}),
		{numRuns: RUNS ?? runs},
	);
	expect(seen).toBeGreaterThan(0);
}

describe('for switches of VMware of every family', () => {
	it('no frame goes from uplink to uplink', () => {
		law(({world}, {config}, nodes) => {
			for (const node of nodes) {
				const home = homeOf(world, node);
				if (!home?.uplinks.some(({device}) => device === node.device) || config.mirror) continue;
				expect(
					crossings([node]).filter(
						({from, frame}) => home.uplinks.some(({device}) => device === from) && dstMac(frame) !== SLOW_PROTOCOLS_GROUP,
					),
				).toEqual([]);
			}
		});
	});

	it('isolated guests never have a frame of one another, nor of a community', () => {
		// A guest that tags by itself is in every VLAN: it is outside the private ones.
		const may: Readonly<Record<string, readonly string[]>> = {isolated: ['shared', 'guest'], community: ['shared', 'guest', 'community']};
		law((history, {groups}, [first, ...rest]) => {
			const allowed = may[(first && guestGroup(history.world, groups, first.device)) ?? ''];
			if (!allowed) return;
			for (const {step, device} of rest) {
				const got = step === 'receive' ? guestGroup(history.world, groups, device) : undefined;
				if (got !== undefined) expect(allowed).toContain(got);
			}
		});
	});

	it('policies let nothing pass that they reject', () => {
		law(({world}, _, nodes) => {
			for (const node of nodes) {
				const home = homeOf(world, node);
				if (!home || !node.frame) continue;
				const port = portNumbered(home, deviceAt(world, node.device).masterPort);
				const group = port && home.index.groups.get(port.group);
				const forged = port !== undefined && srcMac(node.frame) !== port.mac;
				if (forged && group?.security.forgedTransmits === 'reject') expect(crossings([node])).toEqual([]);
				for (const {from, frame} of crossings([node])) {
					const target = home.ports.find(({device}) => device === from);
					const policy = target && home.index.groups.get(target.group);
					if (!target || policy?.security.promiscuous !== 'reject' || home.index.flooded.includes(target.number)) continue;
					const dst = dstMac(frame);
					expect(isGroup(dst) || dst === target.mac || dst === toMac(INNER)).toBe(true);
				}
			}
		});
	});

	it('a guest has every broadcast at most once, if the physical switch is right for the team', () => {
		law(({world}, {config}, nodes) => {
			// What comes back with a source that the host does not know is not told from a frame from outside.
			if (config.policy === 'ip-hash' || (nodes[0]?.frame && srcMac(nodes[0].frame) === toMac(INNER))) return;
			const got = nodes.filter(({step, frame}) => step === 'receive' && frame && dstMac(frame) === toMac(ALL)).map(({device}) => device);
			const guests = got.filter((id) => machineOf(world, id).role === 'vm');
			expect(new Set(guests).size).toBe(guests.length);
		});
	});

	it('a failover loses nothing that the remaining uplink can carry', () => {
		fc.assert(
			fc.property(anyVmwareLab, fc.nat(2), (any, failing) => {
				const {config, groups} = any;
				if (config.nics < 2) return;
				const history = opened(any.lab);
				cut(history, `esx1/vmnic${failing % config.nics}`);
				for (const [index, group] of groups.entries()) {
					if (index % config.hosts !== 0 || !['ten', 'ten-too', 'learns'].includes(group)) continue;
					const atServer = sendFrame(history, `g${index + 1}`, SERVER).filter(
						({step, device}) => step === 'receive' && machineOf(history.world, device).name === 'S',
					);
					expect([group, atServer.length]).toEqual([group, 1]);
					const back = sendFrame(history, 'S', macOf(index + 1)).filter(
						({step, device}) => step === 'receive' && machineOf(history.world, device).name === `g${index + 1}`,
					);
					expect([group, back.length]).toEqual([group, 1]);
				}
			}),
			{numRuns: RUNS ?? 40},
		);
	});

	it('tracing or not, the world is the same, and plain data', () => {
		fc.assert(
			fc.property(anyVmwareLab, frames, (any, given) => {
				const history = opened(any.lab);
				const [traced, untraced] = [copy(history.world), copy(history.world)];
				for (const world of [traced, untraced]) {
					const ticker = createTicker(world, world === traced);
					for (const frame of given) {
						const [node] = play(opened(any.lab), any, frame);
						if (node?.frame) inject(world, node.device, node.frame);
					}
					for (let tick = 0; tick < 2000 && ticker.tick(); tick++);
				}
				expect(untraced).toEqual(traced);
				expect(structuredClone(traced)).toEqual(traced);
			}),
			{numRuns: RUNS ?? 15},
		);
	});

	it('whatever was changed, it is described as a lab that is built and described as the same', () => {
		const change = fc.oneof(
			...Object.entries(VMWARE_CHANGES).map(([kind, rest]) => rest.map((fields) => ({kind, ...(fields as object)}) as VmwareChange)),
		);
		fc.assert(
			fc.property(anyVmwareLab, fc.array(change, {maxLength: 25}), (any, changes) => {
				const history = opened(any.lab);
				for (const given of changes) input(history, {kind: 'change', change: fittedToVmware(history.world, given)});
				const first = describeWorld(history.world, 1);
				expect(describeWorld(built(first), 1)).toEqual(first);
			}),
			{numRuns: RUNS ?? 60},
		);
	});
});

function built(lab: Lab): World {
	const made = buildWorld(lab);
	if (made.kind === 'wrong') throw new Error(made.problems.map(({path, message}) => `${path}: ${message}`).join('\n'));
	return made.world;
}

/** The port group of the guest that this is a device of. */
function guestGroup(world: World, groups: readonly string[], id: number): string | undefined {
	const {name, role} = machineOf(world, id);
	return role === 'vm' ? groups[Number(name.slice(1)) - 1] : undefined;
}
