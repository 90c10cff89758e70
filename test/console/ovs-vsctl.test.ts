/** What recordings of ovs-vsctl do not reach: completion, waiting, refusals, counters, machines without it. */
import {describe, expect, it} from 'vitest';
import {complete} from '../../source/console/complete.js';
import {applyChange} from '../../source/engine/changes/apply.js';
import {createHistory, type History} from '../../source/engine/history.js';
import type {LabFile} from '../../source/engine/lab.js';
import {createTicker} from '../../source/engine/tick.js';
import {type, worldOf} from './tool-lab.js';

const LAB: LabFile = {
	machines: [
		{
			name: 'host',
			role: 'host',
			ovs: {release: '3.1'},
			devices: [
				{kind: 'nic', name: 'p1', mac: '02:00:00:00:00:01'},
				{kind: 'nic', name: 'p2', mac: '02:00:00:00:00:02'},
				{kind: 'nic', name: 'p3', mac: '02:00:00:00:00:03'},
				{kind: 'nic', name: 'p4', mac: '02:00:00:00:00:04'},
				{
					kind: 'ovs-bridge',
					name: 'br0',
					mac: '02:00:00:00:b0:00',
					addresses: ['10.0.0.1/24'],
					ports: ['p1', 'p2'],
					mirrors: [{name: 'm0', selectSrc: ['p1'], outputPort: 'p2'}],
				},
				{kind: 'ovs-bridge', name: 'br1'},
			],
		},
		{name: 'vm1', role: 'vm', devices: [{kind: 'nic', name: 'eth0', mac: '02:00:00:00:aa:01', addresses: ['10.0.0.2/24']}]},
		{name: 'vm2', role: 'vm', devices: [{kind: 'nic', name: 'eth0', mac: '02:00:00:00:aa:02'}]},
	],
	links: [{ends: ['host/p1', 'vm1/eth0']}, {ends: ['host/p2', 'vm2/eth0']}],
};

function lab(...lines: string[]): History {
	const history = createHistory(worldOf(LAB));
	for (const line of lines) type(history, line);
	return history;
}

describe('Tab in ovs-vsctl offers', () => {
	const history = lab('ovs-vsctl add-br vlan5 br0 5');
	it.each([
		['ovs-vsctl set-c', ['set-controller']],
		['ovs-vsctl del-br ', ['br0', 'br1']],
		['ovs-vsctl add-port br', ['br0', 'br1']],
		['ovs-vsctl add-port br0 p', ['p1', 'p2', 'p3', 'p4']],
		[
			'ovs-vsctl add-port br0 p3 vlan_mode=',
			['vlan_mode=access', 'vlan_mode=dot1q-tunnel', 'vlan_mode=native-tagged', 'vlan_mode=native-untagged', 'vlan_mode=trunk'],
		],
		['ovs-vsctl del-port br0 p', ['p1', 'p2']],
		['ovs-vsctl list Mir', ['Mirror']],
		['ovs-vsctl list Mirror ', ['m0']],
		['ovs-vsctl get Interface p', ['p1', 'p2']],
		['ovs-vsctl get Interface p1 ofpo', ['ofport', 'ofport_request']],
		['ovs-vsctl set Port p1 tag', ['tag=']],
		['ovs-vsctl set Port p1 protected=', ['protected=false', 'protected=true']],
		['ovs-vsctl set Open_vSwitch ', ['.']],
		['ovs-vsctl set-fail-mode br0 ', ['secure', 'standalone']],
		['ovs-vsctl --no-w', ['--no-wait']],
		['ovs-vsctl add-br br2 -- set Bri', ['Bridge']],
		['ovs-vsctl --may-exist add-b', ['add-bond', 'add-br']],
		['ovs-vsctl -- --if-exists del-port p', ['p1', 'p2']],
	])('%s', (line, expected) => {
		const {words} = complete(history.world, {machine: 0}, line);
		expect(words.filter((word) => expected.includes(word))).toEqual(expected);
	});

	it('nothing that the lab does not have', () => {
		expect(complete(history.world, {machine: 0}, 'ovs-vsctl set-s').words).toEqual([]);
		expect(complete(history.world, {machine: 0}, 'ovs-vsctl --log').words).toEqual([]);
	});
});

describe('ovs-vsctl refuses by name', () => {
	it.each([
		['set-ssl a b c', 'set-ssl'],
		['get-ssl', 'get-ssl'],
		['add-aa-mapping br0 1 2', 'add-aa-mapping'],
		['get-aa-mapping br0', 'get-aa-mapping'],
		['list-zone-tp system', 'list-zone-tp'],
		['--db=tcp:10.0.0.9:6640 show', '--db'],
		['--log-file show', '--log-file'],
		['-vconsole:dbg show', '--verbose'],
		['-p key show', '--private-key'],
		['--timestamp list bridge', '--timestamp'],
	])('%s', (line, name) => {
		const said = type(lab(), `ovs-vsctl ${line}`);
		expect(said.stderr).toContain('is real, but this lab does not model it. Nearest: ');
		expect(said.stderr).toContain(name);
		expect(said.status).not.toBe(0);
	});
});

