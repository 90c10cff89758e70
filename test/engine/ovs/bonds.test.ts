import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {buildFrame, type Frame} from '../../../source/engine/frame.js';
import {toMac} from '../../../source/engine/mac.js';
import {bondHash} from '../../../source/engine/ovs/bond/bond-commands.js';
import type {OvsCause} from '../../../source/engine/ovs/cause.js';
import {listMacs} from '../../../source/engine/ovs/mac/mac-learning.js';
import {buildArp} from '../../../source/engine/protocol/arp.js';
import {parseIpv4} from '../../../source/engine/protocol/ipv4-address.js';
import {type OvsLab, ovsLab, type PortDescription} from './ovs-lab.js';
import {ask, copies} from './translation-harness.js';

const BROADCAST = 'ff:ff:ff:ff:ff:ff';

/** Two local ports and a bond of b1 and b2, b1 active. */
function bondLab(mode: string, columns: PortDescription = {}, release = 301): OvsLab {
	const lab = ovsLab({release, bridges: {br0: {ports: {p3: {}, p4: {}, bond0: {bond: ['p1', 'p2'], bond_mode: mode, ...columns}}}}});
	if (lab.bridge().ports.find(({name}) => name === 'bond0')?.lacp === undefined) setActive(lab, 'p1');
	return lab;
}

function setActive(lab: OvsLab, member: string): void {
	lab.apply({kind: 'ovs-bond-active', machine: lab.host.id, port: 'bond0', member});
}

function frame(src: string, dst = BROADCAST, vid?: number): Frame {
	const tags = vid === undefined ? [] : [{tpid: 0x8100, pcp: 0, dei: false, vid}];
	return buildFrame({dst: toMac(dst), src: toMac(src), tags, etherType: 0x88b5, payload: new Uint8Array(46)});
}

/** The ports to which a frame goes, in order. */
function outputs(lab: OvsLab, inPort: string, sent: Frame): string[] {
	return copies(lab, ask(lab, sent, inPort).actions, []).map(({port}) => port);
}

function reasons(report: readonly {cause: OvsCause}[]): string[] {
	return report.map(({cause}) => cause.kind);
}

describe('the hash of a station', () => {
	it.each([
		['02:00:00:00:00:01', 0, 0, 38],
		['02:00:00:00:00:02', 0, 0, 235],
	])('%s in VLAN %i with basis %i is %i, as bond/hash of Open vSwitch 3.1 says', (mac, vlan, basis, expected) => {
		expect(bondHash(toMac(mac), vlan, basis)).toBe(expected);
	});
});

interface Step {
	in_port?: string;
	src: string;
	dst: string;
	arp: [operation: number, sender: string, target: string] | null;
	outputs: string;
	fdb_port_of_src_after: string | null;
	advance_ms?: number;
}

