/** `trace`: a frame tried on a copy. */
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {execute} from '../../source/console/console.js';
import {dryRun} from '../../source/console/trace/dry-run.js';
import type {FrameChange} from '../../source/engine/change.js';
import {copy} from '../../source/engine/copy.js';
import {fork, type History, input, undo} from '../../source/engine/history.js';
import {isQuiet} from '../../source/engine/tick.js';
import {machineNamed, pathOf} from '../../source/engine/world.js';
import {LAB_FILES, openLab} from '../fixtures/lab-files.js';
import {labShell} from './lab-shell.js';

const labs = new Map(LAB_FILES.map((name) => [name, openLab(name)]));

/** Every device that a tool can name, as `machine/device`. */
function devicesIn({world}: History): string[] {
	return world.machines.flatMap(({devices}) => devices.map((id) => pathOf(world, id)));
}

function run(history: History, line: string) {
	return execute(history, {machine: 0}, line);
}

describe('in every lab', () => {
	it.each(LAB_FILES)('%s: at every device, in and out, the lab stays as it is', (name) => {
		const history = fork(labs.get(name) as History);
		const before = copy(history.world);
		for (const device of devicesIn(history))
			for (const way of ['in', 'out']) {
				const {stdout, stderr, status, inputs} = run(history, `trace ${device} ${way}`);
				expect({device, stderr, status, inputs}).toEqual({device, stderr: '', status: 0, inputs: []});
				expect(stdout).toMatch(/Nothing was sent; --commit does it\.\n$/);
			}
		expect(history.world).toEqual(before);
		expect(history.inputs).toEqual((labs.get(name) as History).inputs);
	});
});

describe('committed', () => {
	const payloads = fc.constantFrom(
		'',
		'arp',
		'ping vm1',
		'udp vm1 port 53',
		'tcp vm1 port 80',
		'type 0x88b5',
		'vlan 10',
		'vlan 20 vlan 10 type 2054',
	);

	let tried = 0;
	it('becomes of it what was foretold, and undo takes it back', () => {
		fc.assert(
			fc.property(fc.constantFrom(...LAB_FILES), fc.nat(99), fc.constantFrom('in', 'out'), payloads, (name, number, way, payload) => {
				const history = fork(labs.get(name) as History);
				const before = copy(history.world);
				const devices = devicesIn(history);
				const line = `trace ${devices[number % devices.length]} ${way} ${payload}`;
				const told = run(history, line);
				const done = run(history, `${line} --commit`);
				const last = history.inputs.at(-1)?.input;
				if (told.status !== 0) {
					expect(done).toEqual(told);
					return;
				}
				expect(done.stdout).toBe(told.stdout.replace('Nothing was sent; --commit does it.', 'Done: the frame is on its way.'));
				tried++;
				const change = (last?.kind === 'change' ? last.change : undefined) as FrameChange;
				expect(dryRun(before, change).after).toEqual(history.world);
				undo(history);
				expect(history.world).toEqual(before);
			}),
			{numRuns: 150},
		);
		expect(tried).toBeGreaterThan(75);
	});
});