describe('ovs-vsctl waits', () => {
	const alarmAt = (second: number) =>
		`1970-01-01T00:00:0${second}Z|00001|fatal_signal|WARN|terminating with signal 14 (Alarm clock)\nAlarm clock\n`;

	it('for the daemon, and no longer than -t says', () => {
		const history = lab();
		const {sink} = createTicker(history.world, false);
		applyChange(history.world, {kind: 'ovs-daemon', machine: 0, running: false}, sink);
		const before = history.world.now;
		expect(type(history, 'ovs-vsctl -t 5 add-port br0 p3')).toMatchObject({status: 142, stdout: '', stderr: alarmAt(5)});
		expect(history.world.now - before).toBe(5e9);
		// It is configured all the same.
		expect(type(history, 'ovs-vsctl list-ports br0').stdout).toBe('p1\np2\np3\n');
		expect(type(history, 'ovs-vsctl get Interface p3 ofport').stdout).toBe('[]\n');
		applyChange(history.world, {kind: 'ovs-daemon', machine: 0, running: true}, sink);
		expect(type(history, 'ovs-vsctl get Interface p3 ofport').stdout).toBe('3\n');
	});
	it('for nobody with --no-wait', () => {
		const history = lab();
		const {sink} = createTicker(history.world, false);
		applyChange(history.world, {kind: 'ovs-daemon', machine: 0, running: false}, sink);
		expect(type(history, 'ovs-vsctl --no-wait add-port br0 p3')).toMatchObject({status: 0, stderr: ''});
	});
	it('until a condition holds', () => {
		expect(type(lab(), 'ovs-vsctl -t 3 wait-until Interface p1 ofport=1')).toMatchObject({status: 0, stderr: ''});
		expect(type(lab(), 'ovs-vsctl -t 3 wait-until Interface p1 ofport=9')).toMatchObject({status: 142, stderr: alarmAt(3)});
	});
	it('for a condition that time brings about', () => {
		const history = lab('ovs-vsctl set Bridge br0 stp_enable=true');
		const before = history.world.now;
		expect(type(history, 'ovs-vsctl -t 60 wait-until Port p1 status:stp_state=forwarding')).toMatchObject({status: 0});
		expect(Math.round((history.world.now - before) / 1e9)).toBe(30);
	});
});

describe('ovs-vsctl shows what has happened', () => {
	const history = lab('ping -c 3 10.0.0.2');
	const get = (words: string) => type(history, `ovs-vsctl get ${words}`).stdout;

	it('counters of a port, as its device has them', () => {
		const device = history.world.devices.find((each) => each.name === 'p1')?.counters;
		expect(get('Interface p1 statistics:rx_packets')).toBe(`${device?.rxFrames}\n`);
		expect(device?.rxFrames).toBeGreaterThanOrEqual(3);
		expect(get('Interface p1 statistics')).toMatch(/^\{collisions=0, rx_bytes=\d+, rx_crc_err=0, rx_dropped=0, rx_errors=0, /);
	});
	it('counters of br0 from the side of the host, with the datapath of the kernel', () => {
		const device = history.world.devices.find((each) => each.name === 'br0')?.counters;
		expect(get('Interface br0 statistics:tx_packets')).toBe(`${device?.txFrames}\n`);
	});
	it('what a mirror has copied', () => {
		// What was not yet counted, the next round of the revalidator counts.
		type(history, 'ovs-vsctl -t 2 wait-until Interface p1 ofport=9');
		expect(get('Mirror m0 statistics:tx_packets')).toBe(get('Interface p1 statistics:rx_packets'));
	});
	it('the active member of a bond', () => {
		const bonded = lab('ovs-vsctl add-bond br1 bond0 p3 p4');
		expect(type(bonded, 'ovs-vsctl get Port bond0 bond_active_slave').stdout).toMatch(/^"(?:00:00:00:00:00:00|02:00:00:00:00:0[34])"\n$/);
	});
	it('the spanning tree', () => {
		const tree = lab('ovs-vsctl set Bridge br0 stp_enable=true');
		expect(type(tree, 'ovs-vsctl get Bridge br0 status').stdout).toBe(
			'{stp_bridge_id="8000.02000000b000", stp_designated_root="8000.02000000b000", stp_root_path_cost="0"}\n',
		);
		expect(type(tree, 'ovs-vsctl get Port p1 status').stdout).toBe(
			'{stp_port_id="32769", stp_role=designated, stp_sec_in_state="0", stp_state=listening}\n',
		);
	});
	it('and writes none of it', () => {
		const row = history.world.machines[0]?.vswitchd?.database.tables.Interface.values().next().value;
		expect(row?.columns).not.toHaveProperty('statistics');
	});
});

describe('ovs-vsctl', () => {
	it('finds no database on a machine without Open vSwitch', () =>
		expect(type(lab(), 'ovs-vsctl show', 'vm1')).toMatchObject({
			status: 1,
			stderr: 'ovs-vsctl: unix:/var/run/openvswitch/db.sock: database connection failed (No such file or directory)\n',
		}));
	it('tells of a device that the machine does not have', () =>
		expect(type(lab(), 'ovs-vsctl add-port br0 p9')).toMatchObject({
			status: 0,
			stderr:
				"ovs-vsctl: Error detected while setting up 'p9': could not open network device p9 (No such device).  See ovs-vswitchd log for details.\n" +
				'ovs-vsctl: The default log directory is "/var/log/openvswitch".\n',
		}));
	it('names the release of the machine', () => expect(type(lab(), 'ovs-vsctl -V').stdout).toMatch(/^ovs-vsctl \(Open vSwitch\) 3\.1\.0\n/));
	it('is undone as one change', () => {
		const history = lab();
		const before = history.world.machines[0]?.vswitchd?.database.version;
		type(history, 'ovs-vsctl add-port br0 p3 tag=5 -- set Interface p3 ofport_request=9');
		expect(history.world.machines[0]?.vswitchd?.database.version).toBe((before ?? 0) + 1);
		expect(type(history, 'ovs-vsctl get Interface p3 ofport').stdout).toBe('9\n');
	});
});
