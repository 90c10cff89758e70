/** Tables of hosted networks, NAT, SR-IOV and VMware: what they say in known states, and which event a mark leads to. */
import {describe, expect, it} from 'vitest';
import {execute} from '../../source/console/console.js';
import {type History, input, settle} from '../../source/engine/history.js';
import {causesOf} from '../../source/engine/trace.js';
import {deviceAtPath, machineNamed} from '../../source/engine/world.js';
import {feed} from '../../source/lesson/feed.js';
import type {TableName} from '../../source/lesson/schema.js';
import {en} from '../../source/locale/en.js';
import {it as italian} from '../../source/locale/it.js';
import type {Row} from '../../source/view/tables/table.js';
import {tablesOf} from '../../source/view/tables/which-tables.js';
import {worldTable} from '../../source/view/tables/world-tables.js';
import {openLab} from '../fixtures/lab-files.js';

function rows(history: History, name: TableName, words = en): readonly Row[] {
	return worldTable(name, history.world, history.trace, words.tables).rows;
}

function text(history: History, name: TableName, words = en): string[] {
	return rows(history, name, words).map(({cells}) => cells.join(' | '));
}

function type(history: History, machine: string, line: string): void {
	const found = machineNamed(history.world, machine)?.id as number;
	execute(history, {machine: found}, line);
}

function wait(history: History, ms: number): void {
	feed(history, {kind: 'wait', ms});
	settle(history);
}

describe('the NAT table', () => {
	it('of a Linux host: inside, outside, remote, state, time left', () => {
		const history = openLab('linux-nat');
		wait(history, 6000);
		type(history, 'vm1', 'curl --local-port 40000 http://192.168.1.10/');
		type(history, 'vm2', 'ping -c 1 192.168.1.10');
		type(history, 'server', 'curl --local-port 50000 http://192.168.1.50:8888/');
		expect(text(history, 'nat').map((line) => line.replace(/[\d.]+ s$/, 'T s'))).toEqual([
			'tcp | 192.168.122.11:40000 | 192.168.1.50:40000 | 192.168.1.10:80 | TIME_WAIT | T s',
			'icmp | 192.168.122.12:1 | 192.168.1.50:1 | 192.168.1.10 | answered | T s',
			'tcp | 192.168.122.11:80 | 192.168.1.50:8888 | 192.168.1.10:50000 | TIME_WAIT | T s',
		]);
	});

	it('of the NAT service of a VMnet', () => {
		const history = openLab('hosted-modes');
		wait(history, 5000);
		type(history, 'nat1', 'ping -c 1 192.168.1.10');
		expect(text(history, 'nat').map((line) => line.replace(/[\d.]+ s$/, 'T s'))).toEqual([
			expect.stringMatching(/^icmp \| 192\.168\.80\.188:1 \| 192\.168\.1\.50:\d+ \| 192\.168\.1\.10 \| answered \| T s$/),
		]);
	});

	it('marks a new conversation with the packet that began it', () => {
		const history = openLab('linux-nat');
		wait(history, 6000);
		const before = history.end;
		feed(history, {kind: 'ping', from: 'vm1', to: 'server', count: 1});
		settle(history);
		const first = history.trace.find((node) => node.id >= before && causesOf(node).some(({kind}) => kind === 'connection-new'));
		const upTo = history.trace.slice(0, history.trace.indexOf(first as NonNullable<typeof first>) + 1);
		const [row] = worldTable('nat', history.world, upTo, en.tables).rows;
		expect([row?.change, row?.cause]).toEqual(['added', first?.id]);
	});
});

describe('leases and routes', () => {
	it('an offer, then a lease, with the time that is left', () => {
		const history = openLab('lan-with-router');
		type(history, 'pc', 'udhcpc -n');
		expect(text(history, 'leases')).toEqual(['192.168.1.77 | pc | given | 86400 s']);
		expect(text(history, 'leases', italian)).toEqual(['192.168.1.77 | pc | assegnato | 86400 s']);
		type(history, 'pc', 'killall -USR2 udhcpc');
		expect(text(history, 'leases')[0]).toContain('given back');
	});

	it('who is a router, and where a default route came from', () => {
		const history = openLab('lan-with-router');
		type(history, 'pc', 'udhcpc -n');
		expect(text(history, 'routes')).toEqual([
			'internet | 203.0.113.0/24 | on the link | eth0 | address |  | ',
			'router | 192.168.1.0/24 | on the link | lan | address |  | on',
			'router | 203.0.113.0/24 | on the link | wan | address |  | on',
			'server | default | 192.168.1.1 | eth0 | hand |  | ',
			'server | 192.168.1.0/24 | on the link | eth0 | address |  | ',
			'pc | default | 192.168.1.1 | eth0 | DHCP |  | ',
			'pc | 192.168.1.0/24 | on the link | eth0 | address |  | ',
		]);
	});
});

