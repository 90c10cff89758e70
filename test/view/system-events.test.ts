/** What a student reads in the list of events when hosted networks, NAT, SR-IOV and VMware switches are at work. */
import {describe, expect, it} from 'vitest';
import {execute} from '../../source/console/console.js';
import {buildFrame, ETHERTYPE} from '../../source/engine/frame.js';
import {type History, input, settle} from '../../source/engine/history.js';
import {BROADCAST, toMac} from '../../source/engine/mac.js';
import {deviceAtPath, machineNamed} from '../../source/engine/world.js';
import {feed} from '../../source/lesson/feed.js';
import {en} from '../../source/locale/en.js';
import {it as italian} from '../../source/locale/it.js';
import {eventLine} from '../../source/view/event-lines.js';
import {openLab} from '../fixtures/lab-files.js';

function atRest(lab: string): History {
	const history = openLab(lab);
	feed(history, {kind: 'wait', ms: 6000});
	settle(history);
	return history;
}

/** The events that a line at the prompt leads to; of `places` only. */
function eventsOf(history: History, machine: string, line: string, places: readonly string[], words = en): string[] {
	const before = history.end;
	execute(history, {machine: machineNamed(history.world, machine)?.id as number}, line);
	return history.trace
		.filter(({id}) => id >= before)
		.map((node) => eventLine(history.world, node, words))
		.filter(({place}) => places.includes(place))
		.map(({place, text}) => `${place}: ${text}`);
}

describe('a page through the NAT service of VMnet8', () => {
	it('is a hub, an entry of the table, and the host that sends in its own name', () => {
		const events = eventsOf(atRest('hosted-modes'), 'nat1', 'curl --local-port 40000 http://192.168.1.10/', ['vmnet8', 'vmnet8.nat', 'S']);
		expect(events.slice(0, 11)).toEqual([
			'vmnet8: gets ARP who-has 192.168.80.2; a hub: offered to every port, taken by vmnet8.nat, vmnet8.dhcp, nat2',
			'vmnet8.nat: gets ARP who-has 192.168.80.2; 192.168.80.2 is mine: ARP reply',
			'vmnet8.nat: sends ARP 192.168.80.2 is-at',
			'vmnet8: gets ARP 192.168.80.2 is-at; a hub: offered to every port, taken by nat1',
			'vmnet8: gets TCP SYN port 80; a hub: offered to every port, taken by vmnet8.nat',
			'vmnet8.nat: gets TCP SYN port 80; new in the NAT table: TCP 192.168.80.188:40000 is 192.168.1.50:40000 outside',
			'S: gets ARP who-has 192.168.1.10; 192.168.1.10 is mine: ARP reply',
			'S: sends ARP 192.168.1.10 is-at',
			'S: gets TCP SYN port 80; 192.168.1.50 asks for a connection, and a program listens on port 80',
			'S: sends TCP SYN,ACK port 40000',
			'vmnet8.nat: sends TCP SYN,ACK port 40000',
		]);
	});

	it('in Italian, too', () => {
		const events = eventsOf(atRest('hosted-modes'), 'nat1', 'curl --local-port 40000 http://192.168.1.10/', ['vmnet8.nat'], italian);
		expect(events[2]).toBe(
			'vmnet8.nat: riceve TCP SYN port 80; nuova voce nella tabella NAT: TCP 192.168.80.188:40000 fuori è 192.168.1.50:40000',
		);
	});
});

describe('an answer that cannot leave', () => {
	it('is told as such: the server has no route back into a network that leaks', () => {
		const history = atRest('hosted-modes');
		eventsOf(history, 'H', 'sysctl -w net.ipv4.ip_forward=1', []);
		eventsOf(history, 'ho1', 'ip route add default via 192.168.56.1', []);
		const events = eventsOf(history, 'ho1', 'ping -c1 192.168.1.10', ['S']);
		expect(events.at(-1)).toBe('S: gets ICMP echo request 1; no route to 192.168.56.128');
	});
});

describe('a page through a Linux host', () => {
	it('has its source rewritten on the way out, and its destination on the way back', () => {
		const events = eventsOf(atRest('linux-nat'), 'vm1', 'curl --local-port 40000 http://192.168.1.10/', ['host/virbr0', 'host/eth0']);
		expect(events).toContain('host/virbr0: gets TCP SYN port 80; source 192.168.122.11:40000 becomes 192.168.1.50:40000');
		expect(events).toContain('host/eth0: gets TCP SYN,ACK port 40000; destination 192.168.1.50:40000 becomes 192.168.122.11:40000');
	});
});

describe('a guest with a virtual function', () => {
	it('that takes another MAC is stopped in the card', () => {
		const history = atRest('sriov-spoof');
		const before = history.end;
		const device = deviceAtPath(history.world, 'vm1/eth0')?.id as number;
		const payload = new Uint8Array(46);
		const frame = buildFrame({dst: BROADCAST, src: toMac('52:54:00:00:00:02'), etherType: ETHERTYPE.experimental, payload});
		input(history, {kind: 'frame', device, frame});
		settle(history);
		const said = (words: typeof en) =>
			history.trace.filter(({id}) => id >= before).map((node) => eventLine(history.world, node, words).text);
		expect(said(en)).toEqual([expect.stringContaining('ends here: spoof check: the source MAC is not this virtual function’s')]);
		expect(said(italian)).toEqual([expect.stringContaining('finisce qui: ')]);
	});
});

describe('a guest behind a team of VMware', () => {
	it('is known from its configuration; what nobody here has goes to the uplink that the team chose', () => {
		const events = eventsOf(atRest('vmware-team'), 'vm1', 'ping -c 1 10.0.0.20', ['esx/port1', 'esx/vmnic0', 'esx/vmnic1']);
		expect(events).toEqual([
			'esx/port1: gets ARP who-has 10.0.0.20; the team chooses esx/vmnic0: by the number of the virtual port',
			'esx/vmnic1: gets ARP who-has 10.0.0.20, VLAN 10; ends here: a frame of one of its own guests came back',
			'esx/vmnic0: gets ARP 10.0.0.20 is-at, VLAN 10; 00:0c:29:00:00:01 (vm1) is the vNIC at esx/port1: known from its configuration, not learned',
			'esx/port1: gets ICMP echo request 1; nobody here in VLAN 10 has 00:16:3e:00:00:20 (server): to an uplink',
			'esx/vmnic0: gets ICMP echo reply 1, VLAN 10; 00:0c:29:00:00:01 (vm1) is the vNIC at esx/port1: known from its configuration, not learned',
		]);
	});
});
