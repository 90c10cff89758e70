/**
 * The outputs of the real Open vSwitch 3.1 in known states, byte for byte.
 *
 * The recorded machine ran the userspace datapath on veth devices, without the start script, and its tools wrote into a pipe. Masked is only
 * what it made up: UUIDs, times, and its directory. Ports, rows and flows come out of hash tables there, so lines are compared
 * in alphabetical order where that shows, and lists of datapath actions by what they send. Statistics in the
 * database were five seconds old at most: there they are not compared.
 */
import {describe, expect, it} from 'vitest';
import {execute} from '../../source/console/console.js';
import {buildFrame, ETHERTYPE, type Frame, pushTag, TPID_8021Q} from '../../source/engine/frame.js';
import {createHistory, type History, input, settle} from '../../source/engine/history.js';
import type {LabFile} from '../../source/engine/lab.js';
import {BROADCAST, toMac} from '../../source/engine/mac.js';
import {deviceAtPath, machineNamed} from '../../source/engine/world.js';
import {meaningOf} from '../../source/replay/ovs-compare.js';
import {type Block, blocksOf} from './golden-blocks.js';
import {worldOf} from './tool-lab.js';

const NICS = {
	p1: '86:dd:b9:e3:d6:63',
	p2: '62:b4:9a:dc:e2:9b',
	p3: 'be:51:67:f1:5a:dd',
	p4: '6a:95:bb:96:5c:45',
	p5: '92:c6:89:91:32:af',
	b1: 'c6:d7:c4:ad:4a:7d',
	b2: 'b2:7a:7d:06:17:8c',
};

/** A host with seven veth devices, a station behind each. */
const LAB: LabFile = {
	machines: [
		{name: 'host', role: 'host', ovs: {release: '3.1'}, devices: Object.entries(NICS).map(([name, mac]) => ({kind: 'nic', name, mac}))},
		...Object.keys(NICS).map((name, index) => ({
			name: `at-${name}`,
			role: 'vm' as const,
			devices: [{kind: 'nic' as const, name: 'eth0', mac: `02:00:00:00:0f:0${index}`}],
		})),
	],
	links: Object.keys(NICS).map((name) => ({ends: [`host/${name}`, `at-${name}/eth0`], kind: 'virtual'})),
};

const SWITCH = [
	'ovs-vsctl clear Open_vSwitch . ovs_version',
	'ovs-vsctl add-br br0 -- set Bridge br0 datapath_type=netdev fail_mode=standalone other_config:hwaddr=02:00:00:00:b0:00',
	'ovs-vsctl add-port br0 p1 tag=10 -- set Interface p1 ofport_request=1',
	'ovs-vsctl add-port br0 p2 tag=10 -- set Interface p2 ofport_request=2',
	'ovs-vsctl add-port br0 p3 tag=20 -- set Interface p3 ofport_request=3',
	'ovs-vsctl add-port br0 p4 trunks=10,20 -- set Interface p4 ofport_request=4',
	'ovs-vsctl add-port br0 p5 -- set Interface p5 ofport_request=5',
	// The recorded daemon took b2 first, so that its datapath has it first.
	'ovs-vsctl add-bond br0 bond0 b2 b1 -- set Interface b1 ofport_request=11 -- set Interface b2 ofport_request=12',
	'ovs-vsctl -- --id=@p get Port p5 -- --id=@m create Mirror name=m0 select_all=true output_port=@p -- add Bridge br0 mirrors @m',
	'ovs-appctl bond/set-active-member bond0 b1',
	'ip link set br0 up',
];

const FLOWS = [
	'priority=100,dl_src=02:00:00:00:00:09,actions=drop',
	'priority=10,ip,in_port=1,nw_dst=10.0.0.0/24,actions=mod_vlan_vid:30,output:4',
	'cookie=5,idle_timeout=60,priority=10,tcp,in_port=2,tp_dst=80,actions=resubmit(,1)',
	'table=1,actions=output:3,output:4,in_port',
	'table=1,hard_timeout=30,dl_vlan=10,dl_vlan_pcp=3,actions=strip_vlan,normal',
	'arp,actions=flood',
	'table=2,dl_dst=01:00:00:00:00:00/01:00:00:00:00:00,actions=all',
].map((flow) => `ovs-ofctl add-flow br0 '${flow}'`);

