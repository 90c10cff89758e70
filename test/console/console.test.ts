import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {type Outcome, promptOf} from '../../source/console/console.js';
import {startLine} from '../../source/console/shell/line-run.js';
import {createHistory, type History, replay, settle, undo} from '../../source/engine/history.js';
import {TOOL_LAB, type as typeOn, worldOf} from './tool-lab.js';

const HOST = {machine: 0};

function lab(...lines: string[]): History {
	const history = createHistory(worldOf(TOOL_LAB));
	for (const line of lines) {
		const {stderr, status} = typeOn(history, line);
		if (status !== 0) throw new Error(`${line}: ${stderr}`);
	}
	return history;
}

function type(line: string, history = lab()): Outcome {
	return typeOn(history, line);
}

describe('the prompt', () => {
	it('names the machine', () => expect(promptOf(lab().world, HOST)).toBe('host# '));
});

describe('a line with several commands', () => {
	it('prints all of them and ends with the status of the last', () => {
		expect(type('ip link show nope; brctl show')).toMatchObject({stdout: '', stderr: 'Device "nope" does not exist.\n', status: 0});
	});

	it('stops at && when the first fails', () => {
		expect(type('ip link show nope && brctl')).toMatchObject({stdout: '', status: 1});
	});

	it('goes on at || when the first fails', () => {
		expect(type('brctl delbr nope || ip -br link show eth0').stdout).toContain('eth0@if');
	});

	it('counts as one command for the timeline: all its changes are told', () => {
		const {inputs} = type('ip link add br0 type bridge && ip link set tap1 up master br0');
		expect(inputs.map((entry) => (entry.kind === 'change' ? entry.change.kind : entry.kind))).toEqual(['add-bridge', 'enslave', 'set-up']);
	});
});

describe('a command', () => {
	it('that only looks puts nothing on the timeline', () => {
		const history = lab();
		expect(type('ip -d link; bridge fdb; brctl show; ip neigh', history).inputs).toEqual([]);
		expect(history.inputs).toEqual([]);
	});

	it('that acts is undone like a lesson step', () => {
		const history = lab();
		type('ip link set eth0 mtu 1400', history);
		expect(type('ip link show eth0', history).stdout).toContain('mtu 1400');
		undo(history);
		expect(type('ip link show eth0', history).stdout).toContain('mtu 1500');
	});

	it('that the kernel refuses half-way leaves what was done before', () => {
		const history = lab();
		expect(type('ip link set eth0 address 02:00:00:00:00:99 mtu 10', history).stderr).toBe('Error: mtu less than device minimum.\n');
		expect(type('ip link show eth0', history).stdout).toContain('02:00:00:00:00:99');
	});

	it('may be typed with sudo', () => expect(type('sudo ip -V').stdout).toMatch(/^ip utility/));
	it('knows no other user than root', () =>
		expect(type('sudo -u nobody ip -V').stderr).toBe('sudo -u is real, but this lab does not model it. Nearest: sudo COMMAND\n'));
	it('acts on another machine with ip netns exec', () => {
		const history = lab('ip netns exec vm1 ip link set eth0 mtu 1400');
		expect(type('ip -n vm1 link show eth0', history).stdout).toContain('mtu 1400');
	});

	it('on another machine may be any tool', () => {
		expect(type('ip netns exec sw0 brctl show').stdout).toContain('sw0\t\t8000.020000005a00\tno\t\tswp1\n');
	});
});

describe('what the lab does not have', () => {
	it.each([
		['ip rule', 'ip rule is real, but this lab does not model it. Nearest: ip address\n'],
		['ip -B link', 'ip: "-B" is real, but this lab does not model it. Nearest: the bridge tool\n'],
		['ip link set eth0 arp off', 'ip link set: "arp" is real, but this lab does not model it. Nearest: ip neighbour add … nud permanent\n'],
		['ip link add d0 type dummy', 'a device of type dummy is real, but this lab does not model it. Nearest: one end of a veth\n'],
		[
			'ip netns add vm9',
			'ip netns add is real, but this lab does not model it. Nearest: a machine of the lab file (a lab has the machines it was written with)\n',
		],
		['bridge monitor file x', 'bridge monitor: "file" is real, but this lab does not model it. Nearest: bridge monitor\n'],
		['ping -I eth0 10.0.0.1', 'ping: "-I" is real, but this lab does not model it. Nearest: -c, -i, -s, -W, -w, -q\n'],
	])('is named, with the nearest that it has: %s', (line, stderr) => expect(type(line)).toMatchObject({stdout: '', stderr, status: 1}));

	it('may be a whole tool', () => {
		expect(type('tunctl -t tap9')).toMatchObject({
			stderr: 'tunctl is real, but this lab does not have it. Nearest: ip link add NAME type veth peer name PEER netns MACHINE\n',
			status: 127,
		});
	});
});