describe('balance-slb', () => {
	it('takes no reflections, and locks a station that announced itself, as in the recorded script', () => {
		const file = join(import.meta.dirname, '../../conformance/rules/ovs-slb-bond.json');
		const {steps} = JSON.parse(readFileSync(file, 'utf8')) as {steps: Step[]};
		const lab = bondLab('balance-slb');
		expect(steps).toHaveLength(11);
		for (const {in_port: inPort, src, dst, arp, advance_ms: advance, ...expected} of steps) {
			if (advance !== undefined) lab.world.now += advance * 1_000_000;
			if (inPort === undefined) continue;
			const sent = arp
				? buildFrame({
						dst: toMac(dst),
						src: toMac(src),
						etherType: 0x0806,
						payload: buildArp({
							operation: arp[0],
							senderMac: toMac(src),
							senderAddress: parseIpv4(arp[1]) as number,
							targetMac: 0,
							targetAddress: parseIpv4(arp[2]) as number,
						}),
					})
				: frame(src, dst);
			// In the script the bond's own copy of a flood goes by p1, which is the first member to be given a hash.
			const names: Record<string, string> = {'100': 'br0', '1': 'p1', '2': 'p2', '3': 'p3', '4': 'p4'};
			const wanted = expected.outputs === 'drop' ? [] : expected.outputs.split(',').map((port) => names[port]);
			expect(new Set(outputs(lab, inPort, sent))).toEqual(new Set(wanted));
			const behind = listMacs(lab.bridge().macs, lab.world.now).find(({mac}) => mac === toMac(src))?.port;
			const port = expected.fdb_port_of_src_after;
			expect(behind).toBe(port === null ? undefined : port === '1' ? 'bond0' : names[port]);
		}
	});

	it('takes broadcasts on the other member too when all members are active', () => {
		const lab = bondLab('balance-slb', {other_config: {'all-members-active': 'true'}});
		expect(outputs(lab, 'p2', frame('50:54:00:00:00:06'))).toEqual(['br0', 'p3', 'p4']);
	});

	it('gives hashes to members in turn and keeps a station on its link', () => {
		const lab = bondLab('balance-slb');
		const links = ['01', '02', '03', '01', '02', '03'].map((octet) => outputs(lab, 'p3', frame(`50:54:00:00:00:${octet}`)).at(-1));
		expect(links).toEqual(['p1', 'p2', 'p1', 'p1', 'p2', 'p1']);
	});

	it('hashes the source only, and says so in the mask', () => {
		const lab = bondLab('balance-slb');
		const {report} = ask(lab, frame('50:54:00:00:00:01'), 'p3');
		expect(reasons(report)).toContain('ovs-bond-member');
	});

	it('asks nothing of the bond for a what-if: the bucket stays free', () => {
		const lab = bondLab('balance-slb');
		ask(lab, frame('50:54:00:00:00:01'), 'p3', true);
		const bond = lab.bridge().ports.find(({name}) => name === 'bond0')?.bond;
		expect(bond?.bucketMembers.every((member) => member === -1)).toBe(true);
	});

	it('sends by the member to which a hash was migrated, in its VLAN', () => {
		const lab = bondLab('balance-slb');
		const hash = bondHash(toMac('50:54:00:00:00:01'), 10);
		lab.apply({kind: 'ovs-bond-migrate', machine: lab.host.id, port: 'bond0', hash, member: 'p2'});
		expect(outputs(lab, 'p3', frame('50:54:00:00:00:01', BROADCAST, 10)).at(-1)).toBe('p2');
		// Untagged it is another hash.
		expect(outputs(lab, 'p3', frame('50:54:00:00:00:01')).at(-1)).toBe('p1');
	});

	it('moves a hash only when it is used while its member is down', () => {
		const lab = bondLab('balance-slb');
		const hash = bondHash(toMac('50:54:00:00:00:01'));
		lab.apply({kind: 'ovs-bond-migrate', machine: lab.host.id, port: 'bond0', hash, member: 'p2'});
		link(lab, 'p2', false);
		link(lab, 'p2', true);
		expect(outputs(lab, 'p3', frame('50:54:00:00:00:01')).at(-1)).toBe('p2');
		link(lab, 'p2', false);
		expect(outputs(lab, 'p3', frame('50:54:00:00:00:01')).at(-1)).toBe('p1');
		link(lab, 'p2', true);
		expect(outputs(lab, 'p3', frame('50:54:00:00:00:01')).at(-1)).toBe('p1');
	});
});

function link(lab: OvsLab, name: string, up: boolean): void {
	const device = lab.world.devices.find((candidate) => candidate.name === name && candidate.machine === lab.host.id);
	if (!device) throw new Error(`no ${name}`);
	lab.apply({kind: 'set-up', device: device.id, up});
}

function bondOf(lab: OvsLab) {
	const bond = lab.bridge().ports.find(({name}) => name === 'bond0')?.bond;
	if (!bond) throw new Error('no bond');
	const name = (port: number | undefined) => (port === undefined ? undefined : lab.bridge().ofPorts.get(port)?.name);
	return {
		active: name(bond.active),
		enabled: bond.members.filter(({enabled}) => enabled).map(({port}) => name(port)),
	};
}

describe('active-backup', () => {
	it('sends and listens on the active member only', () => {
		const lab = bondLab('active-backup');
		expect(outputs(lab, 'p3', frame('50:54:00:00:00:01'))).toEqual(['br0', 'p4', 'p1']);
		expect(outputs(lab, 'p2', frame('50:54:00:00:00:02', '50:54:00:00:00:01'))).toEqual([]);
		expect(outputs(lab, 'p1', frame('50:54:00:00:00:02', '50:54:00:00:00:01'))).toEqual(['p3']);
	});

	it('fails over, stays there, and has no member when both are down', () => {
		const lab = bondLab('active-backup');
		expect(bondOf(lab)).toEqual({active: 'p1', enabled: ['p1', 'p2']});
		link(lab, 'p1', false);
		expect(bondOf(lab)).toEqual({active: 'p2', enabled: ['p2']});
		link(lab, 'p1', true);
		expect(bondOf(lab)).toEqual({active: 'p2', enabled: ['p1', 'p2']});
		link(lab, 'p1', false);
		link(lab, 'p2', false);
		expect(bondOf(lab)).toEqual({active: undefined, enabled: []});
		expect(outputs(lab, 'p3', frame('50:54:00:00:00:01'))).toEqual(['br0', 'p4']);
	});

	it('goes back to the primary member', () => {
		const lab = bondLab('active-backup', {other_config: {'bond-primary': 'p2'}});
		expect(bondOf(lab).active).toBe('p2');
		link(lab, 'p2', false);
		expect(bondOf(lab).active).toBe('p1');
		link(lab, 'p2', true);
		expect(bondOf(lab).active).toBe('p2');
	});
});
