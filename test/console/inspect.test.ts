/** `inspect` at the prompt: frames that passed, hop by hop. */
import {describe, expect, it} from 'vitest';
import {type LabShell, labShell} from './lab-shell.js';

/** vm1 has asked vm3 of the same VLAN, through a trunk to the switch outside, too. */
function pinged(): LabShell {
	const lab = labShell('ovs-access-trunk');
	lab.shows('vm1', 'ping -c 1 10.0.0.3');
	return lab;
}

const linesOf = (text: string): string[] => text.split('\n').slice(0, -1);

describe('inspect', () => {
	it('lists the frames that passed, with a number each', () => {
		expect(linesOf(pinged().shows('vm1', 'inspect'))).toEqual([
			'FRAME        TIME  HOPS  FIRST AT: WHAT',
			'    1    0.000000     6  vm1: ARP who-has 10.0.0.3',
			'    2    0.000002     3  vm3: ARP 10.0.0.3 is-at',
			'    3    0.000004     3  vm1: ICMP echo request 1',
			'    4    0.000006     3  vm3: ICMP echo reply 1',
		]);
	});

	it('says what each hop did to a frame: the trunk adds a tag, the switch outside removes it', () => {
		expect(linesOf(pinged().shows('vm1', 'inspect 1'))).toEqual([
			'HOP        TIME  WHERE       WHAT LEFT IT',
			'  1    0.000000  vm1         unchanged',
			'  2    0.000001  host/vnet1  host/br0, host/eth0: +4 tag at 12; host/vnet3:',
			'            unchanged',
			'  3    0.000001  host/br0    delivered',
			'  4    0.000002  vm3         delivered',
			'  5    0.000002  p1          -4 tag at 12',
			'  6    0.000003  pc10        delivered',
		]);
	});

	it('shows the frame at a hop before and after, the inserted tag marked in the octets and in the fields', () => {
		const lines = linesOf(pinged().shows('vm1', 'inspect 1 2'));
		expect(lines.slice(0, 13)).toEqual([
			'after, host/br0, host/eth0: +4 tag at 12 (46 octets)',
			'  0000  ff ff ff ff ff ff 52 54  00 00 00 01 81 00 00 0a  ......RT........',
			'                                             ++ ++ ++ ++',
			'  0010  08 06 00 01 08 00 06 04  00 01 52 54 00 00 00 01  ..........RT....',
			'  0020  0a 00 00 01 00 00 00 00  00 00 0a 00 00 03        ..............',
			'~ Ethernet II, Src: 52:54:00:00:00:01, Dst: ff:ff:ff:ff:ff:ff',
			'       0+6  Destination: ff:ff:ff:ff:ff:ff',
			'       6+6  Source: 52:54:00:00:00:01',
			'+     12+2  Type: 802.1Q Virtual LAN (0x8100)',
			'~ 802.1Q Virtual LAN, PRI: 0, DEI: 0, ID: 10',
			'+   14:0-2  Priority: Best Effort (default) (0)',
			'+     14:3  DEI: Not set',
			'+  14:4-15  ID: 10',
		]);
		expect(lines).toContain('as it came to host/vnet1 and left unchanged to host/vnet3 (42 octets)');
	});

	it('with -x shows octets only, and what was removed in the frame before', () => {
		expect(linesOf(pinged().shows('vm1', 'inspect -x 1 5'))).toEqual([
			'before, at p1 (46 octets)',
			'  0000  ff ff ff ff ff ff 52 54  00 00 00 01 81 00 00 0a  ......RT........',
			'                                             -- -- -- --',
			'  0010  08 06 00 01 08 00 06 04  00 01 52 54 00 00 00 01  ..........RT....',
			'  0020  0a 00 00 01 00 00 00 00  00 00 0a 00 00 03        ..............',
			'after, p2: -4 tag at 12 (42 octets)',
			'  0000  ff ff ff ff ff ff 52 54  00 00 00 01 08 06 00 01  ......RT........',
			'  0010  08 00 06 04 00 01 52 54  00 00 00 01 0a 00 00 01  ......RT........',
			'  0020  00 00 00 00 00 00 0a 00  00 03                    ..........',
		]);
	});

	it('with -v names the fields as Wireshark filters name them, and judges checksums', () => {
		const lines = linesOf(pinged().shows('vm1', 'inspect -v last 3'));
		expect(lines).toContain('      22+1  Time to Live: 64  ip.ttl');
		expect(lines).toContain('      36+2  Checksum: 0x412b [correct]  icmp.checksum');
	});

	it('shows what a router with NAT changed: addresses, time to live, checksums', () => {
		const lab = labShell('linux-nat');
		lab.shows('host', 'iptables -t nat -A POSTROUTING -o eth0 -j MASQUERADE');
		lab.shows('vm1', 'sleep 40; ping -c 2 192.168.1.10');
		const list = linesOf(lab.shows('vm1', 'inspect -a')).filter((line) => line.includes('vm1: ICMP echo request 2'));
		const number = list[0]?.trim().split(' ')[0];
		const changed = linesOf(lab.shows('vm1', `inspect ${number} 3`)).filter((line) => line.startsWith('~ ') && line.includes('(was'));
		expect(changed).toEqual([
			'~      0+6  Destination: 02:00:00:00:00:10 (was 52:54:00:12:34:56)',
			'~      6+6  Source: 02:00:00:00:00:50 (was 52:54:00:00:00:01)',
			'~     22+1  Time to Live: 63 (was 64)',
			'~     24+2  Header Checksum: 0xb81a [correct] (was 0x3e41)',
			'~     26+4  Source Address: 192.168.1.50 (was 192.168.122.11)',
		]);
	});

	it('is kept within 80 columns, whatever there is to show', () => {
		const lab = labShell('ovs-vxlan');
		lab.type('vm1', 'ping -c 1 10.0.0.2');
		const lines = Array.from({length: 6}, (_, hop) => linesOf(lab.type('vm1', `inspect -v last ${hop + 1}`).stdout)).flat();
		expect(lines.length).toBeGreaterThan(50);
		expect(lines.filter((line) => line.length > 80)).toEqual([]);
	});

	it('touches nothing', () => {
		const lab = pinged();
		const {cursor, inputs} = lab.history;
		const before = inputs.length;
		lab.shows('vm1', 'inspect 1 2');
		expect([lab.history.cursor, lab.history.inputs.length]).toEqual([cursor, before]);
	});

	it.each([
		['inspect 9', 1, 'inspect: no frame "9": there are 1 to 4; inspect lists them\n'],
		['inspect 0', 1, 'inspect: no frame "0": there are 1 to 4; inspect lists them\n'],
		['inspect one', 1, 'inspect: no frame "one": there are 1 to 4; inspect lists them\n'],
		['inspect 1 7', 1, 'inspect: no hop "7": there are 1 to 6; inspect 1 lists them\n'],
	])('%s says what there is', (line, status, stderr) => {
		expect(pinged().type('vm1', line)).toMatchObject({stdout: '', stderr, status});
	});

	it('says so before anything has passed', () => {
		const {type} = labShell('ovs-access-trunk');
		expect(type('vm1', 'inspect').stdout).toBe('no frame has passed yet\n');
		expect(type('vm1', 'inspect last').stderr).toBe('inspect: no frame "last": none has passed yet\n');
		expect(type('vm1', 'inspect -q')).toMatchObject({status: 2});
	});
});
