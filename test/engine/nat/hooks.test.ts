/** The four places of netfilter: forwarded ports, own packets, errors from the way, devices that go. */
import {describe, expect, it} from 'vitest';
import type {NatEdit} from '../../../source/engine/nat/nat-edit.js';
import type {NatRuleText} from '../../../source/engine/nat/netfilter.js';
import {IPTABLES_NAT} from '../../../source/engine/nat/tables.js';
import {formatIpv4, toIpv4} from '../../../source/engine/protocol/ipv4-address.js';
import {sendUdp} from '../../../source/engine/stack/udp.js';
import {createTicker} from '../../../source/engine/tick.js';
import {causesOf, drops} from '../../../source/engine/trace.js';
import {GUESTS, MASQUERADE, natBench} from '../../fixtures/nat-lab.js';
import {faultsOf} from '../../fixtures/world-faults.js';

const FORWARD = {
	match: {in: {name: 'eth0'}, protocol: 'tcp', destinationPorts: {from: 8888, to: 8888}},
	target: {
		kind: 'dnat',
		addresses: {from: toIpv4('192.168.80.128'), to: toIpv4('192.168.80.128')},
		ports: {from: 80, to: 80},
	},
} as const;

describe('a forwarded port', () => {
	it('leads from the LAN to the guest, whose log shows the true client', () => {
		const lab = natBench();
		lab.addRule('prerouting', FORWARD);
		lab.serve('A');
		lab.web('S', '192.168.1.50', {port: 8888});
		lab.wait(1);
		expect(lab.outcome('S')).toMatchObject({kind: 'answered', status: 200});
		expect(lab.clients('A')).toEqual(['192.168.1.10']);
		expect(faultsOf(lab.history.world)).toEqual([]);
	});

	it('is the only way in: other ports and pings end at the host', () => {
		const lab = natBench();
		lab.addRule('prerouting', FORWARD);
		lab.serve('A');
		lab.web('S', '192.168.1.50', {port: 80});
		lab.wait(1);
		expect(lab.outcome('S')).toMatchObject({kind: 'refused'});
		expect(lab.ping('S', '192.168.80.128', 1)).toMatchObject({kind: 'refused', errno: 'ENETUNREACH'});
	});

	it('counts conversations, not packets', () => {
		const lab = natBench();
		lab.addRule('prerouting', FORWARD);
		lab.serve('A');
		for (const sourcePort of [41000, 41001]) lab.web('S', '192.168.1.50', {port: 8888, sourcePort});
		lab.wait(1);
		expect(lab.rules('prerouting')[0]).toMatchObject({packets: 2, bytes: 120});
	});
});

describe('own packets of the host', () => {
	it('keep their ports, and guests give way to them', () => {
		const lab = natBench();
		lab.serve('S');
		lab.web('H', '192.168.1.10', {sourcePort: 40000, hold: true});
		lab.web('A', '192.168.1.10', {sourcePort: 40000});
		lab.wait(1);
		expect(lab.outcome('A')).toMatchObject({kind: 'answered'});
		const [own, guest] = lab.entries();
		expect(own?.reply.destinationPort).toBe(40000);
		expect(guest?.reply.destinationPort).not.toBe(40000);
	});

	it('can be sent elsewhere: DNAT in OUTPUT finds a new way', () => {
		const lab = natBench();
		lab.addRule('output', {...FORWARD, match: {protocol: 'tcp', destinationPorts: {from: 6666, to: 6666}}});
		lab.serve('A');
		lab.web('H', '203.0.113.9', {port: 6666});
		lab.wait(1);
		expect(lab.outcome('H')).toMatchObject({kind: 'no-route'});
		lab.web('H', '192.168.1.99', {port: 6666});
		lab.wait(1);
		expect(lab.outcome('H')).toMatchObject({kind: 'answered'});
	});

	it('that come for a redirected port are the host’s', () => {
		const lab = natBench();
		lab.addRule('prerouting', {
			match: {protocol: 'tcp', destinationPorts: {from: 7777, to: 7777}},
			target: {kind: 'redirect', ports: {from: 80, to: 80}},
		});
		lab.serve('H');
		lab.web('S', '192.168.1.50', {port: 7777});
		lab.wait(1);
		expect(lab.outcome('S')).toMatchObject({kind: 'answered'});
	});
});

