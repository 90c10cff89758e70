import {describe, expect, it} from 'vitest';
import type {Lesson} from '../../source/lesson/lesson.js';
import {openLesson, type Play} from '../../source/lesson/play.js';
import {type LessonProgress, NO_PROGRESS, parseProgress, printProgress, withLesson} from '../../source/lesson/progress.js';
import {positionOf} from '../../source/lesson/scene.js';
import {hasGoals} from '../../source/lesson/schema.js';
import {lessonIn, MACVLAN, TOY} from './lessons.js';

const toy = lessonIn(TOY);
const macvlan = lessonIn(MACVLAN);

function at(id: string, lesson: Lesson = toy): Play {
	const play = openLesson(lesson, 'en');
	expect(play.dispatch({kind: 'go', to: id})).toEqual({kind: 'done'});
	return play;
}

/** Chooses and commits. */
function answer(play: Play, ...keys: string[]): ReturnType<Play['dispatch']> {
	play.dispatch({kind: 'choose', keys});
	return play.dispatch({kind: 'commit'});
}

function playOut(play: Play): number {
	let ticks = 0;
	while (play.tick()) ticks++;
	return ticks;
}

/** Through the disk and back. */
function kept(progress: LessonProgress): LessonProgress {
	const read = parseProgress(printProgress(withLesson(NO_PROGRESS, 'x', progress)));
	if (read.kind !== 'read') throw new Error(read.kind);
	return read.progress.lessons.x as LessonProgress;
}

describe('predict, then run', () => {
	it('plays nothing before the prediction is committed', () => {
		const play = at('watch');
		expect(play.mayPlay()).toBe(false);
		expect(play.tick()).toBeUndefined();
		expect(play.dispatch({kind: 'next'})).toEqual({kind: 'refused', why: 'run-first'});
	});
	it('does not judge a prediction before its run, and shows it afterwards', () => {
		const play = at('who');
		expect(play.dispatch({kind: 'commit'})).toEqual({kind: 'refused', why: 'nothing-chosen'});
		expect(play.dispatch({kind: 'next'})).toEqual({kind: 'refused', why: 'answer-first'});
		expect(answer(play, 'sw/p2')).toEqual({kind: 'answered', right: undefined, closed: true});
		const {step, part} = play;
		expect(part && play.isRevealed(step, part)).toBe(false);
		expect(answer(play, 'sw/p3')).toEqual({kind: 'refused', why: 'nothing-asked'});
		play.dispatch({kind: 'next'});
		expect(play.step.id).toBe('watch');
		expect(playOut(play)).toBeGreaterThan(2);
		expect(play.isDone()).toBe(true);
		expect(part && play.isRevealed(step, part)).toBe(true);
		expect(part && play.truth(step, part).right).toEqual(['sw/p2', 'sw/p3']);
	});
	it('finds the event at which belief and fact part, by running both', () => {
		const play = at('who');
		const {step, part} = play;
		answer(play, 'sw/p2');
		const parting = part && play.parting(step, part, ['sw/p2']);
		expect(parting?.key).toBe('sw/p3');
		const node = play.history && parting?.divergence ? parting.divergence : undefined;
		expect(node?.node).toBe(parting?.tick);
		expect(node?.believed?.effects).not.toEqual([]);
		expect(part && play.parting(step, part, ['sw/p3', 'sw/p2'])).toBeUndefined();
	});
	it('lets the events of the macvlan lesson be seen forwards and back, from prediction to observation', () => {
		const play = at('relay-path', macvlan);
		answer(play, 'vm1/eth0');
		play.dispatch({kind: 'next'});
		const ticks = playOut(play);
		const world = structuredClone(play.history?.world);
		play.seek(0);
		expect(play.scene && positionOf(play.scene)).toBe(0);
		play.dispatch({kind: 'next'});
		expect(play.step.id).toBe('relay-count');
		expect(play.scene && positionOf(play.scene)).toBe(ticks);
		expect(play.history?.world).toEqual(world);
	});
});

