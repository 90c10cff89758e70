/** After a challenge: was every command needed? */
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {fork} from '../../source/engine/history.js';
import {type Debrief, LIMITS, searchShorter} from '../../source/lesson/debrief/shorter.js';
import {playOut} from '../../source/lesson/feed.js';
import {metGoals} from '../../source/lesson/goals.js';
import {openLesson, type Play} from '../../source/lesson/play.js';
import {type GoalStep, hasGoals} from '../../source/lesson/schema.js';
import {createStages} from '../../source/lesson/stage.js';
import type {Typed} from '../../source/lesson/stimulus.js';
import {lessonIn, MACVLAN, TOY} from './lessons.js';

const lesson = lessonIn(MACVLAN);
const stages = createStages(lesson);
const challenges = lesson.steps.filter((step): step is GoalStep => hasGoals(step));
const [policy, hostBack] = challenges as [GoalStep, GoalStep];

function beginning(step: GoalStep) {
	return stages.played(stages.of(step) as NonNullable<ReturnType<typeof stages.of>>).history;
}

function debrief(step: GoalStep, typed: readonly Typed[], limits = LIMITS): Debrief {
	const search = searchShorter(step, beginning(step), typed, limits);
	for (;;) {
		const {done, value} = search.next();
		if (done) return value;
	}
}

function on(machine: string, ...lines: string[]): Typed[] {
	return lines.map((run) => ({on: machine, run}));
}

function meets(step: GoalStep, way: readonly Typed[]): boolean {
	const history = fork(beginning(step));
	playOut(
		history,
		way.map(({on: machine, run}) => ({kind: 'command', on: machine, run})),
	);
	return metGoals(step.goals, history).length === step.goals.length;
}

describe('a shorter way', () => {
	it('is none where every command was needed', () => expect(debrief(hostBack, hostBack.solution)).toEqual({typed: 4, isCutShort: false}));

	it('knows variables that an earlier line set', () => {
		const [add, ...rest] = hostBack.solution as [Typed, ...Typed[]];
		const [verb = '', ...words] = add.run.split(' ');
		const typed = [
			{...add, run: `TOOL=${verb}`},
			{...add, run: ['$TOOL', ...words].join(' ')},
			...rest,
			...on('vm1', 'ip link set eth0 mtu 1500'),
		];
		expect(debrief(hostBack, typed)).toEqual({
			typed: 5,
			shorter: {commands: typed.slice(0, -1), length: 4, by: 'learner'},
			isCutShort: false,
		});
	});

	it('leaves out what was not needed, and pairs that undo each other', () => {
		const [add, ...rest] = hostBack.solution as [Typed, ...Typed[]];
		const typed = [
			...on('vm1', 'ip link set eth0 down', 'ip link set eth0 up'),
			add,
			...on('host', 'ip link set mv0 mtu 1400', 'ping -c 1 vm1', 'ip link set mv0 mtu 1500'),
			...rest,
		];
		expect(debrief(hostBack, typed)).toEqual({
			typed: 9,
			shorter: {commands: hostBack.solution, length: 4, by: 'learner'},
			isCutShort: false,
		});
	});

	it('may be the author’s, where the learner took another', () => {
		const typed = [
			...on(
				'host',
				'ip link add link eth0 name mv1 type macvlan mode bridge',
				'ip link set mv1 name mv2',
				'ip addr del 10.0.0.10/24 dev eth0',
			),
			...on('host', 'ip addr add 10.0.0.10/24 dev mv2', 'ip link set mv2 up'),
		];
		expect(debrief(hostBack, typed)).toEqual({
			typed: 5,
			shorter: {commands: hostBack.solution, length: 4, by: 'author'},
			isCutShort: false,
		});
	});

	it('is counted in commands, not in lines', () => {
		const typed = on('host', hostBack.solution.map(({run}) => run).join('; '));
		expect(debrief(hostBack, typed)).toEqual({typed: 4, isCutShort: false});
	});

	it('may be shorter than the author’s own', () => {
		expect(debrief(policy, policy.solution)).toMatchObject({typed: 4, shorter: {length: 3, by: 'learner'}});
	});

	it('is not claimed for what works only at the pace of its learner', () => {
		expect(debrief(policy, on('vm1', 'ip link set eth0 mtu 1400'))).toEqual({typed: 1, isCutShort: true});
	});

	it.each([
		['tries', {...LIMITS, trials: 3}],
		['ticks', {...LIMITS, ticks: 40}],
	])('is given up after so many %s, and says so', (_what, limits) => {
		const typed = [
			...on('vm1', 'ping -c 9 10.0.0.2; ip link set eth0 mtu 1400', 'ip link set eth0 down', 'ip link set eth0 up'),
			...hostBack.solution,
		];
		expect(debrief(hostBack, typed, limits).isCutShort).toBe(true);
	});

	it('always meets the goals, and none of its commands can be spared', () => {
		const spare = fc.constantFrom(
			...on('vm1', 'ip link set eth0 mtu 1400', 'ping -c 1 10.0.0.2', 'ip neigh flush all'),
			...on('host', 'ip link add d0 type bridge', 'ip link del d0', 'ip link set eth0 promisc on'),
			...on('vm2', 'ip link set eth0 type macvlan mode bridge'),
		);
		fc.assert(
			fc.property(fc.constantFrom(...challenges), fc.array(fc.tuple(fc.nat(9), spare), {maxLength: 4}), (step, extras) => {
				const typed = extras.reduce<readonly Typed[]>((way, [at, extra]) => way.toSpliced(at, 0, extra), step.solution);
				fc.pre(meets(step, typed));
				const {shorter, isCutShort} = debrief(step, typed, {trials: 1000, ticks: 1e6});
				const way = shorter?.commands ?? typed;
				expect(isCutShort).toBe(false);
				expect(meets(step, way)).toBe(true);
				for (const left of way)
					expect(
						meets(
							step,
							way.filter((command) => command !== left),
						),
					).toBe(false);
			}),
			{numRuns: 12},
		);
	}, 60_000);
});

