/** The learning switch of a controller: what goes up, what does not any more, and laws for any life of it. */
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {copy} from '../../../source/engine/copy.js';
import {createHistory, input, jump, replay, settle} from '../../../source/engine/history.js';
import {deliveries, drops} from '../../../source/engine/trace.js';
import {type ControlLab, controlLab, dropped, letters, messages, reached, SECOND} from './control-lab.js';

function learning(options: Parameters<ControlLab['start']>[0] = {}, columns: Parameters<typeof controlLab>[0] = {}): ControlLab {
	const lab = controlLab({fail_mode: 'secure', ...columns});
	lab.start(options);
	lab.setController();
	lab.wait(0.1);
	return lab;
}

describe('the learning switch', () => {
	it('floods for whom it does not know, without a flow', () => {
		const lab = learning();
		const nodes = lab.send(1, 2);
		expect(letters(nodes)).toEqual(['> packet-in', '< packet-out']);
		expect(reached(lab, nodes)).toEqual(['p2', 'p3']);
		expect(lab.flows()).toEqual(['priority=0 actions=CONTROLLER:128']);
	});

	it('makes a flow for whom it knows, and hears nothing of the frames that follow', () => {
		const lab = learning();
		lab.send(1, 2);
		expect(letters(lab.send(2, 1))).toEqual(['> packet-in', '< flow-mod', '< packet-out']);
		// Until the revalidator has looked at it, the cached flow still sends such frames up.
		expect(letters(lab.send(2, 1))).toEqual(['> packet-in', '< flow-mod', '< packet-out']);
		lab.wait(0.1);
		const nodes = lab.send(2, 1);
		expect(letters(nodes)).toEqual([]);
		expect(reached(lab, nodes)).toEqual(['p1']);
		expect(letters(lab.send(1, 2))).toEqual(['> packet-in', '< flow-mod', '< packet-out']);
		lab.wait(0.1);
		expect(letters(lab.send(1, 2))).toEqual([]);
	});

	it('hears of every conversation, unless its flows are wide', () => {
		for (const [wide, count] of [
			[false, 3],
			[true, 0],
		] as const) {
			const lab = learning({wide});
			lab.send(1, 2);
			lab.send(2, 1);
			lab.wait(0.1);
			const heard = letters(lab.send(2, 1, {etherType: 0x1234}));
			expect(heard).toHaveLength(count);
		}
	});

	it('makes flows that go when they are idle, and stay when they are used', () => {
		const lab = learning({idleTimeout: 3});
		lab.send(1, 2);
		lab.send(2, 1);
		lab.send(1, 2);
		for (let second = 0; second < 8; second++) {
			lab.wait(1);
			lab.send(2, 1);
		}
		expect(lab.flows().map((flow) => /in_port=p(\d)/.exec(flow)?.[1])).toEqual(['2', undefined]);
		lab.wait(5);
		expect(lab.flows()).toHaveLength(1);
	});

	it('makes flows that stay for ever, or none', () => {
		const lasting = learning({idleTimeout: 0});
		lasting.send(1, 2);
		lasting.send(2, 1);
		lasting.wait(1000);
		expect(lasting.flows()).toHaveLength(2);
		const without = learning({idleTimeout: undefined});
		without.send(1, 2);
		for (let count = 0; count < 3; count++) expect(letters(without.send(2, 1))).toEqual(['> packet-in', '< packet-out']);
		expect(without.flows()).toHaveLength(1);
	});

	it('drops for a station that is on the ingress, with a flow', () => {
		const lab = learning();
		lab.send(1, 2);
		const nodes = lab.sendFrame(1, {bytes: Uint8Array.from(Buffer.from(`020000000001020000000007${'88b5'}${'00'.repeat(46)}`, 'hex'))});
		expect(letters(nodes)).toEqual(['> packet-in', '< flow-mod']);
		expect(reached(lab, nodes)).toEqual([]);
		expect(lab.flows()[0]).toMatch(/dl_src=02:00:00:00:00:07,dl_dst=02:00:00:00:00:01,dl_type=0x88b5 actions=drop$/);
	});

	it('follows a station that moves only when its flows are gone', () => {
		const lab = learning({idleTimeout: 5});
		lab.send(1, 3);
		lab.send(3, 1);
		lab.wait(0.1);
		// Station 1 is heard on port 2 now.
		const moved = Uint8Array.from(Buffer.from(`ffffffffffff020000000001${'88b5'}${'00'.repeat(46)}`, 'hex'));
		lab.sendFrame(2, {bytes: moved});
		expect(reached(lab, lab.send(3, 1))).toEqual(['p1']);
		lab.wait(6);
		expect(reached(lab, lab.send(3, 1))).toEqual(['p2']);
	});

	it('forgets a station after five minutes of silence', () => {
		const lab = learning({idleTimeout: undefined});
		lab.send(1, 2);
		lab.wait(299);
		expect(reached(lab, lab.send(2, 1))).toEqual(['p1']);
		lab.wait(2);
		expect(reached(lab, lab.send(2, 1))).toEqual(['p1', 'p3']);
	});

	it('knows stations of one switch only, and forgets them with the connection', () => {
		const lab = learning();
		lab.send(1, 2);
		lab.stop();
		lab.start();
		lab.wait(20);
		expect(reached(lab, lab.send(2, 1))).toEqual(['p1', 'p3']);
	});

	it('leaves alone what other flows send up', () => {
		const lab = learning({}, {protocols: 'OpenFlow13'});
		lab.apply({
			kind: 'flow-mod',
			machine: lab.host.id,
			bridge: 'br0',
			mod: {
				...lab.blank,
				command: 'add',
				table: 0,
				priority: 9,
				actions: [{kind: 'controller', maxLength: 64, reason: 'action', controllerId: 0}],
			},
		});
		expect(letters(lab.send(1, 2))).toEqual(['> packet-in']);
	});

	it('takes its time', () => {
		const lab = learning({delay: 2_000_000});
		const [first] = lab.send(1, 2);
		const out = lab.send(2, 1);
		expect(messages(out, 'packet-out')).toHaveLength(1);
		const arrivals = deliveries(out).map(({node}) => node.time - (out[0]?.time ?? 0));
		expect(Math.min(...arrivals)).toBeGreaterThan(2_000_000);
		expect(first).toBeDefined();
	});
});