describe('questions', () => {
	it('may be mended once, then the answer is shown', () => {
		const play = at('before');
		expect(answer(play, 'never')).toEqual({kind: 'answered', right: false, closed: false});
		expect(play.part && play.isRevealed(play.step, play.part)).toBe(false);
		expect(answer(play, 'never')).toEqual({kind: 'answered', right: false, closed: true});
		expect(play.part && play.isRevealed(play.step, play.part)).toBe(true);
	});
	it('keep the events back until they are answered', () => {
		const play = at('before');
		expect(play.tick()).toBeUndefined();
		answer(play, 'once');
		expect(playOut(play)).toBeGreaterThan(1);
	});
	it('toggle marks: one replaces the other where one is right, and adds where several are', () => {
		const one = at('before');
		one.dispatch({kind: 'toggle', key: 'once'});
		one.dispatch({kind: 'toggle', key: 'never'});
		expect(one.record.draft).toEqual(['never']);
		const many = at('seen');
		many.dispatch({kind: 'toggle', key: 'c'});
		many.dispatch({kind: 'toggle', key: 'b'});
		expect(many.record.draft).toEqual(['b', 'c']);
		many.dispatch({kind: 'toggle', key: 'c'});
		expect(many.record.draft).toEqual(['b']);
		expect(many.dispatch({kind: 'toggle', key: 'zebra'})).toEqual({kind: 'refused', why: 'nothing-asked'});
	});
	it('take "none of them" where several may be right', () => {
		expect(answer(at('seen'))).toEqual({kind: 'answered', right: false, closed: false});
	});
	it('go on part by part', () => {
		const play = at('be');
		expect(play.part?.key).toBe('first');
		expect(answer(play, 'p2', 'p3')).toMatchObject({right: true, closed: true});
		expect(play.part?.key).toBe('first');
		expect(play.isDone()).toBe(false);
		play.dispatch({kind: 'next'});
		expect(play.part?.key).toBe('second');
		expect(answer(play, 'p1')).toMatchObject({right: true, closed: true});
		expect(play.isDone()).toBe(true);
		play.dispatch({kind: 'next'});
		expect(play.step.id).toBe('make');
	});
	it('of a compare are judged when both worlds have run', () => {
		const play = at('two');
		expect(play.scene?.histories).toHaveLength(2);
		expect(answer(play, 'others')).toEqual({kind: 'answered', right: undefined, closed: true});
		expect(play.dispatch({kind: 'next'})).toEqual({kind: 'refused', why: 'run-first'});
		playOut(play);
		expect(play.part && play.truth(play.step, play.part)).toMatchObject({right: ['others'], rows: {others: [1, 0], target: [1, 1]}});
		expect(play.dispatch({kind: 'next'})).toEqual({kind: 'done'});
	});
	it('of a recap are true or false by trying', () => {
		const play = at('claims');
		expect(answer(play, 'true')).toMatchObject({right: true});
		play.dispatch({kind: 'next'});
		expect(answer(play, 'true')).toMatchObject({right: false, closed: true});
		play.dispatch({kind: 'next'});
		expect(playOut(play)).toBe(0);
		expect(answer(play, 'true')).toMatchObject({right: true});
		expect(playOut(play)).toBeGreaterThan(3);
	});
});