describe('errors from the way', () => {
	it('reach the guest in its own terms: nobody has the address behind the host, says the outside one of the host', () => {
		const lab = natBench();
		lab.web('A', '192.168.1.77');
		lab.wait(5);
		expect(lab.outcome('A')).toMatchObject({kind: 'unreachable', code: 1, from: toIpv4('192.168.1.50')});
	});

	it('reach the guest in its own terms: no program listens on the port of the server', () => {
		const lab = natBench();
		const {world} = lab.history;
		const datagram = {sourcePort: 42000, destinationPort: 9999, payload: Uint8Array.of(1)};
		sendUdp(world, lab.machine('A'), datagram, toIpv4('192.168.1.10'), createTicker(world, true).sink);
		lab.wait(1);
		const heard = lab.history.trace.flatMap(causesOf).filter(({kind}) => kind === 'icmp-error-received');
		expect(heard).toEqual([{kind: 'icmp-error-received', type: 3, code: 3, address: toIpv4('192.168.1.10')}]);
		expect(lab.entries().map(({seenReply}) => seenReply)).toEqual([false]);
	});
});

describe('conversations', () => {
	it('that were masqueraded go with their device', () => {
		const lab = natBench();
		lab.ping('A', '192.168.1.10', 1);
		lab.ping('A', '192.168.80.1', 1);
		expect(lab.entries().length).toBe(2);
		lab.change({kind: 'set-up', device: lab.device('H/eth0'), up: false});
		expect(lab.entries().map(({original}) => formatIpv4(original.destination))).toEqual(['192.168.80.1']);
	});

	it('without a free port are lost', () => {
		const target = {kind: 'masquerade', ports: {from: 5000, to: 5001}} as const;
		const lab = natBench({match: {source: GUESTS, protocol: 'tcp', out: {name: 'eth0'}}, target});
		lab.serve('S');
		for (const sourcePort of [40000, 40001, 40002]) lab.web('A', '192.168.1.10', {sourcePort, hold: true});
		lab.wait(0.5);
		expect(
			lab
				.entries()
				.map(({reply}) => reply.destinationPort)
				.sort(),
		).toEqual([5000, 5001]);
		expect(drops(lab.history.trace).map(({reason}) => reason)).toContain('nat-no-port');
	});

	it('between host and guest need no NAT: the host speaks from the guests’ network', () => {
		const lab = natBench();
		lab.ping('H', '192.168.80.128', 1);
		expect(lab.entries().map(({source, destination}) => [source, destination])).toEqual([['none', 'none']]);
		expect(lab.rules('postrouting')[0]?.packets).toBe(0);
	});
});

describe('a rule', () => {
	const lab = natBench();

	it.each([
		['prerouting', MASQUERADE.target, {}],
		['postrouting', FORWARD.target, {protocol: 'tcp'}],
		['postrouting', {kind: 'masquerade'}, {otherProtocol: true}],
		['prerouting', {kind: 'accept'}, {protocol: 'tcp', icmpType: {type: 8}}],
		['postrouting', {kind: 'masquerade'}, {in: {name: 'eth0'}}],
		['postrouting', {kind: 'masquerade', ports: {from: 1024, to: 65535}}, {}],
		['postrouting', {kind: 'masquerade', ports: {from: 9, to: 7}}, {protocol: 'tcp'}],
		['prerouting', {kind: 'accept'}, {source: {address: 0, prefix: 33}}],
	] as const)('of %s with %j and %j makes no sense', (chain, target, match) => {
		expect(lab.addRule(chain, {target, match})).toMatchObject({kind: 'refused', errno: 'EINVAL'});
	});

	it('is inserted and deleted by its place or by what it says', () => {
		const fresh = natBench();
		fresh.addRule('prerouting', FORWARD);
		const first = {match: {}, target: {kind: 'accept'}} as const;
		fresh.addRule('prerouting', first, 1);
		const kinds = () => fresh.rules('prerouting').map(({target}) => target?.kind);
		const remove = (rule: number | NatRuleText) => fresh.edit({kind: 'rule-del', table: IPTABLES_NAT, chain: 'PREROUTING', rule});
		expect(kinds()).toEqual(['accept', 'dnat']);
		expect(fresh.addRule('prerouting', first, 9).kind).toBe('refused');
		expect(remove(FORWARD).kind).toBe('done');
		expect(remove(FORWARD)).toMatchObject({errno: 'ENOENT'});
		expect(remove(1).kind).toBe('done');
		expect(kinds()).toEqual([]);
	});

	it('that is gone leaves running conversations as they are; a flush of the table does not', () => {
		const fresh = natBench();
		fresh.ping('A', '192.168.1.10', 3);
		fresh.edit({kind: 'flush', table: IPTABLES_NAT});
		fresh.wait(3);
		expect(fresh.lastPing('A').events.length).toBe(3);
		fresh.change({kind: 'conntrack-flush', machine: fresh.machine('H').id});
		expect(fresh.entries()).toEqual([]);
		fresh.ping('A', '192.168.1.10', 1, {linger: 1_000_000_000});
		fresh.wait(2);
		expect(fresh.lastPing('A').events).toEqual([]);
	});
});