describe('an unknown command', () => {
	it('gets the nearest one', () =>
		expect(type('birdge link')).toMatchObject({stderr: 'birdge: command not found; did you mean "bridge"?\n', status: 127}));
	it('gets the way to the list when none is near', () =>
		expect(type('xyzzy').stderr).toBe('xyzzy: command not found; "help" lists the tools\n'));
});

describe('names that the kernel chooses', () => {
	it('are the first free ones of their kind', () => {
		const history = lab('ip link add type bridge', 'ip link add link eth0 type macvlan', 'ip link add type veth');
		expect(
			type('ip -br link', history)
				.stdout.split('\n')
				.map((line) => line.split(' ')[0]),
		).toEqual(['lo', 'eth0@if2', 'tap1@if2', 'bridge0', 'macvlan0@eth0', 'veth0@veth1', 'veth1@veth0', '']);
	});
});

describe('ping', () => {
	const addresses = ['ip addr add 10.0.0.1/24 dev eth0', 'ip -n ext addr add 10.0.0.3/24 dev eth0'];

	it('waits for time, and prints a line as each reply comes', () => {
		const history = lab(...addresses);
		const run = startLine(history, HOST, 'ping -c 2 10.0.0.3');
		expect(run.advance(3)).toEqual({
			kind: 'running',
			printed: [{stream: 'stdout', text: 'PING 10.0.0.3 (10.0.0.3) 56(84) bytes of data.\n'}],
		});
		const second = run.advance(1000);
		expect(second).toMatchObject({
			kind: 'waiting',
			until: 1_000_000_000,
			printed: [{text: expect.stringMatching(/^64 bytes from 10\.0\.0\.3: icmp_seq=1 ttl=64 time=0\.\d{3} ms\n$/)}],
		});
		const end = run.advance(1000);
		expect(end).toMatchObject({kind: 'done', status: 0});
		expect(end.printed.map(({text}) => text).join('')).toContain('2 packets transmitted, 2 received, 0% packet loss, time 1000ms');
	});

	it('can be interrupted, and then sends no more', () => {
		const history = lab(...addresses);
		const run = startLine(history, HOST, 'ping -c 9 10.0.0.3');
		run.advance(1000);
		run.interrupt();
		const end = run.advance(1000);
		expect(
			end.printed
				.map(({text}) => text)
				.join('')
				.split('\n')
				.slice(0, 3),
		).toEqual(['^C', '--- 10.0.0.3 ping statistics ---', '1 packets transmitted, 1 received, 0% packet loss, time 0ms']);
		expect(history.world.machines[0]?.stack.pings.map(({done}) => done)).toEqual([true]);
	});

	it('without a count sends three and presses Ctrl-C', () => {
		const {stdout, status} = type('ping 10.0.0.3', lab(...addresses));
		expect(stdout).toMatch(/icmp_seq=3 .*\n\^C\n--- 10\.0\.0\.3 ping statistics ---\n3 packets transmitted, 3 received, 0% packet loss/);
		expect(status).toBe(0);
	});

	it('takes the name of a machine and prints it', () => {
		const {stdout} = type('ping -c1 ext', lab(...addresses));
		expect(stdout).toMatch(/^PING ext \(10\.0\.0\.3\) 56\(84\) bytes of data\.\n64 bytes from ext \(10\.0\.0\.3\): icmp_seq=1 /);
	});

	it('says that a name is not known', () =>
		expect(type('ping -c1 vm7')).toMatchObject({stderr: 'ping: vm7: Name or service not known\n', status: 2}));
	it('says that a host is unreachable, and exits with 1', () => {
		const {stdout, status} = type('ping -c 1 10.0.0.9', lab(...addresses));
		expect(stdout).toContain('From 10.0.0.1 icmp_seq=1 Destination Host Unreachable\n');
		expect(status).toBe(1);
	});

	it('ends even when the machine has lost its last device', () => {
		const history = lab('ip -n ext link set eth0 netns vm1 name eth7');
		expect(typeOn(history, 'ping -c 2 127.0.0.1', 'ext').status).toBe(0);
	});

	it('is followed by the next command when it ends', () => {
		const {stdout} = type('ping -qc 1 10.0.0.3 && ip neigh', lab(...addresses));
		expect(stdout).toMatch(/PING[\s\S]* ms\n10\.0\.0\.3 dev eth0 lladdr 02:00:00:00:ee:01 REACHABLE \n$/);
	});
});