describe('hints and solutions', () => {
	it('give the first hint at once and a further one for an effort', () => {
		const play = at('make');
		expect(play.dispatch({kind: 'hint'})).toEqual({kind: 'done'});
		expect(play.dispatch({kind: 'hint'})).toEqual({kind: 'refused', why: 'try-first'});
		play.dispatch({kind: 'type', on: 'sw', line: 'bridge link'});
		expect(play.dispatch({kind: 'hint'})).toEqual({kind: 'done'});
		play.dispatch({kind: 'type', on: 'sw', line: 'bridge link'});
		expect(play.dispatch({kind: 'hint'})).toEqual({kind: 'refused', why: 'no-hint'});
	});
	it('show the answer to a question after a try, but none to a prediction', () => {
		const play = at('before');
		expect(play.dispatch({kind: 'solution'})).toEqual({kind: 'refused', why: 'try-first'});
		answer(play, 'never');
		expect(play.dispatch({kind: 'solution'})).toEqual({kind: 'done'});
		expect(play.isDone()).toBe(true);
		expect(at('who').dispatch({kind: 'solution'})).toEqual({kind: 'refused', why: 'no-solution'});
	});
	it('type the solution at a prompt after a try', () => {
		const play = at('make');
		expect(play.dispatch({kind: 'solution'})).toEqual({kind: 'refused', why: 'try-first'});
		play.dispatch({kind: 'type', on: 'sw', line: 'bridge link set dev p3 isolated on'});
		expect(play.dispatch({kind: 'solution'})).toEqual({kind: 'done'});
		expect(play.record).toMatchObject({gaveUp: true, goals: ['apart']});
		expect(play.record.commands.map(({line}) => line)).toEqual([
			'bridge link set dev p1 isolated on',
			'bridge link set dev p2 isolated on',
		]);
	});
});

