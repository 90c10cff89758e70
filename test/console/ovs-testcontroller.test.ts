/** `ovs-testcontroller` and `killall` at a prompt, and a controller in a lab file. */
import {describe, expect, it} from 'vitest';
import {describeWorld} from '../../source/engine/describe-world.js';
import {createHistory, type History, input, settle} from '../../source/engine/history.js';
import {type LabFile, labSchema} from '../../source/engine/lab.js';
import {machineNamed} from '../../source/engine/world.js';
import {type, worldOf} from './tool-lab.js';

type Machine = LabFile['machines'][number];

/** A switch with two stations, and a machine for its controller beside it. */
function lab(controller?: Machine['controller'], bridge: {protocols?: ['OpenFlow10']} = {}): LabFile {
	return {
		machines: [
			{
				name: 'host',
				role: 'host',
				ovs: {release: '3.1', datapathOverride: 'netdev'},
				devices: [
					{kind: 'nic', name: 'p1'},
					{kind: 'nic', name: 'p2'},
					{kind: 'nic', name: 'mgmt', addresses: ['10.9.0.1/24']},
					{kind: 'ovs-bridge', name: 'br0', ports: ['p1', 'p2'], failMode: 'secure', controllers: ['tcp:10.9.0.9'], ...bridge},
				],
			},
			{name: 'c0', role: 'host', ...(controller ? {controller} : {}), devices: [{kind: 'nic', name: 'eth0', addresses: ['10.9.0.9/24']}]},
			{name: 'vm1', role: 'vm', devices: [{kind: 'nic', name: 'eth0', mac: '02:00:00:00:00:01', addresses: ['10.0.0.1/24']}]},
			{name: 'vm2', role: 'vm', devices: [{kind: 'nic', name: 'eth0', mac: '02:00:00:00:00:02', addresses: ['10.0.0.2/24']}]},
		],
		links: [{ends: ['host/mgmt', 'c0/eth0']}, {ends: ['host/p1', 'vm1/eth0']}, {ends: ['host/p2', 'vm2/eth0']}],
	};
}

function wait(history: History, seconds: number): void {
	input(history, {kind: 'wait', duration: seconds * 1e9});
	settle(history);
}

const on = (history: History, machine: string, line: string) => type(history, line, machine);