/** Commands that do something, in any order; the kernel refuses many of them. */
const ACTS = [
	'ip link add br0 type bridge',
	'ip link add link eth0 name mv type macvlan mode bridge up',
	'ip link add link eth0 name mvp type macvlan mode passthru up',
	'ip link add v0 type veth peer name v1 netns vm1 up',
	'ip link set tap1 master br0',
	'ip link set eth0 master br0',
	'ip link set br0 up',
	'ip link set br0 type bridge stp_state 1',
	'ip link set br0 type bridge vlan_filtering 1',
	'ip link set eth0 down',
	'ip link set eth0 up',
	'ip link set mv netns vm1 name m',
	'ip link set eth0 nomaster',
	'ip link set lo down',
	'ip link del br0',
	'ip link del mvp',
	'ip link del v0',
	'ip addr add 10.0.0.1/24 dev eth0',
	'ip addr add 10.0.0.1/24 brd + dev br0',
	'ip addr flush dev eth0',
	'ip -n ext addr add 10.0.0.3/24 dev eth0',
	'ip neigh replace 10.0.0.3 lladdr 02:00:00:00:ee:01 dev eth0',
	'bridge fdb add 02:00:00:00:00:77 dev tap1 master static',
	'bridge fdb flush dev br0',
	'bridge link set dev tap1 isolated on hairpin on',
	'bridge mdb add dev br0 port tap1 grp 239.1.1.1 permanent',
	'bridge vlan add dev tap1 vid 10 pvid untagged',
	'brctl addif br0 eth0 tap1',
	'brctl delbr br0',
	'ping -c 2 10.0.0.3',
	'ping -c 1 -W 1 10.0.0.9',
];

describe('laws', () => {
	const word = fc.oneof(
		fc.constantFrom(
			'ip',
			'bridge',
			'brctl',
			'ping',
			'help',
			'link',
			'addr',
			'neigh',
			'fdb',
			'set',
			'add',
			'del',
			'show',
			'dev',
			'eth0',
			'tap1',
		),
		fc.constantFrom(
			'type',
			'macvlan',
			'bridge',
			'veth',
			'mode',
			'master',
			'br0',
			'netns',
			'vm1',
			'exec',
			'-d',
			'-c',
			'1',
			'10.0.0.3',
			'up',
			';',
		),
		fc.string({maxLength: 6}),
	);

	it('what commands did is a list of inputs that can be saved, and that makes the same world again', () => {
		fc.assert(
			fc.property(fc.array(fc.constantFrom(...ACTS), {maxLength: 12}), (lines) => {
				const history = lab();
				for (const line of lines) typeOn(history, line);
				const saved = JSON.parse(JSON.stringify(history.inputs)) as History['inputs'];
				expect(saved).toEqual(history.inputs);
				const again = replay(worldOf(TOOL_LAB), saved);
				settle(again);
				expect(again.world).toEqual(history.world);
			}),
			{numRuns: 60},
		);
	});

	it('no line throws, and nothing that is printed can move a cursor', () => {
		const history = lab('ip addr add 10.0.0.1/24 dev eth0', 'ip link add br0 type bridge');
		fc.assert(
			fc.property(fc.array(word, {maxLength: 8}), (words) => {
				const {stdout, stderr, status} = typeOn(history, words.join(' '));
				expect(`${stdout}${stderr}`).not.toMatch(/[^\P{C}\t\n]/u);
				expect(Number.isInteger(status) && status >= 0 && status <= 255).toBe(true);
			}),
			{numRuns: 400},
		);
	});
});