describe('the hub', () => {
	it('floods everything, with flows', () => {
		const lab = learning({application: 'hub'});
		lab.send(1, 2);
		const nodes = lab.send(2, 1);
		expect(letters(nodes)).toEqual(['> packet-in', '< flow-mod', '< packet-out']);
		expect(reached(lab, nodes)).toEqual(['p1', 'p3']);
		lab.wait(0.1);
		expect(letters(lab.send(2, 1))).toEqual([]);
		expect(lab.flows()).toHaveLength(3);
	});
});

const step = fc.oneof(
	{
		weight: 6,
		arbitrary: fc.record({kind: fc.constant('send' as const), from: fc.integer({min: 1, max: 3}), to: fc.integer({min: 0, max: 3})}),
	},
	{weight: 3, arbitrary: fc.record({kind: fc.constant('wait' as const), seconds: fc.constantFrom(0.2, 1, 5, 16)})},
	fc.record({kind: fc.constantFrom('start' as const, 'stop' as const)}),
	fc.record({kind: fc.constant('cut' as const), cut: fc.boolean()}),
);
const life = fc.record({
	failMode: fc.constantFrom('standalone', 'secure'),
	protocols: fc.constantFrom('OpenFlow10', 'OpenFlow13'),
	steps: fc.array(step, {maxLength: 30}),
});
type Life = typeof life extends fc.Arbitrary<infer T> ? T : never;

