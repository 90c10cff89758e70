import {describe, expect, it} from 'vitest';
import {readLab} from '../../source/lesson/lab-text.js';
import {openLesson, type Play} from '../../source/lesson/play.js';
import {isSandbox, sandboxLesson} from '../../source/lesson/sandbox.js';
import {STARTER_LAB} from '../../source/lesson/starter-lab.js';
import {en} from '../../source/locale/en.js';
import {it as italian} from '../../source/locale/it.js';
import {lessonIn, TOY} from './lessons.js';

function open(): Play {
	const read = readLab(STARTER_LAB);
	if (read.kind === 'failed') throw new Error(JSON.stringify(read.problems));
	return openLesson(sandboxLesson(read.lab, 'sandbox', {en: en.sandbox, it: italian.sandbox}), 'en');
}

function type(play: Play, on: string, line: string): string {
	const reply = play.dispatch({kind: 'type', on, line});
	return reply.kind === 'printed' ? reply.printout.stdout + reply.printout.stderr : JSON.stringify(reply);
}

describe('a sandbox', () => {
	it('has a prompt at the host, and nothing to reach', () => {
		const {step, part} = open();
		expect([step.kind === 'sandbox' && step.on, part]).toEqual(['host', undefined]);
	});

	it('goes from an empty host to two VMs on a bridge', () => {
		const play = open();
		for (const port of ['tap1', 'tap2']) type(play, 'host', `ovs-vsctl --may-exist add-br br0 -- add-port br0 ${port}`);
		expect(type(play, 'vm1', 'ping -c 1 10.0.0.2')).toContain('1 packets transmitted, 1 received, 0% packet loss');
	});

	it('takes commands back, but not what only looked', () => {
		const play = open();
		const before = type(play, 'host', 'ovs-vsctl list-br');
		type(play, 'host', 'ovs-vsctl add-br br0');
		type(play, 'host', 'ovs-vsctl list-br');
		play.dispatch({kind: 'undo'});
		expect(type(play, 'host', 'ovs-vsctl list-br')).toBe(before);
		expect(play.dispatch({kind: 'undo'})).toEqual({kind: 'refused', why: 'nothing-to-undo'});
	});

	it('begins anew', () => {
		const play = open();
		type(play, 'host', 'ovs-vsctl add-br br0');
		play.dispatch({kind: 'reset'});
		expect(type(play, 'host', 'ovs-vsctl list-br')).toBe('');
	});

	it('is not what a lesson of the course is', () => {
		expect([isSandbox(open().lesson), isSandbox(lessonIn(TOY))]).toEqual([true, false]);
	});
});
