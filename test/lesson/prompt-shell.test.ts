/** A prompt is one shell a machine: what it remembers lives as long as the world of the step, and comes back with it. */
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Lesson} from '../../source/lesson/lesson.js';
import {openLesson, type Play} from '../../source/lesson/play.js';
import {NO_PROGRESS, parseProgress, printProgress, withLesson} from '../../source/lesson/progress.js';
import {sandboxLesson} from '../../source/lesson/sandbox.js';
import {lengthOf, positionOf} from '../../source/lesson/scene.js';
import {labFile} from '../fixtures/lab-files.js';

const lesson: Lesson = sandboxLesson(labFile('starter'), 'starter', {en: {intro: () => []}});
const SETUP = 'ovs-vsctl add-br br0 -- add-port br0 tap1 -- add-port br0 tap2';

/** A sandbox in which vm1 reaches vm2. */
function wired(): Play {
	const play = openLesson(lesson, 'en');
	type(play, SETUP, 'host');
	return play;
}

function type(play: Play, line: string, on = 'vm1'): string {
	const reply = play.dispatch({kind: 'type', on, line});
	if (reply.kind !== 'printed') throw new Error(JSON.stringify(reply));
	return reply.printout.stdout + reply.printout.stderr;
}

/** The lesson as another run of the program finds it. */
function resumed(play: Play): Play {
	const read = parseProgress(printProgress(withLesson(NO_PROGRESS, lesson.id, play.save())));
	if (read.kind !== 'read') throw new Error(read.kind);
	return openLesson(lesson, 'en', read.progress.lessons[lesson.id]);
}

/** What the shells of both machines know. */
function known(play: Play): string[] {
	return ['vm1', 'vm2'].map((on) => type(play, 'echo "$? $X $Y $!"; jobs; cat log; false; echo goes on', on));
}

describe('a prompt', () => {
	test('knows in a line what an earlier one set, and nothing of other machines', () => {
		const play = wired();
		type(play, 'X=1');
		expect(type(play, 'echo $X')).toBe('1\n');
		expect(type(play, 'echo "[$X]"', 'vm2')).toBe('[]\n');
		type(play, 'set -u');
		expect(type(play, 'echo $NOTHING')).toBe('bash: NOTHING: unbound variable\n');
	});

	test('has jobs that go on while later lines run, and are told of when they end', () => {
		const play = wired();
		expect(type(play, 'ping -c 3 10.0.0.2 > log &')).toBe('[1] 2002\n');
		expect(type(play, 'jobs')).toBe('[1]+  Running                 ping -c 3 10.0.0.2 > log &\n');
		expect(type(play, 'sleep 1.5; grep -c "bytes from" log')).toBe('2\n');
		expect(type(play, 'sleep 5')).toBe('[1]+  Done                    ping -c 3 10.0.0.2 > log\n');
		expect(type(play, 'jobs')).toBe('');
	});

	test('forgets what was typed after the moment to which the learner has wound back', () => {
		const play = wired();
		type(play, 'X=before');
		const at = positionOf(play.scene as NonNullable<Play['scene']>);
		type(play, 'ping -c 1 10.0.0.2');
		type(play, 'X=after; sleep 9 &');
		play.seek(at);
		type(play, 'ping -c 1 10.0.0.3');
		expect(type(play, 'echo $X; jobs')).toBe('before\n');
		const again = resumed(play);
		expect(known(again)).toEqual(known(play));
	});

	test('forgets the same in a copy of a step', () => {
		const play = wired();
		play.openSandbox();
		const at = positionOf(play.scene as NonNullable<Play['scene']>);
		type(play, 'ping -c 1 10.0.0.2');
		type(play, 'X=after; sleep 9 &');
		play.seek(at);
		type(play, 'ping -c 1 10.0.0.3');
		expect(type(play, 'echo [$X]; jobs')).toBe('[]\n');
	});
});

describe('the shells of a step', () => {
	const lines = fc.constantFrom(
		'X=1',
		'X=$X$Y; Y=2',
		'set -e; false; Y=never',
		'set +e',
		'export Y=$(cat log | wc -l)',
		'ping -c 2 10.0.0.2 >> log &',
		'ping -i 0.3 10.0.0.2 > /dev/null &',
		'sleep 3 && echo slept >> log &',
		'(sleep 1; ip link set eth0 down; sleep 1; ip link set eth0 up) &',
		'sleep 1.2',
		'ping -c 1 10.0.0.2',
		'wait %1',
		'kill %1',
		'kill $!',
		'ip neigh flush all',
		'for I in 1 2; do echo $I >> log; sleep 0.4; done',
		'exit 3',
	);
	const move = fc.oneof(
		{weight: 6, arbitrary: fc.record({kind: fc.constant('type' as const), on: fc.constantFrom('vm1', 'vm2'), line: lines})},
		{weight: 1, arbitrary: fc.record({kind: fc.constant('undo' as const)})},
		{weight: 1, arbitrary: fc.record({kind: fc.constant('redo' as const)})},
		{weight: 1, arbitrary: fc.record({kind: fc.constant('seek' as const), part: fc.double({min: 0, max: 1, noNaN: true})})},
	);

	test('are the same when the lesson is resumed, whatever was typed, taken back, done again and wound back', () => {
		fc.assert(
			fc.property(fc.array(move, {maxLength: 9}), (moves) => {
				const play = wired();
				for (const made of moves) {
					if (made.kind === 'seek') play.seek(Math.round(made.part * lengthOf(play.scene as NonNullable<Play['scene']>)));
					else play.dispatch(made);
				}
				// What was wound back and never typed after is still to come.
				play.seek(Number.MAX_SAFE_INTEGER);
				const again = resumed(play);
				expect(again.history?.world).toEqual(play.history?.world);
				expect(known(again)).toEqual(known(play));
				expect(again.history?.world).toEqual(play.history?.world);
			}),
			{numRuns: 200},
		);
	});
});
