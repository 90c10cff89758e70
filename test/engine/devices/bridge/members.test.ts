import {describe, expect, it} from 'vitest';
import type {Device} from '../../../../source/engine/device.js';
import {formatMac, toMac} from '../../../../source/engine/mac.js';
import {deviceAt} from '../../../../source/engine/world.js';
import {A, ALL, B, BR0, type BridgeBench, bridgeBench, C} from '../../../fixtures/bridge-bench.js';

const P = (number: number): string => `02:00:00:00:f0:0${number}`;
const setUp = (bench: BridgeBench, name: string, up: boolean) => bench.change({kind: 'set-up', device: bench.id(name), up});
const release = (bench: BridgeBench, name: string) => bench.change({kind: 'release', device: bench.id(name)});
const enslave = (bench: BridgeBench, name: string) => bench.change({kind: 'enslave', device: bench.id(name), master: bench.id('br0')});
const states = (bench: BridgeBench): string[] => bench.bridge.ports.map(({state}) => state);
const addStatic = (bench: BridgeBench, name: string, mac: string) =>
	bench.change({kind: 'fdb-add', verb: 'add', device: bench.id(name), mac: toMac(mac), type: 'static', target: 'master'});

describe('a port that goes down or loses its carrier', () => {
	for (const end of ['p1', 'q1']) {
		it(`is disabled and forgets what it learned, not what is static (${end} down)`, () => {
			const bench = bridgeBench(2);
			bench.enter('p1', A, ALL);
			addStatic(bench, 'p1', B);
			setUp(bench, end, false);
			expect([states(bench), bench.fdb()]).toEqual([['disabled', 'forwarding'], [`${B} p1 static`]]);
			setUp(bench, end, true);
			expect([states(bench), bench.fdb()]).toEqual([['forwarding', 'forwarding'], [`${B} p1 static`]]);
		});
	}

	it('leaves br0 without carrier when it was the last one that forwarded', () => {
		const bench = bridgeBench(2);
		setUp(bench, 'q1', false);
		expect(bench.bridge.carrier).toBe(true);
		setUp(bench, 'q2', false);
		expect(bench.bridge.carrier).toBe(false);
		setUp(bench, 'q2', true);
		expect(bench.bridge.carrier).toBe(true);
	});
});

describe('a bridge that goes down', () => {
	it('disables its ports, forgets what it learned and lets the collector rest', () => {
		const bench = bridgeBench(2);
		bench.enter('p1', A, ALL);
		setUp(bench, 'br0', false);
		expect([states(bench), bench.fdb(), bench.bridge.gcTimer]).toEqual([['disabled', 'disabled'], [], Number.POSITIVE_INFINITY]);
		expect(bench.enter('p1', A, ALL)).toEqual(['drop:port-not-forwarding']);
	});

	it('comes back with all ports that have carrier; the collector looks 100 ms later', () => {
		const bench = bridgeBench(2);
		setUp(bench, 'br0', false);
		setUp(bench, 'q2', false);
		bench.wait(5);
		setUp(bench, 'br0', true);
		expect([states(bench), bench.bridge.gcTimer]).toEqual([['forwarding', 'disabled'], 5_100_000_000]);
	});
});

describe('a port that leaves', () => {
	it('takes all its entries along, static ones too, and its promiscuous mode', () => {
		const bench = bridgeBench(2);
		const p1 = deviceAt(bench.world, bench.id('p1'));
		expect([p1.promiscuity, p1.allmulti]).toEqual([1, 1]);
		bench.enter('p1', A, ALL);
		addStatic(bench, 'p1', B);
		release(bench, 'p1');
		expect([bench.fdb(), bench.locals()]).toEqual([[], [`${BR0} br0 permanent`, `${P(2)} p2 permanent`].sort()]);
		expect([p1.promiscuity, p1.allmulti, p1.master]).toEqual([0, 0, -1]);
	});

	it('frees its number for the next one', () => {
		const bench = bridgeBench(3);
		release(bench, 'p2');
		expect(bench.bridge.ports.map(({number}) => number)).toEqual([1, 3]);
		bench.enter('p3', B, ALL);
		expect(bench.enter('p1', A, B)).toEqual(['p3']);
		enslave(bench, 'p2');
		expect(bench.bridge.ports.map(({number}) => number)).toEqual([1, 3, 2]);
		bench.enter('p2', B, ALL);
		expect(bench.enter('p1', A, B)).toEqual(['p2']);
	});

	it('leaves br0 without carrier and without MAC when it was the last', () => {
		const bench = bridgeBench(1, {}, {mac: 'lowest'});
		release(bench, 'p1');
		expect([bench.bridge.carrier, bench.bridge.mac, bench.locals()]).toEqual([false, 0, []]);
	});
});

