/*
 * The commands that set up a recording of the kernel
 *
 * Recordings of bridges and macvlans say what stood there, not what was typed. These are the lines that a user
 * types for it, on machines that have nothing: pairs of devices first, in the order of the recorder, which gives
 * the ports their numbers, then bridges, ports, macvlans, and what is put into tables by hand.
 */
import {PORT_STATES} from '../../source/engine/devices/bridge/bridge-device.js';
import {attachmentsOf} from '../../source/replay/attachments.js';
import type {KernelDevice, Recording} from '../../source/replay/recording-schema.js';

export interface TypedLine {
	machine: string;
	line: string;
}

type Config = NonNullable<KernelDevice['config']>;
interface End {
	device: string;
	port: string;
	mac?: string | undefined;
}

/** Names of the machines on which the lines are typed. */
export function machinesOf({device, peers, endpoints}: Recording): string[] {
	return [device.name, ...peers.map(({name}) => name), ...endpoints.filter(({local}) => !local).map(({name}) => name)];
}

export function linesOf(recording: Recording): {standing: TypedLine[]; byHand: TypedLine[]} {
	const {device, links, endpoints, peers} = recording;
	if (device.type === 'ovs') throw new Error('the set-up of Open vSwitch is in its recordings');
	const parents = device.parents ?? [];
	const bridges = [...(device.type === 'linux-bridge' ? [device] : []), ...peers.flatMap((peer) => (peer.type === 'ovs' ? [] : [peer]))];
	const standing = [
		...links.map(({ends: [a, b]}) => pair(a, b)),
		...parents.map(({name, mac, uplink}) => pair({device: device.name, port: name, mac}, uplink)),
		...endpoints.flatMap(({name, mac, port}) => (port ? [pair({...port, port: port.name}, {device: name, port: 'eth0', mac})] : [])),
		...bridges.flatMap(({name, config}) => bridgeLines(name, config ?? {}, recording)),
		...parents.map(({name}) => ({machine: device.name, line: `ip link set ${name} up`})),
		...endpoints.flatMap((endpoint) => stationLines(endpoint, device.name)),
		...bridges.map(({name}) => ({machine: name, line: `ip link set ${name} up`})),
	];
	return {standing, byHand: [...bridges.flatMap(({name, config}) => promiscuous(name, config)), ...tableLines(device)]};
}

function pair(a: End, b: End): TypedLine {
	const end = ({port, mac}: End) => `${port}${mac ? ` address ${mac}` : ''}`;
	return {machine: a.device, line: `ip link add ${end(a)} type veth peer name ${end(b)} netns ${b.device}`};
}

function bridgeLines(name: string, config: Config, recording: Recording): TypedLine[] {
	const on = (line: string): TypedLine => ({machine: name, line});
	const ports = attachmentsOf(recording).filter(({device}) => device === name);
	return [
		on(`ip link add ${name}${config.mac ? ` address ${config.mac}` : ''} type bridge${bridgeWords(config)}`),
		...ports.flatMap(({port, config: settings = {}}) => [
			on(`ip link set ${port} master ${name}`),
			...portWords(settings).map((words) => on(`bridge link set dev ${port} ${words}`)),
			on(`ip link set ${port} up`),
		]),
	];
}

/** Times are hundredths of a second here. */
function bridgeWords({mac: _mac, promisc: _promisc, showMdb: _mdb, showBpduFdb: _fdb, ...options}: Config): string {
	const words: Record<keyof typeof options, (value: number) => string> = {
		ageing: (value) => `ageing_time ${value * 100}`,
		stp: (value) => `stp_state ${value}`,
		priority: (value) => `priority ${value}`,
		forwardDelay: (value) => `forward_delay ${value * 100}`,
		helloTime: (value) => `hello_time ${value * 100}`,
		maxAge: (value) => `max_age ${value * 100}`,
		groupFwdMask: (value) => `group_fwd_mask ${value}`,
		noLinklocalLearn: (value) => `no_linklocal_learn ${value}`,
		mcastSnooping: (value) => `mcast_snooping ${value}`,
		mcastQuerier: (value) => `mcast_querier ${value}`,
		// The recorder's kernel has it only where a recording switches it on.
		vlanFiltering: (value) => (value ? 'vlan_filtering 1' : ''),
		vlanDefaultPvid: (value) => `vlan_default_pvid ${value}`,
		fdbMaxLearned: (value) => `fdb_max_learned ${value}`,
	};
	return Object.entries(options)
		.map(([key, value]) => words[key as keyof typeof options](Number(value)))
		.filter((word) => word !== '')
		.map((word) => ` ${word}`)
		.join('');
}