/** Plays a life; `look` sees what every step led to. */
function live(
	{failMode, protocols, steps}: Life,
	look: (lab: ControlLab, step: Life['steps'][number], nodes: ReturnType<ControlLab['wait']>) => void,
): ControlLab {
	const lab = controlLab({fail_mode: failMode, protocols});
	lab.setController();
	for (const one of steps) {
		const running = lab.c0.controller?.running === true;
		if (one.kind === 'start' && !running) lab.start();
		if (one.kind === 'stop' && running) lab.stop();
		if (one.kind === 'cut') lab.cut(one.cut);
		look(lab, one, one.kind === 'send' ? lab.send(one.from, one.to) : lab.wait(one.kind === 'wait' ? one.seconds : 0));
	}
	return lab;
}

const few = {numRuns: 60, seed: 20261122};

describe('for any life of a controller', () => {
	it('every frame is delivered or dropped with a reason, or goes to a controller', () => {
		fc.assert(
			fc.property(life, (one) => {
				live(one, (_, {kind}, nodes) => {
					if (kind !== 'send') return;
					const isTold = nodes.some(({effects}) =>
						effects.some((effect) => effect.kind === 'told' || (effect.kind === 'note' && effect.cause.kind === 'openflow-lost')),
					);
					expect(deliveries(nodes).length + drops(nodes).length + (isTold ? 1 : 0)).toBeGreaterThan(0);
				});
			}),
			few,
		);
	});

	it('a bridge alone is an ordinary switch when it is standalone, and never when it is secure', () => {
		fc.assert(
			fc.property(life, (one) => {
				live(one, (lab) => {
					const isOpen = lab.flows().some((flow) => flow.startsWith('priority=15790320'));
					const [link] = lab.bridge().controllers;
					const alone = (lab.world.now - (link?.lastAdmitted ?? 0)) / SECOND;
					if (one.failMode === 'secure') expect(isOpen).toBe(false);
					// Alone for so long, and not since then in charge again.
					else if (isOpen) expect(link?.state === 'active' ? 15 : alone).toBeGreaterThanOrEqual(15);
					else if (link?.state !== 'active' && link?.state !== 'idle') expect(alone).toBeLessThanOrEqual(15);
				});
			}),
			few,
		);
	});

	it('what the switch takes for a connection is one for the controller, or was', () => {
		fc.assert(
			fc.property(life, (one) => {
				const lab = live(one, () => {});
				lab.cut(false);
				lab.wait(30);
				const connections = lab.c0.controller?.running ? lab.c0.controller.connections : [];
				const [link] = lab.bridge().controllers;
				expect(link?.state === 'active' || link?.state === 'idle').toBe(lab.c0.controller?.running === true);
				if (connections.length > 0) expect(connections.at(-1)).toMatchObject({id: {attempt: link?.attempt}, version: one.protocols});
			}),
			few,
		);
	});

	it('the same life leads to the same world', () => {
		fc.assert(
			fc.property(life, (one) => {
				expect(copy(live(one, () => {}).world)).toEqual(copy(live(one, () => {}).world));
			}),
			{...few, numRuns: 20},
		);
	});
});

it('a history with a controller can be played again, and jumped in', () => {
	const lab = controlLab({fail_mode: 'secure'});
	lab.setController();
	const start = copy(lab.world);
	const history = createHistory(copy(start));
	const station = history.world.devices.findIndex(({name, machine}) => name === 'eth0' && history.world.machines[machine]?.name === 'p1');
	input(history, {kind: 'change', change: {kind: 'start-controller', machine: lab.c0.id, options: {}}});
	input(history, {kind: 'wait', duration: 3 * SECOND});
	settle(history);
	for (const to of [2, 3]) {
		const bytes = Uint8Array.from(Buffer.from(`02000000000${to}020000000001${'88b5'}${'00'.repeat(46)}`, 'hex'));
		input(history, {kind: 'frame', device: station, frame: {bytes}});
		settle(history);
	}
	input(history, {kind: 'change', change: {kind: 'stop-controller', machine: lab.c0.id}});
	input(history, {kind: 'wait', duration: 30 * SECOND});
	settle(history);
	const end = copy(history.world);
	const again = replay(copy(start), history.inputs);
	settle(again);
	expect(copy(again.world)).toEqual(end);
	jump(history, 3);
	jump(history, history.end);
	expect(copy(history.world)).toEqual(end);
	expect(dropped(settle(history))).toEqual([]);
});