describe('says', () => {
	it('what a Linux bridge would do, with the rule behind each decision', () => {
		const {shows} = labShell('linux-vlan-filtering');
		expect(shows('host', 'trace vm1')).toMatchInlineSnapshot(`
			"vm1: sends ARP who-has 10.0.0.2, ff:ff:ff:ff:ff:ff
			\`-- host/vnet1: VLAN 10 by the port (PVID)  [__allowed_ingress]
			    |   52:54:00:00:00:01 (vm1) is new: learned on host/vnet1  [br_fdb_update]
			    |   group address: flood to every port that may have it  [br_handle_frame_finish, br_flood]
			    |   leaves host/eth0 with tag, VLAN 10  [br_handle_vlan]
			    |   not by host/vnet2: the VLAN is not in the set of the port  [br_allowed_egress]
			    |   not by host/vnet1: it is the ingress and reflective relay is off: not sent back  [should_deliver]
			    |   not by host/br0: the VLAN is not in the set of the port  [br_allowed_egress]
			    \`-- p1: VLAN 10 by its tag  [IEEE 802.1Q-2018 6.9, 8.6.2]
			        |   52:54:00:00:00:01 (vm1) is new: learned on p1  [IEEE 802.1Q-2018 8.7]
			        |   group address: flood to every port that may have it  [IEEE 802.1Q-2018 8.6.3]
			        |   not by p1: it is the ingress and reflective relay is off: not sent back  [IEEE 802.1Q-2018 8.6.1, 8.6.4]
			        |   leaves p2 untagged, VLAN 10  [IEEE 802.1Q-2018 8.6.4]
			        \`-- pc: broadcast: accepted  [eth_type_trans]
			                OK: delivered to the stack
			                ignored: the stack has no use for it: not its address or protocol  [ip_route_input_noref, arp_process]
			Delivered to: nobody
			Ignored by: pc

			Afterwards:
			  + host stations: br0: 52:54:00:00:00:01 VLAN 10 on vnet1
			  + sw0 stations: sw0: 52:54:00:00:00:01 VLAN 10 on p1
			Nothing was sent; --commit does it.
			"
		`);
	});

	it('what NAT would do, every frame that comes of it, and who knows what afterwards', () => {
		const {type, shows} = labShell('linux-nat');
		type('host', 'sleep 5');
		expect(shows('host', 'trace server tcp 192.168.1.50 port 8888 -a')).toMatchInlineSnapshot(`
			"note: server has not asked for 192.168.1.50 yet: ARP would go first
			server: sends TCP SYN port 8888, 02:00:00:00:00:50
			\`-- host/eth0: destination is this MAC: accepted  [eth_type_trans]
			        a new conversation (TCP): 192.168.1.10:40000 to 192.168.1.50:8888  [init_conntrack, __nf_conntrack_confirm]
			        rule 1 of PREROUTING fits: DNAT  [nf_nat_inet_fn, nft_do_chain]
			        destination 192.168.1.50:8888 becomes 192.168.122.11:80  [nf_nat_manip_pkt, l4proto_manip_pkt]
			        not for this machine, which is a router: on by host/virbr0 to 192.168.122.11, TTL now 63  [ip_forward, RFC 1812 5.2.1]
			        the packet waits for the MAC of 192.168.122.11  [__neigh_event_send]
			        no MAC known for 192.168.122.11: ask by ARP broadcast  [arp_solicit, RFC 826]
			        OK: delivered to the stack
			Delivered to: host/eth0

			host/virbr0: sends ARP who-has 192.168.122.11, ff:ff:ff:ff:ff:ff
			|   the host itself sends by the bridge  [br_dev_xmit]
			|   group address: flood to every port that may have it  [br_handle_frame_finish, br_flood]
			|-- vm2: broadcast: accepted  [eth_type_trans]
			|       OK: delivered to the stack
			|       ignored: the stack has no use for it: not its address or protocol  [ip_route_input_noref, arp_process]
			\`-- vm1: broadcast: accepted  [eth_type_trans]
			        192.168.122.1 is at 52:54:00:12:34:56 (host): into the ARP table  [arp_process, RFC 826]
			        192.168.122.11 is mine: ARP reply  [arp_process, RFC 826]
			        OK: delivered to the stack

			vm1: sends ARP 192.168.122.11 is-at, 52:54:00:12:34:56
			\`-- host/vnet0: 52:54:00:00:00:01 (vm1) is new: learned on host/vnet0  [br_fdb_update]
			    |   52:54:00:12:34:56 (host) is local: the bridge takes it  [br_handle_frame_finish, br_pass_frame_up]
			    \`-- host/virbr0: destination is this MAC: accepted  [eth_type_trans]
			            192.168.122.11 is at 52:54:00:00:00:01 (vm1): into the ARP table  [arp_process, RFC 826]
			            OK: delivered to the stack

			host/virbr0: sends TCP SYN port 80, 52:54:00:00:00:01
			|   the host itself sends by the bridge  [br_dev_xmit]
			|   52:54:00:00:00:01 (vm1) is known on host/vnet0: there and nowhere else  [br_handle_frame_finish, br_fdb_find_rcu]
			\`-- vm1: destination is this MAC: accepted  [eth_type_trans]
			        192.168.1.10 asks for a connection, and a program listens on port 80  [tcp_conn_request, RFC 9293 3.5]
			        a segment with SYN, ACK  [tcp_write_xmit, RFC 9293 3.10]
			        192.168.1.10 is on no link of this machine: by the gateway 192.168.122.1  [ip_route_output_key, RFC 1122 3.3.1.1]
			        OK: delivered to the stack

			vm1: sends TCP SYN,ACK port 40000, 52:54:00:12:34:56
			\`-- host/vnet0: 52:54:00:00:00:01 (vm1) is known on host/vnet0: age starts again  [br_fdb_update]
			    |   52:54:00:12:34:56 (host) is local: the bridge takes it  [br_handle_frame_finish, br_pass_frame_up]
			    \`-- host/virbr0: destination is this MAC: accepted  [eth_type_trans]
			            as far as one can see from here, the TCP connection is now SYN_RECV, no more SYN_SENT  [nf_conntrack_tcp_packet, tcp_conntracks]
			            of a conversation that is known, from the one who answers  [resolve_normal_ct]
			            not for this machine, which is a router: on by host/eth0 to 192.168.1.10, TTL now 63  [ip_forward, RFC 1812 5.2.1]
			            source 192.168.122.11:80 becomes 192.168.1.50:8888  [nf_nat_manip_pkt, l4proto_manip_pkt]
			            the packet waits for the MAC of 192.168.1.10  [__neigh_event_send]
			            no MAC known for 192.168.1.10: ask by ARP broadcast  [arp_solicit, RFC 826]
			            OK: delivered to the stack

			host/eth0: sends ARP who-has 192.168.1.10, ff:ff:ff:ff:ff:ff
			\`-- server: broadcast: accepted  [eth_type_trans]
			        192.168.1.50 is at 02:00:00:00:00:50 (host): into the ARP table  [arp_process, RFC 826]
			        192.168.1.10 is mine: ARP reply  [arp_process, RFC 826]
			        OK: delivered to the stack

			server: sends ARP 192.168.1.10 is-at, 02:00:00:00:00:50
			\`-- host/eth0: destination is this MAC: accepted  [eth_type_trans]
			        192.168.1.10 is at 02:00:00:00:00:10 (server): into the ARP table  [arp_process, RFC 826]
			        OK: delivered to the stack

			host/eth0: sends TCP SYN,ACK port 40000, 02:00:00:00:00:10
			\`-- server: destination is this MAC: accepted  [eth_type_trans]
			        nobody listens on port 40000, and no connection has it  [tcp_v4_rcv]
			        answered with a reset: port 40000 is closed for this  [tcp_v4_send_reset, RFC 9293 3.5.2]
			        OK: delivered to the stack

			server: sends TCP RST port 8888, 02:00:00:00:00:50
			\`-- host/eth0: destination is this MAC: accepted  [eth_type_trans]
			        as far as one can see from here, the TCP connection is now CLOSE, no more SYN_RECV  [nf_conntrack_tcp_packet, tcp_conntracks]
			        of a conversation that is known, from the one who began it  [resolve_normal_ct]
			        destination 192.168.1.50:8888 becomes 192.168.122.11:80  [nf_nat_manip_pkt, l4proto_manip_pkt]
			        not for this machine, which is a router: on by host/virbr0 to 192.168.122.11, TTL now 63  [ip_forward, RFC 1812 5.2.1]
			        OK: delivered to the stack

			host/virbr0: sends TCP RST port 80, 52:54:00:00:00:01
			|   the host itself sends by the bridge  [br_dev_xmit]
			|   52:54:00:00:00:01 (vm1) is known on host/vnet0: there and nowhere else  [br_handle_frame_finish, br_fdb_find_rcu]
			\`-- vm1: destination is this MAC: accepted  [eth_type_trans]
			        the connection of port 80 is over: broken off by the other side  [tcp_reset, tcp_v4_err]
			        OK: delivered to the stack

			Afterwards:
			  + vm1 neighbours: 192.168.122.1 dev eth0 52:54:00:12:34:56 delay
			  + host stations: virbr0: 52:54:00:00:00:01 on vnet0
			  + host neighbours: 192.168.122.11 dev virbr0 52:54:00:00:00:01 reachable
			  + host neighbours: 192.168.1.10 dev eth0 02:00:00:00:00:10 reachable
			  + host connections: tcp 192.168.1.10:40000 > 192.168.1.50:8888 answers 192.168.122.11:80 > 192.168.1.10:40000 CLOSE
			  + server neighbours: 192.168.1.50 dev eth0 02:00:00:00:00:50 delay
			Nothing was sent; --commit does it.
			"
		`);
	});

	it('where a frame ends, and for whom', () => {
		const {shows} = labShell('ovs-access-trunk');
		expect(shows('host', 'trace vnet1 from 02:00:00:00:00:99 to vm2 vlan 30 type 0x88b5')).toMatchInlineSnapshot(`
			"host/vnet1: gets frame > vm2, VLAN 30, 52:54:00:00:00:02
			    no cached flow matches, 0 masks tried  [fast_path_processing, ovs_dp_process_packet]
			    upcall: ovs-vswitchd has to look at it  [handle_packet_upcall, ovs_dp_upcall]
			    through the tables of br0  [xlate_actions]
			    table 0: priority 0 matches: *  [rule_dpif_lookup_from_table, classifier_lookup]
			    action NORMAL  [do_xlate_actions]
			    vnet1 (access) does not take a frame in VLAN 30: an access port takes no tagged frame  [input_vid_is_valid]
			    disallowed VLAN VID for this input port, dropping  [xlate_report]
			    NORMAL had to look at dl_vlan=30,dl_src=02:00:00:00:00:99,dl_dst=52:54:00:00:00:02: the megaflow pins it  [find_match_wc, xlate_normal, xlate_wc_init]
			    cached as a megaflow: recirc_id(0),in_port(vnet1),eth(src=02:00:00:00:00:99,dst=52:54:00:00:00:02),eth_type(0x8100),vlan(vid=30),encap(eth_type(0x88b5)) → drop  [process_upcall, handle_upcalls]
			    DROP: an access port takes no tagged frame, not even one of its own VLAN  [input_vid_is_valid]
			Delivered to: nobody
			Ended at: host/vnet1 (an access port takes no tagged frame, not even one of its own VLAN)

			Afterwards:
			  + host megaflows: recirc_id(0),in_port(vnet1),eth(src=02:00:00:00:00:99,dst=52:54:00:00:00:02),eth_type(0x8100),vlan(vid=30),encap(eth_type(0x88b5)) actions:drop
			Nothing was sent; --commit does it.
			"
		`);
	});

	it('the same as JSON', () => {
		const {shows} = labShell('linux-vlan-filtering');
		const {notes, journeys, consequences, stopped, committed} = JSON.parse(shows('host', 'trace vm1 -j'));
		expect({notes, consequences, stopped, committed}).toMatchInlineSnapshot(`
			{
			  "committed": false,
			  "consequences": [
			    {
			      "about": "br0: 52:54:00:00:00:01 VLAN 10",
			      "kind": "added",
			      "machine": "host",
			      "says": "on vnet1",
			      "table": "stations",
			    },
			    {
			      "about": "sw0: 52:54:00:00:00:01 VLAN 10",
			      "kind": "added",
			      "machine": "sw0",
			      "says": "on p1",
			      "table": "stations",
			    },
			  ],
			  "notes": [],
			  "stopped": false,
			}
		`);
		expect(journeys[0]).toMatchObject({
			delivered: [],
			way: {
				place: 'vm1',
				frame: {name: 'ARP who-has 10.0.0.2'},
				next: [
					{
						facts: expect.arrayContaining([
							{kind: 'refused', source: 'br_allowed_egress', text: 'not by host/vnet2: the VLAN is not in the set of the port'},
						]),
					},
				],
			},
		});
	});
});