describe('ovs-testcontroller', () => {
	it('serves the switches of the lab until it is killed', () => {
		const history = createHistory(worldOf(lab()));
		expect(on(history, 'vm1', 'ping -c 1 10.0.0.2').stdout).toContain('100% packet loss');
		expect(on(history, 'c0', 'ovs-testcontroller -w --max-idle=30 -O OpenFlow13 --detach --pidfile ptcp:6653')).toMatchObject({
			stdout: '',
			stderr: '',
			status: 0,
		});
		wait(history, 10);
		expect(on(history, 'host', 'ovs-vsctl show').stdout).toContain('is_connected: true');
		expect(on(history, 'vm1', 'ping -c 2 10.0.0.2').stdout).toContain(' 0% packet loss');
		const flows = on(history, 'host', 'ovs-ofctl -O OpenFlow13 dump-flows br0').stdout;
		expect(flows).toMatch(/idle_timeout=30, priority=1,in_port=p?\d/);
		expect(on(history, 'c0', 'killall ovs-testcontroller')).toMatchObject({stdout: '', stderr: '', status: 0});
		wait(history, 1);
		expect(on(history, 'host', 'ovs-vsctl show').stdout).not.toContain('is_connected');
	});

	it('takes the options of the real one', () => {
		const started = (line: string): unknown => {
			const history = createHistory(worldOf(lab()));
			expect(on(history, 'c0', line)).toMatchObject({status: 0});
			return machineNamed(history.world, 'c0')?.controller?.options;
		};
		expect(started('ovs-testcontroller ptcp:')).toEqual({
			application: 'learning-switch',
			port: 6653,
			versions: ['OpenFlow10', 'OpenFlow11', 'OpenFlow12', 'OpenFlow13'],
			idleTimeout: 60,
			wide: false,
			delay: 0,
		});
		expect(started('ovs-testcontroller --hub --max-idle=permanent ptcp:6633:0.0.0.0')).toMatchObject({
			application: 'hub',
			idleTimeout: 0,
			port: 6633,
		});
		expect(started('ovs-testcontroller -n -O OpenFlow10,OpenFlow14 ptcp:')).toMatchObject({
			idleTimeout: undefined,
			versions: ['OpenFlow10', 'OpenFlow14'],
		});
	});

	// What ovs-testcontroller 3.1.0 says, without the lines of its log.
	it.each([
		['ovs-testcontroller', 'ovs-testcontroller: at least one vconn argument required; use --help for usage\n'],
		[
			'ovs-testcontroller --max-idle=0 ptcp:',
			"ovs-testcontroller: --max-idle argument must be between 1 and 65535 or the word 'permanent'\n",
		],
		['ovs-testcontroller -O foo ptcp:', 'ovs-testcontroller: Unknown OpenFlow version: "foo"\n'],
		['ovs-testcontroller -Z ptcp:', "ovs-testcontroller: invalid option -- 'Z'\n"],
		['ovs-testcontroller --foo ptcp:', "ovs-testcontroller: unrecognized option '--foo'\n"],
	])('%s is refused', (line, stderr) => {
		expect(on(createHistory(worldOf(lab())), 'c0', line)).toMatchObject({stdout: '', stderr, status: 1});
	});

	it('says what it is, and how it is used', () => {
		const history = createHistory(worldOf(lab()));
		expect(on(history, 'host', 'ovs-testcontroller -V').stdout).toBe(
			'ovs-testcontroller (Open vSwitch) 3.1.0\nOpenFlow versions 0x1:0x6\n',
		);
		expect(on(history, 'c0', 'ovs-testcontroller --help').stdout).toMatch(/^ovs-testcontroller: OpenFlow controller\nusage: /);
	});

	it('finds its port taken by another one', () => {
		const history = createHistory(worldOf(lab({})));
		expect(on(history, 'c0', 'ovs-testcontroller ptcp:6653')).toMatchObject({
			stderr: 'ptcp:6653: connect: Address already in use\novs-testcontroller: no active or passive switch connections\n',
			status: 1,
		});
	});

	it('names what the lab has instead of what it has not', () => {
		const history = createHistory(worldOf(lab()));
		for (const line of ['ovs-testcontroller tcp:10.0.0.1', 'ovs-testcontroller --normal ptcp:', 'ovs-testcontroller -q 3 ptcp:'])
			expect(on(history, 'c0', line).stderr).toMatch(/ptcp:PORT/);
	});
});

describe('killall', () => {
	it('finds no process that is not there', () => {
		const history = createHistory(worldOf(lab({})));
		expect(on(history, 'c0', 'killall sshd')).toMatchObject({stderr: 'sshd: no process found\n', status: 1});
		expect(on(history, 'c0', 'killall ovs-testcontroller')).toMatchObject({stderr: '', status: 0});
		expect(on(history, 'c0', 'killall ovs-testcontroller')).toMatchObject({stderr: 'ovs-testcontroller: no process found\n', status: 1});
	});
});

describe('a controller in a lab file', () => {
	it('is connected from the beginning', () => {
		const history = createHistory(worldOf(lab({wide: true})));
		settle(history);
		expect(history.world.now).toBeLessThan(1e6);
		expect(on(history, 'host', 'ovs-vsctl show').stdout).toContain('is_connected: true');
		expect(on(history, 'vm1', 'ping -c 1 10.0.0.2').stdout).toContain(' 0% packet loss');
	});

	it('is described as it was written, with what was left out', () => {
		const written = {application: 'hub' as const, port: 6653, protocols: ['OpenFlow10' as const], idleTimeout: 'none' as const, delay: 500};
		const world = worldOf(lab(written));
		const described = describeWorld(world, 1);
		expect(described.machines.find(({name}) => name === 'c0')).toMatchObject({controller: {...written, wide: false}});
		expect(described.machines.find(({name}) => name === 'host')).not.toHaveProperty('controller');
		expect(labSchema.parse(described)).toEqual(described);
	});

	it('that was stopped is not described', () => {
		const history = createHistory(worldOf(lab({})));
		on(history, 'c0', 'killall ovs-testcontroller');
		expect(describeWorld(history.world, 1).machines.find(({name}) => name === 'c0')).not.toHaveProperty('controller');
	});
});