describe('br0’s MAC', () => {
	it('is random and in no bridge id before the first port, then the lowest of the ports', () => {
		const bench = bridgeBench(0, {}, {mac: 'lowest'});
		expect([bench.bridge.mac !== 0, bench.bridge.stp.idMac, bench.bridge.carrier]).toEqual([true, 0, true]);
		expect(bench.locals()).toEqual([`${formatMac(bench.bridge.mac)} br0 permanent`]);
	});

	it('follows the lowest port MAC as ports come, go and change', () => {
		const bench = bridgeBench(3, {}, {mac: 'lowest'});
		const mac = (): string => formatMac(bench.bridge.mac);
		expect(mac()).toBe(P(1));
		release(bench, 'p1');
		expect(mac()).toBe(P(2));
		bench.change({kind: 'set-mac', device: bench.id('p3'), mac: toMac('02:00:00:00:00:03')});
		expect(mac()).toBe('02:00:00:00:00:03');
		enslave(bench, 'p1');
		expect(mac()).toBe('02:00:00:00:00:03');
		expect(bench.bridge.stp.idMac).toBe(bench.bridge.mac);
	});

	it('stays once somebody has set it', () => {
		const bench = bridgeBench(2, {}, {mac: 'lowest'});
		bench.change({kind: 'set-mac', device: bench.id('br0'), mac: toMac(P(1))});
		release(bench, 'p1');
		expect(formatMac(bench.bridge.mac)).toBe(P(1));
		expect(bench.locals()).toEqual([`${P(1)} br0 permanent`, `${P(2)} p2 permanent`]);
		expect(bench.enter('p2', A, P(1))).toEqual(['host:host']);
	});
});

describe('br0’s MTU', () => {
	it('is the smallest of the ports’, 1500 without any', () => {
		const bench = bridgeBench(2);
		bench.change({kind: 'set-mtu', device: bench.id('p1'), mtu: 1400});
		expect(bench.bridge.mtu).toBe(1400);
		release(bench, 'p1');
		expect(bench.bridge.mtu).toBe(1500);
		bench.change({kind: 'set-mtu', device: bench.id('p2'), mtu: 9000});
		expect(bench.bridge.mtu).toBe(9000);
		release(bench, 'p2');
		expect(bench.bridge.mtu).toBe(1500);
	});

	it('stays once somebody has set it', () => {
		const bench = bridgeBench(2);
		bench.change({kind: 'set-mtu', device: bench.id('br0'), mtu: 9000});
		bench.change({kind: 'set-mtu', device: bench.id('p2'), mtu: 1300});
		expect(bench.bridge.mtu).toBe(9000);
	});
});

describe('local entries', () => {
	it('are br0’s and each port’s own MAC', () => {
		expect(bridgeBench(2).locals()).toEqual([`${BR0} br0 permanent`, `${P(1)} p1 permanent`, `${P(2)} p2 permanent`]);
	});

	it('follow a port that changes its MAC', () => {
		const bench = bridgeBench(2);
		bench.change({kind: 'set-mac', device: bench.id('p1'), mac: toMac(A)});
		expect(bench.locals()).toEqual([`${A} p1 permanent`, `${BR0} br0 permanent`, `${P(2)} p2 permanent`]);
	});

	it('pass to the next port with the same MAC, then to br0', () => {
		const bench = bridgeBench(3);
		for (const name of ['p1', 'p2', 'p3']) bench.change({kind: 'set-mac', device: bench.id(name), mac: toMac(BR0)});
		expect(bench.locals()).toEqual([`${BR0} br0 permanent`]);
		const twin = bridgeBench(2);
		twin.change({kind: 'set-mac', device: twin.id('p2'), mac: toMac(P(1))});
		expect(twin.locals()).toEqual([`${BR0} br0 permanent`, `${P(1)} p1 permanent`]);
		release(twin, 'p1');
		expect(twin.locals()).toEqual([`${BR0} br0 permanent`, `${P(1)} p2 permanent`]);
	});

	it('pass to br0 when no port has the MAC any more but br0 does', () => {
		const bench = bridgeBench(2);
		bench.change({kind: 'set-mac', device: bench.id('br0'), mac: toMac(P(1))});
		release(bench, 'p1');
		expect(bench.locals()).toEqual([`${P(1)} br0 permanent`, `${P(2)} p2 permanent`]);
	});

	it('drive out what was learned for the same MAC', () => {
		const bench = bridgeBench(2);
		bench.enter('p1', A, ALL);
		bench.change({kind: 'set-mac', device: bench.id('p2'), mac: toMac(A)});
		expect([bench.fdb(), bench.locals().includes(`${A} p2 permanent`)]).toEqual([[], true]);
	});
});

