/** The labs of hosted networks: guests get their addresses, and reach whom they should. */
import {describe, expect, it} from 'vitest';
import {type History, input, settle} from '../../../source/engine/history.js';
import {formatIpv4} from '../../../source/engine/protocol/ipv4-address.js';
import {deviceAtPath} from '../../../source/engine/world.js';
import {reaches, SECOND} from '../../fixtures/hosted-course.js';
import {openLab} from '../../fixtures/lab-files.js';

function started(name: string): History {
	const history = openLab(name);
	input(history, {kind: 'wait', duration: 5 * SECOND});
	settle(history);
	return history;
}

function addressOf(history: History, guest: string): string {
	return (
		deviceAtPath(history.world, `${guest}/eth0`)
			?.addresses.map(({address, prefix}) => `${formatIpv4(address)}/${prefix}`)
			.join() ?? ''
	);
}

function answers(history: History, questions: readonly (readonly [string, string, number?])[]): string {
	return questions.map(([from, to, port]) => reaches(history, from, to, port).kind).join(' ');
}

describe('hosted-modes', () => {
	const history = started('hosted-modes');

	it('gives every guest an address of its network', () => {
		expect(['nat1', 'nat2', 'br1', 'ho1'].map((guest) => addressOf(history, guest))).toEqual([
			'192.168.80.188/24',
			'192.168.80.129/24',
			'192.168.1.77/24',
			'192.168.56.128/24',
		]);
	});

	it('lets nat1 out, and in only by the port that is forwarded', () => {
		const questions = [
			['nat1', '192.168.80.129'],
			['nat1', '192.168.1.10', 80],
			['nat1', '203.0.113.80', 80],
			['S', '192.168.1.50', 8888],
			['S', '192.168.80.188'],
		] as const;
		expect(answers(history, questions)).toBe('yes yes yes yes no-route');
	});

	it('keeps ho1 inside and puts br1 on the LAN', () => {
		const questions = [
			['ho1', '192.168.56.1', 80],
			['ho1', '192.168.1.10'],
			['br1', '192.168.1.50'],
			['br1', '203.0.113.80', 80],
			['S', '192.168.1.77', 80],
		] as const;
		expect(answers(history, questions)).toBe('yes no-route yes yes yes');
	});
});

describe('per-vm-nat', () => {
	const history = started('per-vm-nat');

	it('gives both VMs the same address', () => {
		expect(['vm1', 'vm2'].map((guest) => addressOf(history, guest))).toEqual(['10.0.2.15/24', '10.0.2.15/24']);
	});

	it('lets both out, and in only by the port that is forwarded', () => {
		const questions = [
			['vm1', '192.168.1.10', 80],
			['vm2', '192.168.1.10', 80],
			['vm2', '10.0.2.2', 80],
			['S', '192.168.1.50', 8081],
			['S', '192.168.1.50', 8082],
		] as const;
		expect(answers(history, questions)).toBe('yes yes yes yes refused');
	});
});