describe('a prompt', () => {
	it('runs commands, prints what they print, and knows when goals are met', () => {
		const play = at('make');
		expect(play.dispatch({kind: 'next'})).toEqual({kind: 'refused', why: 'goals-open'});
		const reply = play.dispatch({kind: 'type', on: 'sw', line: 'bridge link set dev p9 isolated on'});
		expect(reply).toMatchObject({kind: 'printed', from: 0, printout: {stdout: '', stderr: 'Cannot find bridge device "p9"\n'}});
		play.dispatch({kind: 'type', on: 'sw', line: 'bridge link set dev p1 isolated on'});
		expect(play.record.goals).toEqual([]);
		play.dispatch({kind: 'type', on: 'sw', line: 'bridge link set dev p2 isolated on'});
		expect(play.record.goals).toEqual(['apart']);
		expect(play.dispatch({kind: 'next'})).toEqual({kind: 'done'});
	});
	it('refuses tools that the step does not allow, also behind a semicolon, and machines that are not there', () => {
		const play = at('make');
		expect(play.dispatch({kind: 'type', on: 'sw', line: 'ip link'})).toEqual({kind: 'refused', why: 'not-allowed', allowed: ['bridge']});
		expect(play.dispatch({kind: 'type', on: 'sw', line: 'bridge link; sudo ip link'})).toMatchObject({why: 'not-allowed'});
		expect(play.dispatch({kind: 'type', on: 'sw', line: 'trace p1 --commit'})).toMatchObject({why: 'not-allowed'});
		expect(play.dispatch({kind: 'type', on: 'sw', line: 'seq 1 1 > /sys/class/net/sw/bridge/stp_state'})).toMatchObject({
			why: 'not-allowed',
		});
		expect(play.dispatch({kind: 'type', on: 'sw', line: 'brigde link'})).toMatchObject({kind: 'printed', printout: {status: 127}});
		expect(play.dispatch({kind: 'type', on: 'router', line: 'bridge link'})).toEqual({kind: 'refused', why: 'no-machine'});
		expect(at('before').dispatch({kind: 'type', on: 'sw', line: 'bridge link'})).toEqual({kind: 'refused', why: 'no-prompt'});
	});
	it.each([
		'X=ip; $X link set p1 down',
		'eval "$(echo i)p link set p1 down"',
		'echo link set p1 down | xargs $(echo ip)',
		'X=ip; timeout 5 $X link set p1 down',
		'sh -c "$(echo ip link set p1 down)"',
		'for TOOL in ip; do sudo $TOOL link set p1 down; done',
		"echo 'ip link set p1 down' | sh",
		'X=ip; bridge link | $X link set p1 down',
		'F=/proc/sys/net/ipv4/ip_forward; echo 1 > $F',
	])('refuses a tool that hides its name when it is about to run: %s', (line) => {
		const play = at('make');
		const world = structuredClone(play.history?.world);
		expect(play.dispatch({kind: 'type', on: 'sw', line})).toMatchObject({
			kind: 'printed',
			printout: {stderr: expect.stringMatching(/^bash: (?:ip|\/proc\/sys\/net\/ipv4\/ip_forward): Permission denied\n$/)},
			refused: {kind: 'refused', why: 'not-allowed', allowed: ['bridge']},
		});
		expect(play.history?.world).toEqual(world);
	});
	it('runs what is allowed by whatever way it was come to, and lets whoever only prints print', () => {
		const play = at('make');
		for (const line of ['X=bridge', '$X link set dev p1 isolated on', 'timeout 5 $X link set dev p2 isolated on', 'echo $X > /tmp/x']) {
			expect(play.dispatch({kind: 'type', on: 'sw', line})).not.toHaveProperty('refused');
		}
		expect(play.record.goals).toEqual(['apart']);
	});
	it.each(['help', 'trace p1', 'sudo trace p2 in'])('allows "%s", which only looks, in every step', (line) => {
		expect(at('make').dispatch({kind: 'type', on: 'sw', line})).toMatchObject({kind: 'printed', printout: {status: 0}});
	});
	it('takes commands back and does them again, with their effect on the goals', () => {
		const play = at('make');
		play.dispatch({kind: 'type', on: 'sw', line: 'bridge link set dev p1 isolated on'});
		play.dispatch({kind: 'type', on: 'sw', line: 'bridge link set dev p2 isolated on'});
		play.dispatch({kind: 'undo'});
		expect(play.record.goals).toEqual([]);
		play.dispatch({kind: 'redo'});
		expect(play.record.goals).toEqual(['apart']);
		expect(play.dispatch({kind: 'redo'})).toEqual({kind: 'refused', why: 'nothing-to-redo'});
		for (let times = 0; times < 2; times++) play.dispatch({kind: 'undo'});
		expect(play.dispatch({kind: 'undo'})).toEqual({kind: 'refused', why: 'nothing-to-undo'});
	});
	it('of a repair opens when the fault is located', () => {
		const play = at('mend');
		expect(play.dispatch({kind: 'type', on: 'sw', line: 'bridge link'})).toEqual({kind: 'refused', why: 'locate-first'});
		expect(playOut(play)).toBeGreaterThan(0);
		answer(play, 'isolation');
		play.dispatch({kind: 'next'});
		expect(play.part).toBeUndefined();
		play.dispatch({kind: 'type', on: 'sw', line: 'bridge link set dev p1 isolated off'});
		expect(play.isDone()).toBe(true);
	});
	it('can be tried in a sandbox without touching the step', () => {
		const play = at('make');
		const before = structuredClone(play.history?.world);
		expect(play.openSandbox()).toBe(true);
		play.dispatch({kind: 'type', on: 'sw', line: 'bridge link set dev p1 isolated on'});
		expect(play.history?.world).not.toEqual(before);
		expect(play.record.commands).toEqual([]);
		expect(play.dispatch({kind: 'next'})).toEqual({kind: 'refused', why: 'in-sandbox'});
		play.closeSandbox();
		expect(play.history?.world).toEqual(before);
	});
});