const GROUP = "ovs-ofctl -O OpenFlow13 add-group br0 'group_id=1,type=all,bucket=output:2,bucket=output:3'";
const PIPELINE = [
	GROUP,
	"ovs-ofctl -O OpenFlow13 add-flow br0 'priority=500,dl_type=0x1234,actions=group:1'",
	"ovs-ofctl -O OpenFlow13 add-flow br0 'priority=500,dl_type=0x1235,actions=write_actions(output:3),goto_table:5'",
	"ovs-ofctl -O OpenFlow13 add-flow br0 'table=5,actions=push_vlan:0x8100,set_field:4106->vlan_vid,output:4'",
];

const ANNOUNCED = ['p1 10 02:00:00:00:00:01', 'p2 10 02:00:00:00:00:02', 'p3 20 02:00:00:00:00:03', 'p2 10 02:00:00:00:00:77'].map(
	(station) => `ovs-appctl fdb/add br0 ${station}`,
);

class Stage {
	readonly history: History = createHistory(worldOf(LAB));

	constructor() {
		settle(this.history);
		this.type(...SWITCH);
		this.wait(1);
	}

	/** Types lines that must go well. */
	type(...lines: string[]): void {
		for (const line of lines) {
			const {stderr, status} = this.ask(line);
			if (status !== 0) throw new Error(`${line}: ${stderr}`);
		}
	}

	ask(line: string, machine = 'host') {
		return execute(this.history, {machine: machineNamed(this.history.world, machine)?.id ?? -1, piped: true}, line);
	}

	wait(seconds: number): void {
		input(this.history, {kind: 'wait', duration: seconds * 1_000_000_000});
		settle(this.history);
	}

	/** Device `path` sends a frame of station `from`, tagged with `vid` unless that is 0. */
	send(path: string, from: string, to: string | undefined, vid = 0): void {
		const device = deviceAtPath(this.history.world, path);
		const mac = (octet: string) => toMac(`02:00:00:00:${octet}`);
		const dst = to === undefined ? BROADCAST : mac(to);
		const bare = buildFrame({dst, src: mac(from), etherType: ETHERTYPE.experimental, payload: new Uint8Array(46)});
		const frame: Frame = vid === 0 ? bare : pushTag(bare, {tpid: TPID_8021Q, vid, pcp: 0, dei: false});
		input(this.history, {kind: 'frame', device: device?.id ?? -1, frame});
		settle(this.history);
	}
}

/** Frames of the stations: twelve, of which four find an answer in the cache. */
function traffic(stage: Stage): void {
	stage.send('at-p1/eth0', '00:01', undefined);
	stage.send('at-p1/eth0', '00:01', undefined);
	stage.send('at-p1/eth0', '00:01', '00:02');
	stage.send('at-p1/eth0', '00:01', '00:02');
	stage.send('at-p2/eth0', '00:02', '00:01');
	stage.send('at-p2/eth0', '00:02', '00:01');
	stage.send('at-p3/eth0', '00:03', undefined);
	stage.send('at-p3/eth0', '00:03', undefined);
	stage.send('at-p4/eth0', '00:04', '00:01', 10);
	stage.wait(1);
	stage.send('at-p4/eth0', '00:04', '00:03', 20);
	stage.send('host/br0', 'b0:00', undefined);
	stage.send('at-b1/eth0', 'ee:01', undefined, 10);
	stage.wait(0.5);
}

type Preparation = (stage: Stage) => void;

const type =
	(...lines: string[]): Preparation =>
	(stage) =>
		stage.type(...lines);

