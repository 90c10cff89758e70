/*
 * The commands that set up Open vSwitch for a recording
 *
 * A recording says what was typed, and that is typed again. Where it does not, the lines are made from its device
 * in the order of the recorder: bridges with ports and bonds, patch ports, mirrors, flags of ports, static
 * stations, groups, flows, and at last the first member of a bond as the active one, which is chance otherwise.
 */
import type {OvsDevice} from './ovs-schema.js';
import type {Recording} from './recording-schema.js';

/** Lines for the prompt of the host. */
export function setupLines({device, peers, links, initial}: Recording): string[] {
	if (initial.setup) return initial.setup;
	const bridges = [device, ...peers].filter((each): each is OvsDevice => each.type === 'ovs');
	return [
		...bridges.flatMap((bridge) => [addBridge(bridge), ...bridge.ports.map((port) => addPort(bridge, port)), ...addBonds(bridge)]),
		...links.flatMap(({ends: [a, b]}) => [patchPort(a, b.port), patchPort(b, a.port)]),
		...bridges.flatMap(addMirrors),
		...bridges.flatMap((bridge) => [...setFlags(bridge), ...addStations(bridge), ...addGroups(bridge), ...addFlows(bridge)]),
		...bridges.flatMap(activeMembers),
	];
}

/** A word as a shell wants it. */
export function quote(word: string): string {
	return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;
}

function addBridge({name, config = {}}: OvsDevice): string {
	const {failMode, mac, otherConfig = {}, mcastSnooping, floodVlans} = config;
	const settings = [
		...(failMode ? [`fail-mode=${failMode}`] : []),
		...(mac ? [`other-config:hwaddr=${mac}`] : []),
		...Object.entries(otherConfig).map(([key, value]) => `other-config:${key}=${value}`),
		...(mcastSnooping ? ['mcast_snooping_enable=true'] : []),
		...(floodVlans?.length ? [`flood_vlans=${floodVlans.join(',')}`] : []),
	];
	return [`ovs-vsctl add-br ${name}`, ...(settings.length > 0 ? [`-- set Bridge ${name}`, ...settings] : [])].join(' ');
}

type Port = OvsDevice['ports'][number];

function columns({tag, trunks, vlanMode, cvlans, protected: isProtected, otherConfig = {}}: Omit<Port, 'name' | 'ofport'>): string {
	return [
		...(tag === undefined ? [] : [`tag=${tag}`]),
		...(trunks ? [`trunks=${trunks.join(',')}`] : []),
		...(vlanMode ? [`vlan_mode=${vlanMode}`] : []),
		...(cvlans ? [`cvlans=${cvlans.join(',')}`] : []),
		...(isProtected ? ['protected=true'] : []),
		...Object.entries(otherConfig).map(([key, value]) => `other_config:${key}=${value}`),
	]
		.map((column) => ` ${column}`)
		.join('');
}

function addPort(bridge: OvsDevice, port: Port): string {
	return `ovs-vsctl add-port ${bridge.name} ${port.name}${columns(port)}${askNumber(port)}`;
}

function askNumber({name, ofport}: {name: string; ofport?: number | undefined}): string {
	return ofport === undefined ? '' : ` -- set Interface ${name} ofport_request=${ofport}`;
}

function addBonds({name, bonds = []}: OvsDevice): string[] {
	return bonds.map((bond) => {
		const {mode, members, lacp, updelay, downdelay} = bond;
		const names = members.map((member) => member.name).join(' ');
		const own = [
			...(mode ? [` bond_mode=${mode}`] : []),
			columns(bond),
			...(lacp ? [` lacp=${lacp}`] : []),
			...(updelay === undefined ? [] : [` bond_updelay=${updelay}`]),
			...(downdelay === undefined ? [] : [` bond_downdelay=${downdelay}`]),
		];
		return `ovs-vsctl add-bond ${name} ${bond.name} ${names}${own.join('')}${members.map(askNumber).join('')}`;
	});
}

function patchPort({device, port}: {device: string; port: string}, peer: string): string {
	return `ovs-vsctl add-port ${device} ${port} -- set Interface ${port} type=patch options:peer=${peer}`;
}

function addMirrors({name: bridge, mirrors = []}: OvsDevice): string[] {
	return mirrors.map(({name, selectAll, selectSrcPort = [], selectDstPort = [], selectVlan, outputPort, outputVlan, snaplen}) => {
		const ports = new Set([...selectSrcPort, ...selectDstPort, ...(outputPort === undefined ? [] : [outputPort])]);
		const rows = (names: readonly string[]): string => names.map((port) => `@${port}`).join(',');
		return [
			'ovs-vsctl',
			...[...ports].map((port) => `-- --id=@${port} get Port ${port}`),
			`-- --id=@m create Mirror name=${name}`,
			...(selectAll ? ['select-all=true'] : []),
			...(selectSrcPort.length > 0 ? [`select-src-port=${rows(selectSrcPort)}`] : []),
			...(selectDstPort.length > 0 ? [`select-dst-port=${rows(selectDstPort)}`] : []),
			...(selectVlan?.length ? [`select-vlan=${selectVlan.join(',')}`] : []),
			...(outputPort === undefined ? [] : [`output-port=@${outputPort}`]),
			...(outputVlan === undefined ? [] : [`output-vlan=${outputVlan}`]),
			...(snaplen === undefined ? [] : [`snaplen=${snaplen}`]),
			`-- add Bridge ${bridge} mirrors @m`,
		].join(' ');
	});
}

function setFlags({name, portMods = {}}: OvsDevice): string[] {
	return Object.entries(portMods).flatMap(([port, flags]) => flags.map((flag) => `ovs-ofctl mod-port ${name} ${port} ${flag}`));
}

function addStations({name, staticFdb = []}: OvsDevice): string[] {
	return staticFdb.map(({port, vlan = 0, mac}) => `ovs-appctl fdb/add ${name} ${port} ${vlan} ${mac}`);
}

function ofctl({ofVersion}: OvsDevice): string {
	return ofVersion === undefined ? 'ovs-ofctl' : `ovs-ofctl -O ${ofVersion}`;
}

function addGroups(bridge: OvsDevice): string[] {
	return (bridge.groups ?? []).map((group) => `${ofctl(bridge)} add-group ${bridge.name} ${quote(group)}`);
}

function addFlows(bridge: OvsDevice): string[] {
	const {flows, name} = bridge;
	return flows ? [`ovs-ofctl del-flows ${name}`, ...flows.map((flow) => `${ofctl(bridge)} add-flow ${name} ${quote(flow)}`)] : [];
}

function activeMembers({bonds = []}: OvsDevice): string[] {
	return bonds.flatMap(({name, members: [first], otherConfig = {}}) =>
		first && otherConfig['bond-primary'] === undefined ? [`ovs-appctl bond/set-active-member ${name} ${first.name}`] : [],
	);
}
