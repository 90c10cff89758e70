/** Queries into a frame at a hop: fields, octets and tags, before and after. */
import {beforeAll, describe, expect, it} from 'vitest';
import type {History} from '../../source/engine/history.js';
import {ask} from '../../source/lesson/ask.js';
import {playOut} from '../../source/lesson/feed.js';
import {querySchema, type Value} from '../../source/lesson/query.js';
import {stimulusSchema} from '../../source/lesson/stimulus.js';
import {openLab} from '../fixtures/lab-files.js';

function pinged(lab: string, from: string, to: string): (query: object) => Value {
	const history: History = openLab(lab);
	const since = history.cursor;
	playOut(history, [stimulusSchema.parse({kind: 'ping', from, to})]);
	return (query) => ask(querySchema.parse(query), history, since).value;
}

/*
 *  vm1 ── vnet1 (VLAN 10) ┐
 *  vm3 ── vnet3 (VLAN 10) ┼ br0 ── eth0 (trunk) ══ p1 [sw0] p2 (VLAN 10) ── pc10
 */
describe('of a frame that a trunk tags', () => {
	let answer: (query: object) => Value;
	beforeAll(() => {
		answer = pinged('ovs-access-trunk', 'vm1', 'pc10');
	});

	it('the tag that is inserted at that very hop is there after it, and not before', () => {
		const at = {kind: 'tags', at: 'host/vnet1', of: 'arp-request'};
		expect(answer({...at, side: 'before'})).toBe('none');
		expect(answer({...at, side: 'after', by: 'host/eth0'})).toBe('10');
		expect(answer({...at, side: 'after', by: 'host/vnet3'})).toBe('none');
	});

	it('a NIC that a switch sends by can be the place', () => {
		expect(answer({kind: 'tags', at: 'host/eth0', of: 'arp-request'})).toBe('10');
		expect(answer({kind: 'tags', at: 'host/eth0', side: 'before', of: 'arp-request'})).toBe('none');
	});

	it('the switch outside takes the tag away', () => {
		expect(answer({kind: 'tags', at: 'sw0/p1', side: 'before', of: 'arp-request'})).toBe('10');
		expect(answer({kind: 'tags', at: 'sw0/p1', of: 'arp-request'})).toBe('none');
	});

	it('octets are those on the wire: TPID and TCI at 12', () => {
		expect(answer({kind: 'octets', at: 'host/eth0', from: 12, count: 4, of: 'echo-request'})).toBe('8100000a');
		expect(answer({kind: 'octets', at: 'vm1', from: 12, count: 2, of: 'echo-request'})).toBe('0800');
		expect(answer({kind: 'octets', at: 'vm1', from: 97, count: 4, of: 'echo-request'})).toHaveLength(2);
	});

	it('fields have the names and values of Wireshark: numbers, flags, text', () => {
		const field = (name: string) => answer({kind: 'field', at: 'host/eth0', field: name, of: 'echo-request'});
		expect(['vlan.id', 'ip.ttl', 'eth.type', 'ip.flags.df', 'ip.src', 'eth.src', 'udp.port'].map(field)).toEqual([
			10,
			64,
			0x8100,
			true,
			'10.0.0.1',
			'52:54:00:00:00:01',
			'absent',
		]);
	});

	it('what never passed there is absent', () => {
		expect(answer({kind: 'tags', at: 'vm2', of: 'echo-request'})).toBe('absent');
		expect(answer({kind: 'tags', at: 'nowhere', of: 'any'})).toBe('absent');
	});
});

describe('of a frame in a tunnel', () => {
	it('the first field of a name is the outer one, the second the inner one', () => {
		const answer = pinged('ovs-vxlan', 'vm1', 'vm2');
		const source = (nth: number) => answer({kind: 'field', at: 'hostA/eth0', field: 'ip.src', nth, of: 'echo-request'});
		expect([source(1), source(2), source(3)]).toEqual(['192.0.2.1', '10.0.0.1', 'absent']);
	});
});

describe('a query for a field', () => {
	it.each(['vlan', 'Vlan.id', 'vlan id', ''])('is refused for the name "%s", which Wireshark has not', (field) => {
		const parsed = querySchema.safeParse({kind: 'field', at: 'vm1', field});
		expect(parsed.success).toBe(false);
	});
});