describe('in play', () => {
	function at(): Play {
		const play = openLesson(lessonIn(TOY), 'en');
		play.dispatch({kind: 'go', to: 'make'});
		return play;
	}
	const type = (play: Play, ...lines: string[]) => {
		for (const line of lines) play.dispatch({kind: 'type', on: 'sw', line});
	};
	const wait = (play: Play): Debrief | undefined => {
		while (play.lookOn());
		return play.debrief;
	};

	it('is looked for when all goals are met, a little at a time', () => {
		const play = at();
		type(play, 'bridge link', 'bridge link set dev p1 isolated on', 'bridge link set dev p1 learning off');
		expect({looking: play.isLooking, debrief: wait(play)}).toEqual({looking: false, debrief: undefined});
		type(play, 'bridge link set dev p2 isolated on');
		expect({looking: play.isLooking, debrief: play.debrief}).toEqual({looking: true, debrief: undefined});
		expect(wait(play)).toMatchObject({typed: 3, shorter: {length: 2, by: 'learner'}});
		expect(play.isLooking).toBe(false);
	});

	it('is looked for anew when a command is taken back and another typed', () => {
		const play = at();
		type(play, 'bridge link set dev p1 isolated on', 'bridge link set dev p2 learning off', 'bridge link set dev p2 isolated on');
		wait(play);
		play.dispatch({kind: 'undo'});
		expect(play.debrief).toBeUndefined();
		type(play, 'bridge link set dev p2 isolated on learning on');
		expect(wait(play)).toMatchObject({typed: 3, shorter: {length: 2}});
	});

	it('is not looked for when the solution was asked for', () => {
		const play = at();
		type(play, 'bridge link');
		play.dispatch({kind: 'solution'});
		expect(play.isDone()).toBe(true);
		expect(wait(play)).toBeUndefined();
	});

	it('counts any way that meets the goals: another tool, other words, another order', () => {
		for (const way of [
			['bridge link set dev p1 isolated on', 'bridge link set dev p2 isolated on'],
			['bridge link set dev p2 isolated on; bridge link set dev p1 isolated on'],
			['bridge link set isolated on dev p1 && bridge link set dev p2 learning on isolated on'],
		]) {
			const play = at();
			type(play, ...way);
			expect(play.isDone()).toBe(true);
		}
	});
});