describe('what stands on br0', () => {
	const onBr0 = (bench: BridgeBench, mode: 'bridge' | 'passthru', machine = 1): Device => {
		const result = bench.change({kind: 'add-macvlan', machine, name: 'mv0', lower: bench.id('br0'), type: 'macvlan', options: {mode}});
		return deviceAt(bench.world, result.kind === 'done' ? (result.device as number) : -1);
	};

	it('shrinks with it and does not grow again', () => {
		const bench = bridgeBench(1);
		const macvlan = onBr0(bench, 'bridge');
		const mtus = [1400, 1500].map((mtu) => {
			bench.change({kind: 'set-mtu', device: bench.id('p1'), mtu});
			return [bench.bridge.mtu, macvlan.mtu];
		});
		expect(mtus).toEqual([
			[1400, 1400],
			[1500, 1400],
		]);
	});

	it('has its MAC in passthru mode, whichever port lends it, and gives back the last one that was not its own', () => {
		const bench = bridgeBench(2, {}, {mac: 'lowest'});
		const macvlan = onBr0(bench, 'passthru');
		release(bench, 'p1');
		expect(formatMac(macvlan.mac)).toBe(P(2));
		bench.change({kind: 'set-mac', device: macvlan.id, mac: toMac(C)});
		expect([formatMac(bench.bridge.mac), formatMac(macvlan.mac)]).toEqual([C, C]);
		bench.change({kind: 'delete', device: macvlan.id});
		expect(formatMac(bench.bridge.mac)).toBe(P(2));
	});

	it('cannot become its port', () => {
		const bench = bridgeBench(1);
		const macvlan = onBr0(bench, 'bridge', 0);
		expect(bench.change({kind: 'enslave', device: macvlan.id, master: bench.id('br0')})).toMatchObject({errno: 'EBUSY'});
	});

	it('is promiscuous for a bridge of its own, and so is br0', () => {
		const bench = bridgeBench(1);
		const macvlan = onBr0(bench, 'bridge');
		bench.change({kind: 'add-bridge', machine: 1, name: 'br1', options: {}});
		const master = bench.world.devices.length - 1;
		bench.change({kind: 'set-up', device: macvlan.id, up: true});
		bench.change({kind: 'enslave', device: macvlan.id, master});
		expect([macvlan.promiscuity, bench.bridge.promiscuity]).toEqual([1, 1]);
		bench.change({kind: 'set-up', device: macvlan.id, up: false});
		expect([macvlan.promiscuity, bench.bridge.promiscuity]).toEqual([1, 0]);
	});

	it('is at most 8 levels high', () => {
		const bench = bridgeBench(0);
		let lower = bench.id('br0');
		const results: unknown[] = [];
		for (let level = 1; level <= 4; level++) {
			const made = bench.change({kind: 'add-macvlan', machine: 1, name: `n${level}`, lower, type: 'macvlan', options: {}});
			const bridge = bench.change({kind: 'add-bridge', machine: 1, name: `c${level}`, options: {}});
			if (made.kind === 'refused' || bridge.kind === 'refused') throw new Error('not made');
			results.push(bench.change({kind: 'enslave', device: made.device as number, master: bridge.device as number}));
			lower = bridge.device as number;
		}
		expect(results).toEqual([{kind: 'done'}, {kind: 'done'}, {kind: 'done'}, {kind: 'refused', errno: 'EMLINK'}]);
	});
});