describe('understands', () => {
	it.each([
		['hex 02 00 00 00 00 02 020000000001 88b5 00', 'sends frame > 02:00:00:00:00:02, 02:00:00:00:00:02'],
		['from vm2 to broadcast vlan 7 vlan 9', 'sends ARP who-has 10.0.0.2, VLAN 7/9, ff:ff:ff:ff:ff:ff'],
		['udp 10.0.0.255 port 67', 'sends UDP port 67, ff:ff:ff:ff:ff:ff'],
		['ping 239.1.1.1', 'sends ICMP echo request 1, 01:00:5e:01:01:01'],
		['in type 0x88b5', 'gets frame > broadcast, ff:ff:ff:ff:ff:ff'],
		['tcp vm2 ttl 1', 'sends TCP SYN port 80, 52:54:00:00:00:02'],
	])('%s', (words, said) => {
		const {shows} = labShell('starter');
		expect(shows('host', `trace vm1 ${words}`)).toContain(`vm1: ${said}\n`);
	});

	it.each([
		['', 'Usage: trace DEVICE'],
		['--help', 'Usage: trace DEVICE'],
	])('"%s" as a wish for help', (words, said) => {
		expect(labShell('starter').shows('host', `trace ${words}`)).toContain(said);
	});

	it.each([
		['tap9', 'trace: there is no device "tap9" on this machine; did you mean "tap1"?\n'],
		['tap1 pnig vm2', 'trace: what is "pnig"? Did you mean "ping"?\n'],
		['tap1 to nobody', 'trace: to: "nobody" is no MAC, no machine and no MACHINE/DEVICE\n'],
		['tap1 from broadcast', 'trace: from: "broadcast" is a group address; no frame comes from a group\n'],
		['tap1 ping 10.0.0.300', 'trace: ping: "10.0.0.300" is no IPv4 address and no machine that has one\n'],
		['tap1 ping 10.0.0.77', 'trace: nobody in this lab has 10.0.0.77; say to MAC, or ask first: arp who-has 10.0.0.77\n'],
		['tap1 vlan 4096', 'trace: vlan: "4096" is no number from 0 to 4095\n'],
		['tap1 ping vm2 udp vm2', 'trace: a frame carries one thing; "udp" is the second\n'],
		['tap1 hex 0102', 'trace: hex: a frame is 14 to 9014 octets, two hexadecimal digits each\n'],
		['tap1 ping', 'trace: ping needs a value\n'],
		['eth0 arp', 'trace: arp: say for whom: arp who-has IP\n'],
	])('not "%s"', (words, said) => {
		const {stdout, stderr, status} = labShell('starter').type('host', `trace ${words}`);
		expect({stdout, status}).toEqual({stdout: '', status: 1});
		expect(stderr).toContain(said);
	});
});