describe('chains', () => {
	const OWN = {family: 'ip', name: 'nat'} as const;
	const pings = (lab: ReturnType<typeof natBench>) => {
		lab.ping('A', '192.168.1.10', 1);
		lab.wait(1);
		return lab.rules('postrouting').map(({packets}) => packets);
	};

	it('of one are asked where a rule leads to them, and the next rule behind the jump when they say nothing', () => {
		const lab = natBench();
		const leads = {match: {}, target: {kind: 'jump', chain: 'own'}} as const;
		lab.edit(
			{kind: 'flush', table: OWN},
			{kind: 'chain-add', table: OWN, chain: 'own'},
			{kind: 'rule-add', table: OWN, chain: 'own', rule: {match: {protocol: 'icmp', otherProtocol: true}, target: {kind: 'masquerade'}}},
			{kind: 'rule-add', table: OWN, chain: 'POSTROUTING', rule: leads},
			{kind: 'rule-add', table: OWN, chain: 'POSTROUTING', rule: MASQUERADE},
		);
		expect(pings(lab)).toEqual([1, 1]);
		lab.edit({
			kind: 'rule-add',
			table: OWN,
			chain: 'own',
			rule: {match: {icmpType: {type: 8}, protocol: 'icmp'}, target: {kind: 'accept'}},
		});
		expect(pings(lab)).toEqual([2, 1]);
		lab.edit(
			{kind: 'flush', table: OWN, chain: 'own'},
			{kind: 'rule-replace', table: OWN, chain: 'POSTROUTING', at: 1, rule: {match: {}, target: {kind: 'goto', chain: 'own'}}},
		);
		expect(pings(lab)).toEqual([1, 1]);
	});

	it('may not lead in a circle from a hook, nor have targets that are not for that hook', () => {
		const lab = natBench();
		const own = (chain: string, rule: NatRuleText) => lab.edit({kind: 'rule-add', table: OWN, chain, rule});
		lab.edit({kind: 'chain-add', table: OWN, chain: 'a'}, {kind: 'chain-add', table: OWN, chain: 'b'});
		own('a', {match: {}, target: {kind: 'jump', chain: 'b'}});
		expect(own('b', {match: {}, target: {kind: 'jump', chain: 'a'}}).kind).toBe('done');
		expect(own('POSTROUTING', {match: {}, target: {kind: 'jump', chain: 'a'}})).toMatchObject({errno: 'EMLINK'});
		lab.edit({kind: 'flush', table: OWN, chain: 'b'});
		own('POSTROUTING', {match: {}, target: {kind: 'jump', chain: 'a'}});
		expect(own('b', {match: {}, target: {kind: 'redirect'}})).toMatchObject({errno: 'EINVAL'});
		expect(own('b', {match: {}, target: {kind: 'redirect'}, native: {counter: false}})).toMatchObject({errno: 'EOPNOTSUPP'});
		expect(lab.edit({kind: 'chain-del', table: OWN, chain: 'b'})).toMatchObject({errno: 'EBUSY'});
	});

	it('of two tables are asked by priority, until one has decided about the address', () => {
		const lab = natBench();
		const table = {family: 'inet', name: 'mine'} as const;
		const edits = (priority: number): NatEdit[] => [
			{kind: 'table-add', table},
			{kind: 'chain-add', table, chain: 'out', base: {hook: 'postrouting', priority, policy: 'accept'}},
			{kind: 'rule-add', table, chain: 'out', rule: {match: {}, target: {kind: 'masquerade'}, native: {counter: true}}},
		];
		lab.edit(...edits(101));
		expect(pings(lab)).toEqual([1]);
		lab.edit({kind: 'table-del', table}, ...edits(99));
		expect(pings(lab)).toEqual([1]);
	});

	it('with the policy drop let nothing pass that no rule accepts', () => {
		const lab = natBench();
		lab.edit({kind: 'chain-add', table: OWN, chain: 'PREROUTING', base: {hook: 'prerouting', priority: -100, policy: 'drop'}});
		lab.ping('A', '192.168.1.10', 1);
		lab.wait(1);
		expect(lab.entries()).toEqual([]);
		lab.addRule('prerouting', {match: {}, target: {kind: 'accept'}});
		lab.ping('A', '192.168.1.10', 1);
		lab.wait(1);
		expect(lab.entries().length).toBe(1);
	});

	it('change together or not at all', () => {
		const lab = natBench();
		const before = JSON.stringify(lab.machine('H').stack.netfilter?.tables);
		const result = lab.edit({kind: 'flush', table: OWN}, {kind: 'chain-del', table: OWN, chain: 'nowhere'});
		expect(result).toMatchObject({kind: 'refused', errno: 'ENOENT'});
		expect(JSON.stringify(lab.machine('H').stack.netfilter?.tables)).toBe(before);
	});
});