describe('going about', () => {
	it('skips what is not done and says so, goes back, and jumps', () => {
		const play = openLesson(toy, 'en');
		expect(play.dispatch({kind: 'previous'})).toEqual({kind: 'refused', why: 'first-step'});
		play.dispatch({kind: 'skip'});
		expect(play.step.id).toBe('who');
		expect(play.session.steps.before?.skipped).toBe(true);
		play.dispatch({kind: 'previous'});
		expect(play.step.id).toBe('before');
		expect(play.dispatch({kind: 'go', to: 'nowhere'})).toEqual({kind: 'refused', why: 'no-step'});
	});
	it('begins a step anew', () => {
		const play = at('before');
		answer(play, 'never');
		play.dispatch({kind: 'reset'});
		expect(play.record.attempts).toEqual([]);
		expect(play.tick()).toBeUndefined();
	});
	it('tells whoever listens, until they leave', () => {
		const play = openLesson(toy, 'en');
		let told = 0;
		const leave = play.subscribe(() => told++);
		play.dispatch({kind: 'toggle', key: 'once'});
		leave();
		play.dispatch({kind: 'toggle', key: 'never'});
		expect(told).toBe(1);
	});
	it('speaks another language when asked, and the source where a translation is missing', () => {
		const play = openLesson(macvlan, 'it');
		expect(play.prose.title).toBe('Prima di cominciare');
		play.locale = 'fr';
		expect(play.prose.title).toBe('Before we begin');
	});
});

describe('leaving and coming back', () => {
	/** Everything that can be seen of a play. */
	const seen = (play: Play) => ({
		session: play.session,
		step: play.step.id,
		position: play.scene && positionOf(play.scene),
		worlds: play.scene?.histories.map((history) => structuredClone(history.world)),
		traces: play.scene?.histories.map((history) => history.trace.length),
		done: play.isDone(),
		part: play.part,
	});

	it('gives the same state at every moment of the macvlan lesson', () => {
		const play = openLesson(macvlan, 'en');
		let moments = 0;
		const check = (): void => {
			moments++;
			expect(seen(openLesson(macvlan, 'en', kept(play.save())))).toEqual(seen(play));
		};
		for (const step of macvlan.steps) {
			expect(play.step.id).toBe(step.id);
			check();
			while (play.part && !play.record.closed.includes(play.part.key)) {
				const {right} = play.truth(step, play.part);
				play.dispatch({kind: 'choose', keys: right});
				check();
				play.dispatch({kind: 'commit'});
				check();
				if (play.tick() && play.tick()) check();
				playOut(play);
				check();
				if (!play.isDone()) play.dispatch({kind: 'next'});
			}
			if (step.kind === 'run') {
				play.tick();
				check();
				playOut(play);
				check();
			}
			if (hasGoals(step)) {
				for (const {on, run} of step.solution) {
					play.dispatch({kind: 'type', on, line: run});
					play.dispatch({kind: 'type', on, line: 'ping -c 1 10.0.0.20'});
					check();
				}
				play.dispatch({kind: 'undo'});
				check();
			}
			expect(play.isDone()).toBe(true);
			play.dispatch({kind: 'next'});
		}
		expect(play.session.finished).toBe(true);
		expect(moments).toBeGreaterThan(60);
	});
	it('keeps a place in the middle of a run, and what comes after it', () => {
		const play = at('relay-path', macvlan);
		answer(play, 'vm1/eth0');
		play.dispatch({kind: 'next'});
		for (let ticks = 0; ticks < 7; ticks++) play.tick();
		const again = openLesson(macvlan, 'en', kept(play.save()));
		expect(again.scene && positionOf(again.scene)).toBe(7);
		expect(playOut(again)).toBe(playOut(play));
		expect(again.history?.world).toEqual(play.history?.world);
	});
	it('types commands again at the tick at which they came, and not those that were cut off', () => {
		const play = at('policy', macvlan);
		play.dispatch({kind: 'type', on: 'vm1', line: 'ping -c 1 10.0.0.2'});
		play.dispatch({kind: 'type', on: 'sw0', line: 'bridge link set dev swp1 hairpin on'});
		play.seek(3);
		play.dispatch({kind: 'type', on: 'vm2', line: 'ip link set eth0 type macvlan mode private'});
		expect(play.record.commands.map(({line, tick}) => [line.split(' ')[0], tick])).toEqual([
			['ping', 0],
			['ip', 3],
		]);
		const again = openLesson(macvlan, 'en', kept(play.save()));
		expect(again.record.commands).toEqual(play.record.commands);
		expect(again.history?.world).toEqual(play.history?.world);
	});
});