/** What has to be done before the blocks under a title, by file; a title that is not here goes on from the one before. */
const PREPARATIONS: Readonly<Record<string, Readonly<Record<string, Preparation>>>> = {
	'ovs-version': {},
	'ovs-vsctl-show': {
		'fail mode set, plus a second bridge joined by patch ports and a fake bridge': (stage) => {
			traffic(stage);
			stage.send('at-p1/eth0', '00:01', '00:02');
			stage.type('ovs-vsctl set-fail-mode br0 secure');
		},
	},
	'ovs-vsctl-list': {'': traffic},
	'ovs-appctl-dpif-show': {'': traffic},
	'ovs-appctl-bond-show': {
		'b1 lost carrier': (stage) => {
			stage.ask('ip link set eth0 down', 'at-b1');
			stage.wait(1);
		},
	},
	'ovs-appctl-fdb-show': {
		'learned, LOCAL, bond (by member port number) and one static entry (fdb/add)': (stage) => {
			traffic(stage);
			stage.type('ovs-appctl fdb/add br0 p2 10 02:00:00:00:00:77');
		},
	},
	'ovs-appctl-mdb-show': {'': type('ovs-vsctl set Bridge br0 mcast_snooping_enable=true')},
	'ovs-appctl-dpctl-dump-flows': {'NORMAL with VLANs, mirror and bond; port numbers': traffic},
	'ovs-appctl-ofproto-trace': {
		'dropped by an ACL flow': (stage) => {
			traffic(stage);
			// It had failed over before.
			stage.type('ovs-appctl bond/set-active-member bond0 b2', ...FLOWS, ...PIPELINE);
		},
	},
	'ovs-ofctl-dump-flows': {
		'the default flow': traffic,
		'several tables': type(...FLOWS),
		'goto_table, write_actions, group, push_vlan (OpenFlow 1.3)': (stage) => {
			stage.send('at-p1/eth0', '00:01', '00:02');
			stage.wait(1);
			stage.type(...PIPELINE);
		},
		"traps: nw_dst without 'ip' is silently dropped from the match (only a log line): this flow drops EVERYTHING":
			type('ovs-ofctl del-flows br0'),
		'goto_table over OpenFlow 1.0 becomes resubmit; the same flow seen through 1.0 and 1.3': type('ovs-ofctl del-flows br0'),
		'no flows': type('ovs-ofctl del-flows br0'),
	},
	'ovs-ofctl-dump-groups': {'': type(...PIPELINE.slice(0, 2))},
	'ovs-ofctl-show': {
		'': (stage) => {
			traffic(stage);
			// Four stations were known when the bond changed over, and announced.
			stage.type('ovs-appctl fdb/flush br0', ...ANNOUNCED);
			stage.ask('ip link set eth0 down', 'at-b1');
			stage.wait(1);
		},
	},
};

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

function masked(text: string): string {
	return text
		.trimEnd()
		.replace(UUID, 'UUID')
		.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, 'DATE')
		.replace(/duration=[\d.]+s/g, 'duration=T')
		.replace(/idle_age=\d+/g, 'idle_age=T')
		.replace(/used:[\d.]+s/g, 'used:T')
		.replace(/(?<=\d\d {1,4})\d$/gm, 'AGE')
		.replace(/^(statistics +: ).*/gm, '$1…')
		.replace('"/var/run/openvswitch"', '"/var/log/openvswitch"')
		.replace(/dump duration : \d+ms/, 'dump duration : T')
		.replace(/\(avg \d+\)/, '(avg N)')
		.replace(/^ {2}\d+: \(keys/m, '  THREAD: (keys')
		.replace(/(?<=actions:|Datapath actions: )[^ ]*?(?=$|, dp-extra)/gm, (actions) => meaningOf(actions).join(' + '));
}

/** What comes out of a hash table: whole paragraphs of a listing, or lines. */
function ordered(command: string, text: string): string {
	if (/--columns=name,tag/.test(command)) return text.split('\n\n').sort().join('\n\n');
	if (/vsctl (?:show|-f table)|dump-flows|fdb\/show/.test(command)) return text.split('\n').sort().join('\n');
	if (/dump-ports br0/.test(command))
		return text
			.split(/\n(?= {2}port)/)
			.sort()
			.join('\n');
	return text;
}

/** Other programs, and versions of iproute2 and the kernel that the tools of the lab do not pretend to have. */
const OTHERS = /^(?:ip -V|bridge -V|brctl --version|uname)/;

describe.each(Object.entries(PREPARATIONS))('%s', (file, preparations) => {
	const blocks = blocksOf(file).filter(({command}) => !OTHERS.test(command));
	let stage: Stage | undefined;
	let title: string | undefined;

	it.each(blocks)('$title: $command', (block: Block) => {
		stage ??= new Stage();
		if (block.title !== title) preparations[block.title]?.(stage);
		title = block.title;
		const [command = '', lines] = block.command.split(' | head -');
		const {stdout, stderr, status} = stage.ask(command);
		const end = status === 0 ? '' : `\n[exit status ${status}]`;
		const plain = (text: string) => ordered(block.command, masked(text));
		const said = lines === undefined ? `${stdout}${stderr}` : stdout.split('\n').slice(0, Number(lines)).join('\n');
		expect(plain(said) + end).toBe(plain(block.output.replace(/\n\[exit status \d+\]\n*$/, '\n')) + end);
	});

	it('has a preparation for no title that is not in the file', () => {
		const titles = new Set(blocks.map((block) => block.title));
		expect(Object.keys(preparations).filter((known) => !titles.has(known))).toEqual([]);
	});
});
