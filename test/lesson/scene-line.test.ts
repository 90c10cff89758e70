import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Lesson} from '../../source/lesson/lesson.js';
import {openLesson, type Play} from '../../source/lesson/play.js';
import {NO_PROGRESS, parseProgress, printProgress, withLesson} from '../../source/lesson/progress.js';
import {sandboxLesson} from '../../source/lesson/sandbox.js';
import {positionOf} from '../../source/lesson/scene.js';
import {openLesson as lessonNamed} from '../../source/platform/lessons.js';
import {labFile} from '../fixtures/lab-files.js';
import {playAt} from '../view/lesson.js';

const lesson: Lesson = sandboxLesson(labFile('starter'), 'starter', {en: {intro: () => []}});
const SETUP = 'ovs-vsctl add-br br0 -- add-port br0 tap1 -- add-port br0 tap2';

/** A sandbox in which vm1 reaches vm2. */
function wired(): Play {
	const play = openLesson(lesson, 'en');
	play.dispatch({kind: 'type', on: 'host', line: SETUP});
	return play;
}

/** Types a line, presses Ctrl-C after slices of these sizes, and lets it end. */
function typeAndInterrupt(play: Play, on: string, line: string, slices: readonly number[]): void {
	const begun = play.begin({on, line, attended: true});
	if (begun.kind === 'refused') throw new Error(begun.why);
	for (const things of slices) begun.line.advance(things);
	begun.line.interrupt();
	while (begun.line.advance(1000).kind !== 'done');
}

describe('a line that was interrupted', () => {
	const slices = fc.array(fc.integer({min: 1, max: 60}), {maxLength: 12});

	test('is built again as it was, wherever Ctrl-C came', () => {
		fc.assert(
			fc.property(slices, slices, (first, second) => {
				const play = wired();
				typeAndInterrupt(play, 'vm1', 'ping -i 0.2 10.0.0.2', first);
				typeAndInterrupt(play, 'vm2', 'sleep 5', second);
				play.dispatch({kind: 'type', on: 'host', line: 'ip link set tap1 down'});
				const world = structuredClone(play.history?.world);
				play.dispatch({kind: 'undo'});
				expect(play.history?.world).not.toEqual(world);
				play.dispatch({kind: 'redo'});
				expect(play.history?.world).toEqual(world);
			}),
			{numRuns: 10},
		);
	});

	test('is kept in the progress file, and the lesson goes on in the same world', () => {
		const play = wired();
		typeAndInterrupt(play, 'vm1', 'ping -i 0.2 10.0.0.2', [40, 40, 3]);
		const text = printProgress(withLesson(NO_PROGRESS, lesson.id, play.save()));
		const read = parseProgress(text);
		if (read.kind !== 'read') throw new Error(read.kind);
		const again = openLesson(lesson, 'en', read.progress.lessons[lesson.id]);
		expect(again.record.commands).toEqual(play.record.commands);
		expect(again.history?.world).toEqual(play.history?.world);
	});
});

describe('a line in one of the two worlds of a compare', () => {
	const compare = lessonNamed('macvlan').steps.find(({kind}) => kind === 'compare');

	test('changes that one alone, and the way back through both is the same', () => {
		const play = playAt(compare?.id ?? '');
		play.openSandbox();
		const scene = play.scene;
		const [left, right] = scene?.histories ?? [];
		const machine = right?.world.machines[0]?.name ?? '';
		const before = structuredClone(left?.world);
		const at = scene ? positionOf(scene) : 0;
		const begun = play.begin({
			on: machine,
			line: 'ip link add veth0 type veth peer name veth1; ip link set veth0 up; ip link set veth1 up',
			side: 1,
		});
		if (begun.kind === 'refused') throw new Error(begun.why);
		while (begun.line.advance(100).kind !== 'done');
		expect(left?.world).toEqual(before);
		const after = structuredClone(right?.world);
		play.seek(at);
		play.seek(100_000);
		expect(play.scene?.histories[1]?.world.devices.length).toBe(after?.devices.length);
		play.dispatch({kind: 'undo'});
		expect(play.scene?.histories[1]?.world.devices.length).toBe((after?.devices.length ?? 0) - 2);
	});
});
