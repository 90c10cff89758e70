/** The word `inspect` in linear text, between prompts. */
import {describe, expect, it} from 'vitest';
import {inspectText} from '../../../source/commands/plain/inspect-text.js';
import {scriptIo} from '../../lesson/script-io.js';
import {answer, playAt} from '../../view/lesson.js';

/** At a run that was watched to its end. */
function watched() {
	const play = playAt('vepa-who');
	answer(play, ['vm2']);
	play.dispatch({kind: 'next'});
	while (play.tick());
	return play;
}

describe('inspect in linear text', () => {
	it('lists the frames that passed, and shows one at a hop', () => {
		const io = scriptIo([]);
		expect([inspectText('inspect', watched(), io), inspectText('inspect 1 1', watched(), io)]).toEqual([true, true]);
		expect(io.transcript()).toContain('FRAME        TIME  HOPS  FIRST AT: WHAT\n    1 ');
		expect(io.transcript()).toContain('Opcode: request (1)');
	});

	it('leaves every other line to the lesson', () => {
		const io = scriptIo([]);
		expect(['2', '', 'inspector', 'ip link'].map((line) => inspectText(line, watched(), io))).toEqual([false, false, false, false]);
		expect(io.transcript()).toBe('');
	});

	it('runs no other command behind it, and changes nothing', () => {
		const play = watched();
		const io = scriptIo([]);
		const before = play.history?.inputs.length;
		expect(inspectText('inspect 1 1; ip link set eth0 down && reboot', play, io)).toBe(true);
		expect(play.history?.inputs.length).toBe(before);
		expect(io.transcript()).toMatch(/^inspect: a frame and a hop, and no more\n/);
	});
});
