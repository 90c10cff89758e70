/** The explosion at the keyboard: keys without a terminal, time by hand. */
import {describe, expect, it} from 'vitest';
import {DEFAULTS, type FabricParameters} from '../../../source/engine/fabric/parameters.js';
import {FIELDS} from '../../../source/locale/explosion-words.js';
import {createExplosionController} from '../../../source/ui/explosion/explosion-controller.js';
import {createTestClock} from '../emulator.js';

const SMALL: FabricParameters = {...DEFAULTS, racks: 2, hosts: 4, vms: 5, rate: 100, seconds: 10};

/** `pace`: milliseconds that pass at each look at the clock. */
function desk(parameters = SMALL, pace = 0) {
	const time = createTestClock();
	let passed = 0;
	const clock = {
		...time,
		now() {
			passed += pace;
			return time.now() + passed;
		},
		// As a timer of Node: the least is a millisecond.
		after: (delay: number, call: () => void) => time.after(Math.max(1, delay), call),
	};
	const exits: number[] = [];
	const calls: string[] = [];
	const controller = createExplosionController({
		parameters,
		noSuspend: 'no job control here',
		clock,
		host: {
			exit: (code) => void exits.push(code),
			suspend: (refused) => {
				calls.push('suspend');
				refused();
			},
			redraw: () => void calls.push('redraw'),
		},
	});
	const press = (...names: string[]): void => {
		for (const name of names) controller.press(name);
	};
	const to = (field: (typeof FIELDS)[number]): void => {
		for (let step = 0; step < FIELDS.indexOf(field); step++) press('down');
	};
	return {controller, clock, exits, calls, press, to};
}

describe('parameters', () => {
	it('are chosen with the arrows, changed by steps or written in digits', () => {
		const {controller, press, to} = desk();
		press('right');
		expect(controller.parameters.racks).toBe(4);
		to('vms');
		press('1', '2', '5');
		expect([controller.typed, controller.parameters.vms]).toEqual(['125', 5]);
		press('backspace', 'enter');
		expect([controller.typed, controller.parameters.vms, controller.phase]).toEqual(['', 12, 'ready']);
		press('3', 'escape', 'enter');
		expect(controller.parameters.vms).toBe(12);
	});

	it('take a number also when one goes on to the next line; digits mean nothing at a choice', () => {
		const {controller, press, to} = desk();
		press('7', 'down');
		expect(controller.parameters.racks).toBe(7);
		press('up');
		to('policy');
		press('4');
		expect(controller.typed).toBe('');
		press('left');
		expect(controller.parameters.policy).toBe('evict-by-hash');
	});

	it('go round: above the first line is what stands beside', () => {
		const {controller, press} = desk();
		press('up', 'right');
		expect(controller.beside).toBe('evict-fairly');
		press('c', 'c', 'c');
		expect(controller.beside).toBe('nothing');
	});

	it('come back as they were', () => {
		const {controller, press} = desk();
		press('right', 'c', 'x');
		expect([controller.parameters, controller.beside]).toEqual([SMALL, 'nothing']);
	});
});

describe('a run', () => {
	it('is done in slices, and is the same with its neighbour beside it', () => {
		const {controller, clock, press} = desk();
		press('c', 'enter');
		expect([controller.phase, controller.front, controller.result().runs.length]).toEqual(['running', 'result', 2]);
		clock.advance(1000);
		const {phase, runs} = controller.result();
		expect([phase, runs.map(({report}) => [report.parameters.policy, report.progress])]).toEqual([
			'done',
			[
				['first-kept', 1],
				['evict-fairly', 1],
			],
		]);
	});

	it('stops at Escape, shows what it has, and says nothing more', () => {
		// Time goes on while it computes: a millisecond at each look at the clock.
		const {controller, clock, press} = desk({...SMALL, racks: 20, hosts: 20, vms: 20, rate: 100_000}, 1);
		press('enter');
		clock.advance(2);
		expect(controller.phase).toBe('running');
		press('escape');
		expect(controller.phase).toBe('stopped');
		const {version} = controller;
		const [run] = controller.result().runs;
		clock.advance(1000);
		expect(controller.version).toBe(version);
		expect(run?.report.progress).toBeGreaterThan(0);
		expect(run?.report.progress).toBeLessThan(1);
	});

	it('is forgotten when a parameter changes', () => {
		const {controller, clock, press} = desk();
		press('enter');
		clock.advance(1000);
		press('right');
		expect([controller.phase, controller.result().runs]).toEqual(['ready', []]);
	});

	it('does not keep anybody from leaving', () => {
		const {exits, press} = desk({...SMALL, rate: 1e6});
		press('enter', 'ctrl-c');
		expect(exits).toEqual([130]);
	});
});

it('the help goes with any key, which does nothing else', () => {
	const {controller, press} = desk();
	press('?', 'right');
	expect([controller.help, controller.parameters.racks]).toEqual([false, SMALL.racks]);
});

it('q leaves, or closes the help first; Escape never leaves', () => {
	const {controller, exits, calls, press} = desk();
	press('?');
	expect(controller.help).toBe(true);
	press('q', 'escape');
	expect([controller.help, exits]).toEqual([false, []]);
	press('ctrl-z', 'ctrl-l');
	expect(calls).toEqual(['suspend', 'redraw']);
	press('q');
	expect(exits).toEqual([0]);
});