type PortConfig = NonNullable<Recording['links'][number]['ends'][number]['config']>;

function portWords(config: PortConfig): string[] {
	const toggle = (word: string) => (value: unknown) => `${word} ${value ? 'on' : 'off'}`;
	const number = (word: string) => (value: unknown) => `${word} ${value}`;
	const words: Record<keyof PortConfig, (value: unknown) => string> = {
		state: (value) => `state ${PORT_STATES.indexOf(value as (typeof PORT_STATES)[number])}`,
		priority: number('priority'),
		cost: number('cost'),
		learning: toggle('learning'),
		flood: toggle('flood'),
		mcastFlood: toggle('mcast_flood'),
		bcastFlood: toggle('bcast_flood'),
		hairpin: toggle('hairpin'),
		isolated: toggle('isolated'),
		locked: toggle('locked'),
		mab: toggle('mab'),
		guard: toggle('guard'),
		rootBlock: toggle('root_block'),
		fastLeave: toggle('fastleave'),
		groupFwdMask: number('group_fwd_mask'),
		multicastRouter: number('mcast_router'),
	};
	return Object.entries(config).map(([key, value]) => words[key as keyof PortConfig](value));
}

/** A station comes up: the far end of a port, or a macvlan that is made in it. */
function stationLines({name, mac, port, macvlan}: Recording['endpoints'][number], host: string): TypedLine[] {
	const up = {machine: name, line: 'ip link set eth0 up'};
	if (port) return [up];
	if (!macvlan) return [];
	const {parent, mode, allowed = [], nodst, nopromisc, bcqueuelen} = macvlan;
	const words = [
		`ip link add link ${parent} name eth0 address ${mac} netns ${name} type macvlan mode ${mode}`,
		...(nodst ? ['flag nodst'] : []),
		...(nopromisc ? ['flag nopromisc'] : []),
		...(bcqueuelen === undefined ? [] : [`bcqueuelen ${bcqueuelen}`]),
	];
	const sources = allowed.map((address) => ({machine: name, line: `ip link set eth0 type macvlan macaddr add ${address}`}));
	// One in passthru mode is made with the address of its parent, and gives it another only afterwards.
	const readdress = mode === 'passthru' ? [{machine: name, line: `ip link set eth0 address ${mac}`}] : [];
	return [{machine: host, line: words.join(' ')}, ...readdress, ...sources, up];
}

function promiscuous(name: string, config: Config | undefined): TypedLine[] {
	return config?.promisc ? [{machine: name, line: `ip link set ${name} promisc on`}] : [];
}

function tableLines({name, staticFdb = [], mdb = []}: KernelDevice): TypedLine[] {
	const vlanWords = (vlan: number | undefined, word: string) => (vlan === undefined ? '' : ` ${word} ${vlan}`);
	return [
		...staticFdb.map(
			({mac, port, vlan, type, flags}) =>
				`bridge fdb add ${mac} dev ${port} master ${[type, ...flags].join(' ')}${vlanWords(vlan, 'vlan')}`,
		),
		...mdb.map(
			({port, group, vlan, state = 'permanent'}) =>
				`bridge mdb add dev ${name} port ${port} grp ${group} ${state}${vlanWords(vlan, 'vid')}`,
		),
	].map((line) => ({machine: name, line}));
}
