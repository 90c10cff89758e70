/** `-batch -`, `-all` and `-force`: what the real ones say to the same, after the source of iproute2 6.1 (do_batch, netns_foreach). */
import {describe, expect, it} from 'vitest';
import {recordedLab, type} from './tool-lab.js';

/** The line that feeds `lines` to a tool. */
function fed(tool: string, ...lines: string[]): string {
	return `{ ${lines.map((line) => `echo '${line}';`).join(' ')} } | ${tool}`;
}

describe('a batch', () => {
	it('runs line by line, without comments, with words in quotes', () => {
		const history = recordedLab();
		const line = fed('ip -batch -', 'link add br0 type bridge # new', '', 'link set "br0" \\', 'up');
		expect(type(history, line)).toMatchObject({stdout: '', stderr: '', status: 0});
		expect(type(history, 'ip -br link show br0').stdout).toMatch(/^br0 +UNKNOWN .*UP/);
	});

	it('ends with the first command that fails, and says which', () => {
		const history = recordedLab();
		expect(type(history, fed('ip -b -', 'link add br0 type bridge', 'link add br0 type bridge', 'link del br0'))).toMatchObject({
			stderr: 'RTNETLINK answers: File exists\nCommand failed -:2\n',
			status: 1,
		});
		expect(type(history, 'ip link show br0').status).toBe(0);
	});

	it('goes on when forced', () => {
		const history = recordedLab();
		const line = fed('ip -force -b -', 'link add br0 type bridge', 'link add br0 type bridge', 'link del br0');
		expect(type(history, line)).toMatchObject({stderr: 'RTNETLINK answers: File exists\nCommand failed -:2\n', status: 1});
		expect(type(history, 'ip link show br0').status).toBe(1);
	});

	it('is left at once where the tool leaves at once', () => {
		expect(type(recordedLab(), fed('ip -force -b -', 'link set eth0 mtu abc', 'link'))).toMatchObject({
			stdout: '',
			stderr: 'Error: argument "abc" is wrong: Invalid "mtu" value\n\n',
			status: 255,
		});
	});

	it('of bridge has the commands of bridge', () => {
		const history = recordedLab();
		type(history, 'ip link add br0 type bridge; ip link set tap1 master br0');
		expect(type(history, fed('bridge -b -', 'link set dev tap1 hairpin on', 'fdb foo'))).toMatchObject({
			stderr: 'Command "foo" is unknown, try "bridge fdb help".\nCommand failed -:2\n',
			status: 1,
		});
		expect(type(history, 'bridge -d link').stdout).toContain('hairpin on');
	});
});

describe('ip -all netns exec', () => {
	it('runs a command on one machine after the other', () => {
		expect(type(recordedLab(), 'ip -all netns exec ip -br link show lo').stdout).toBe(
			['host', 'vm1', 'sw0', 'ext']
				.map((name) => `\nnetns: ${name}\nlo               DOWN           00:00:00:00:00:00 <LOOPBACK> \n`)
				.join(''),
		);
	});

	it('needs one', () => {
		expect(type(recordedLab(), 'ip -all netns exec')).toMatchObject({stderr: 'No command specified\n', status: 1});
	});
});

describe('ip netns', () => {
	it('knows where it is, and lists the others, in JSON too', () => {
		expect(type(recordedLab(), 'ip netns identify').stdout).toBe('host\n');
		expect(type(recordedLab(), 'ip -j netns').stdout).toBe('[{"name":"vm1"},{"name":"sw0"},{"name":"ext"}]\n');
		expect(type(recordedLab(), 'ip netns identify x')).toMatchObject({stderr: "Specified string 'x' is not a pid\n", status: 1});
	});
});
