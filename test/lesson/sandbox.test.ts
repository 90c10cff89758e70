import {describe, expect, it} from 'vitest';
import {openLesson, type Play} from '../../source/lesson/play.js';
import {isSandbox, sandboxLesson} from '../../source/lesson/sandbox.js';
import {en} from '../../source/locale/en.js';
import {it as italian} from '../../source/locale/it.js';
import {labFile} from '../fixtures/lab-files.js';
import {lessonIn, TOY} from './lessons.js';

function open(): Play {
	return openLesson(sandboxLesson(labFile('starter'), 'starter', {en: en.sandbox, it: italian.sandbox}), 'en');
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

	it('says first what the lab shows, in the language of the learner', () => {
		const play = open();
		play.locale = 'it';
		expect(play.prose.text[0]).toEqual({kind: 'paragraph', spans: [{kind: 'text', text: labFile('starter').about.it}]});
	});

	it('is not what a lesson of the course is', () => {
		expect([isSandbox(open().lesson), isSandbox(lessonIn(TOY))]).toEqual([true, false]);
	});
});