describe('in a world where other frames fly', () => {
	it('tells only what comes of its own', () => {
		const history = openLab('linux-vlan-filtering');
		const {world} = history;
		const machine = machineNamed(world, 'vm1')?.id as number;
		input(history, {kind: 'change', change: {kind: 'ping', machine, address: 0x0a00_0002, count: 1, interval: 1e9, payload: 56}});
		expect(isQuiet(world)).toBe(false);
		const {stdout} = run(fork(history), 'trace vm2 type 0x88b5 from 02:00:00:00:00:77');
		expect(stdout).toMatchInlineSnapshot(`
			"vm2: sends frame > broadcast, ff:ff:ff:ff:ff:ff
			\`-- host/vnet2: VLAN 20 by the port (PVID)  [__allowed_ingress]
			    |   02:00:00:00:00:77 is new: learned on host/vnet2  [br_fdb_update]
			    |   group address: flood to every port that may have it  [br_handle_frame_finish, br_flood]
			    |   leaves host/eth0 with tag, VLAN 20  [br_handle_vlan]
			    |   not by host/vnet2: it is the ingress and reflective relay is off: not sent back  [should_deliver]
			    |   not by host/vnet1: the VLAN is not in the set of the port  [br_allowed_egress]
			    |   not by host/br0: the VLAN is not in the set of the port  [br_allowed_egress]
			    \`-- p1: VLAN 20 by its tag  [IEEE 802.1Q-2018 6.9, 8.6.2]
			            02:00:00:00:00:77 is new: learned on p1  [IEEE 802.1Q-2018 8.7]
			            group address: flood to every port that may have it  [IEEE 802.1Q-2018 8.6.3]
			            not by p1: it is the ingress and reflective relay is off: not sent back  [IEEE 802.1Q-2018 8.6.1, 8.6.4]
			            not by p2: the VLAN is not in the set of the port  [IEEE 802.1Q-2018 8.6.1, 8.6.4]
			            DROP: no port took a copy  [br_flood]
			Delivered to: nobody
			Ended at: p1 (no port took a copy)

			Afterwards:
			  + host stations: br0: 02:00:00:00:00:77 VLAN 20 on vnet2
			  + sw0 stations: sw0: 02:00:00:00:00:77 VLAN 20 on p1
			Nothing was sent; --commit does it.
			"
		`);
	});

	it('stops a storm', () => {
		const {type, shows} = labShell('starter');
		for (const line of [
			'ip link add bra type bridge; ip link add brb type bridge',
			'ip link add va type veth peer name vb; ip link add wa type veth peer name wb',
			'ip link set va master bra up; ip link set wa master bra up; ip link set vb master brb up; ip link set wb master brb up',
			'ip link set bra up; ip link set brb up',
		])
			expect(type('host', line).stderr).toBe('');
		expect(shows('host', 'trace bra')).toContain('DROP: it went round and round: a broadcast storm, stopped here');
	});
});
