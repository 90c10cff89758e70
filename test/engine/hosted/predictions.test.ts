/** "Predict, then observe" of the lesson on hosted networks: what the engine answers. */
import {describe, expect, it} from 'vitest';
import {listEntries} from '../../../source/engine/fdb.js';
import type {History} from '../../../source/engine/history.js';
import {formatIpv4, toIpv4} from '../../../source/engine/protocol/ipv4-address.js';
import {drops} from '../../../source/engine/trace.js';
import {deviceAtPath, machineNamed} from '../../../source/engine/world.js';
import {sentLines} from '../../fixtures/frame-lines.js';
import {addDefaultRoute, change, courseHistory, fetchPage, lease, machineId, reaches, SECOND, wait} from '../../fixtures/hosted-course.js';
import {idOf} from '../../fixtures/macvlan-lab.js';

const S = '192.168.1.10';

function clientsOf(history: History, server: string): string[] {
	return machineNamed(history.world, server)?.programs?.webServers[0]?.log.map(({client}) => formatIpv4(client)) ?? [];
}

function ping(history: History, from: string, address: string): void {
	const machine = machineId(history.world, from);
	change(history, {kind: 'ping', machine, address: toIpv4(address), count: 1, interval: SECOND, payload: 56});
	wait(history, 2);
}

function entriesOfNat(history: History): number {
	return machineNamed(history.world, 'vmnet8.nat')?.natService?.connections.entries.size ?? -1;
}

describe('predict, then observe', () => {
	it('1. the log of S shows the host when a NAT guest fetches a page', () => {
		const history = courseHistory();
		fetchPage(history, 'nat1', S);
		expect(clientsOf(history, 'S')).toEqual(['192.168.1.50']);
	});

	it('2. two NAT guests from the same source port: the first keeps it, the second is translated', () => {
		const history = courseHistory();
		fetchPage(history, 'nat1', S);
		fetchPage(history, 'nat2', S);
		const ports = machineNamed(history.world, 'S')?.programs?.webServers[0]?.log.map(({clientPort}) => clientPort);
		expect(ports?.[0]).toBe(40_000);
		expect(ports?.[1]).not.toBe(40_000);
	});

	it('3. a bridged guest makes two MACs on the port of the switch', () => {
		const history = courseHistory();
		ping(history, 'br1', S);
		ping(history, 'H', S);
		const sw0 = deviceAtPath(history.world, 'sw0/sw0');
		if (sw0?.kind !== 'vlan-switch') throw new Error('no switch');
		const entries = listEntries(sw0.fdb, Number.POSITIVE_INFINITY, history.world.now);
		expect(entries.filter(({port}) => port === 1)).toHaveLength(2);
	});

	it('4. S pings a NAT guest: no route; with a route VMware’s NAT still lets nothing in', () => {
		const history = courseHistory();
		expect(reaches(history, 'S', '192.168.80.128')).toEqual({kind: 'no-route'});
		const machine = machineId(history.world, 'S');
		change(history, {kind: 'add-route', machine, network: toIpv4('192.168.80.0'), prefix: 24, gateway: toIpv4('192.168.1.50')});
		expect(reaches(history, 'S', '192.168.80.128').kind).toBe('silence');
	});

	it('5. the host pings a NAT guest: directly, without an entry', () => {
		const history = courseHistory();
		expect(reaches(history, 'H', '192.168.80.128')).toEqual({kind: 'yes'});
		ping(history, 'H', '192.168.80.128');
		expect(entriesOfNat(history)).toBe(0);
		expect(sentLines(history.world, history.trace)).toContain('H > nat1: 192.168.80.1 > 192.168.80.128 ICMP 8, 98');
	});

	it('6. a host-only guest that wants a page of S sends no frame', () => {
		const history = courseHistory();
		fetchPage(history, 'ho1', S);
		expect(sentLines(history.world, history.trace)).toEqual([]);
	});

	it('7. the offer is for the MAC of the guest alone', () => {
		const history = courseHistory(['nat1']);
		lease(history, 'nat1');
		const offer = sentLines(history.world, history.trace).find((line) => line.includes('DHCP offer'));
		expect(offer).toMatch(/^vmnet8\.dhcp > nat1:/);
	});

	it.each([
		[false, 'no lease'],
		[true, '192.168.1.77'],
	])('8. a bridged guest on Wi-Fi asks for an address, with rewriting %s: %s', (rewriting, expected) => {
		const history = courseHistory(['br1'], {vmnet0: {rewriting}}, {wireless: true});
		lease(history, 'br1');
		wait(history, 20);
		const granted = machineNamed(history.world, 'br1')?.programs?.dhcpClients[0]?.lease;
		expect(granted ? formatIpv4(granted.address) : 'no lease').toBe(expected);
		const lost = drops(history.trace).filter(({reason}) => reason === 'wireless-foreign-source');
		if (rewriting) {
			expect(lost).toEqual([]);
			expect(sentLines(history.world, history.trace).find((line) => line.includes('DHCP offer'))).toMatch(/^R > all:/);
			expect(reaches(history, 'br1', S)).toEqual({kind: 'yes'});
		} else expect(lost.length).toBeGreaterThan(2);
	});

	it('9. the adapter of the host is disabled: the guest still browses, only host and guest lose each other', () => {
		const history = courseHistory();
		change(history, {kind: 'set-up', device: idOf(history.world, 'H/vmnet8'), up: false});
		expect(reaches(history, 'nat1', S, 80)).toEqual({kind: 'yes'});
		expect(reaches(history, 'nat1', '203.0.113.80', 80)).toEqual({kind: 'yes'});
		expect([reaches(history, 'nat1', '192.168.80.1').kind, reaches(history, 'H', '192.168.80.128').kind]).not.toContain('yes');
	});
});

describe('misconceptions', () => {
	it('a host-only network leaks when the host forwards and the outside knows the way', () => {
		const history = courseHistory();
		change(history, {kind: 'set-forwarding', machine: machineId(history.world, 'H'), on: true});
		addDefaultRoute(history, 'ho1', '192.168.56.1');
		const way = {network: toIpv4('192.168.56.0'), prefix: 24, gateway: toIpv4('192.168.1.50')};
		change(history, {kind: 'add-route', machine: machineId(history.world, 'S'), ...way});
		expect([reaches(history, 'ho1', S), reaches(history, 'S', '192.168.56.128')]).toEqual([{kind: 'yes'}, {kind: 'yes'}]);
	});

	it('a guest with the adapter .1 as its gateway gets nowhere: the host does not route', () => {
		const history = courseHistory();
		const machine = machineId(history.world, 'nat1');
		change(history, {kind: 'del-route', machine, network: 0, prefix: 0});
		addDefaultRoute(history, 'nat1', '192.168.80.1');
		expect(reaches(history, 'nat1', S).kind).toBe('silence');
	});

	it('switching a guest off does not take its entries away', () => {
		const history = courseHistory();
		fetchPage(history, 'nat1', S);
		change(history, {kind: 'set-up', device: idOf(history.world, 'nat1/eth0'), up: false});
		wait(history, 30);
		expect(entriesOfNat(history)).toBe(1);
	});

	it('VMware’s DHCP does not serve bridged guests', () => {
		const history = courseHistory(['br1']);
		lease(history, 'br1');
		const server = machineNamed(history.world, 'br1')?.programs?.dhcpClients[0]?.lease?.server;
		expect(server).toBe(toIpv4('192.168.1.1'));
	});
});