describe('virtual functions', () => {
	it('what the host decided, and whose they are', () => {
		const history = openLab('sriov-tenants');
		expect(text(history, 'vfs')[0]).toMatch(/^eth0 0 \| vm1 \| .* \| on \| off \| auto \| /);
		type(history, 'host', 'ip link set eth0 vf 0 vlan 30 qos 3 spoofchk off max_tx_rate 100 state disable');
		expect(text(history, 'vfs')[0]).toMatch(/^eth0 0 \| vm1 \| .* \| 30 p3 \| off \| off \| never \| 100 \| $/);
	});
});

describe('switches of VMware', () => {
	it('vNICs with group, effective address and the uplink that they leave by', () => {
		const history = openLab('vmware-team');
		expect(text(history, 'vnics')).toEqual([
			'vm1 | web | 10 | 00:0c:29:00:00:01 | up | vmnic0',
			'vm2 | web | 10 | 00:0c:29:00:00:02 | up | vmnic1',
		]);
		expect(text(history, 'uplinks')).toEqual(['esx | vmnic0 | active | up | 1', 'esx | vmnic1 | active | up | 1']);
	});

	it('after a cut the port has the other uplink, marked by the notification', () => {
		const history = openLab('vmware-team');
		const device = deviceAtPath(history.world, 'esx/vmnic0')?.id as number;
		input(history, {kind: 'change', change: {kind: 'cut', device, cut: true}});
		settle(history);
		expect(text(history, 'vnics').map((line) => line.split(' | ').at(-1))).toEqual(['vmnic1', 'vmnic1']);
		expect(text(history, 'uplinks')).toEqual(['esx | vmnic0 | active | down | 0', 'esx | vmnic1 | active | up | 2']);
	});
});

describe('only tables that a world can fill', () => {
	it.each([
		['linux-nat', ['nat', 'routes']],
		['hosted-modes', ['nat', 'leases']],
		['sriov-spoof', ['vfs']],
		['vmware-team', ['vnics', 'uplinks']],
		['linux-bond', []],
	])('%s has %j beside the common ones', (lab, names) => {
		const special: TableName[] = ['vnics', 'uplinks', 'vfs', 'nat', 'leases', 'routes'];
		expect(tablesOf(openLab(lab).world).filter((name) => special.includes(name))).toEqual(expect.arrayContaining(names));
		expect(tablesOf(openLab(lab).world).filter((name) => special.includes(name)).length === 0).toBe(names.length === 0);
	});
});

describe('the FDB of a switch of VMware', () => {
	it('has what stands behind a vNIC, where a port group learns', () => {
		const history = openLab('vmware-nested');
		type(history, 'vm2', 'ping -c 1 10.0.0.10');
		expect(text(history, 'fdb').filter((line) => line.startsWith('esx'))).toEqual([
			'esx | 52:54:00:00:00:0a | inner | 10 | vm1/eth0 | 0 µs',
		]);
	});

	it('of a Nexus 1000V has stations outside, too, and marks the one that is new', () => {
		const history = openLab('nexus-1000v');
		const before = history.end;
		type(history, 'vm1', 'ping -c 1 10.0.0.20');
		const first = history.trace.find((node) => node.id >= before && causesOf(node).some(({kind}) => kind === 'vmware-learned-outside'));
		const upTo = history.trace.slice(0, history.trace.indexOf(first as NonNullable<typeof first>) + 1);
		const vem = worldTable('fdb', history.world, upTo, en.tables).rows.filter(({cells}) => cells[0] === 'esx');
		expect(vem.map(({cells, change}) => [...cells, change])).toEqual([
			['esx', '00:16:3e:00:00:20', 'server', '10', 'outside', '0 µs', 'added'],
		]);
		expect(vem.map(({cause}) => cause)).toEqual([first?.id]);
	});

	it('is none where nothing is learned', () => {
		const history = openLab('vmware');
		expect(worldTable('fdb', history.world, history.trace, en.tables).title).toBe('FDB sw0');
	});
});
