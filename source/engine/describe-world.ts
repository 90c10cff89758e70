/** World to lab: the same lab that would build this world, for saving, sharing and export. State that traffic made (FDB, ARP) is not part of a lab. */
import {describeUserNetwork, describeVmnet, linkEnd} from './describe-hosted.js';
import {describeOvs, describeOvsBridge} from './describe-ovs.js';
import {describeAddresses, describePrograms} from './describe-programs.js';
import {describeAdapter, describeFailover, describeVf} from './describe-sriov.js';
import {describeGretap, describeVxlan} from './describe-tunnels.js';
import {describeManager, describeVmknic, describeVmwareSwitch} from './describe-vmware.js';
import type {Device} from './device.js';
import {type BondDevice, slaveOf} from './devices/bonding/bond-device.js';
import type {Bridge, BridgePort} from './devices/bridge/bridge-device.js';
import {TPID_8021AD} from './frame.js';
import {isJack} from './hosted/plug.js';
import type {Lab, LabDevice} from './lab.js';
import {describeController} from './lab-controller.js';
import {describeNat} from './lab-nat.js';
import {formatMac} from './mac.js';
import {tcCommands} from './tc/command-lines.js';
import {deviceAt, deviceOfKind, machineOf, pathOf, type World} from './world.js';

/** Describes the devices, links and configuration of `world`. `rows` is the layout it is drawn in. */
export function describeWorld(world: World, seed: number, rows: string[][] = []): Lab {
	return {
		about: {},
		seed,
		machines: world.machines
			.filter((machine) => machine.devices.length > 0 && machine.role !== 'service')
			.map((machine) => ({
				name: machine.name,
				role: machine.role as Lab['machines'][number]['role'],
				...(machine.collector ? {collects: [...machine.collector.ports]} : {}),
				...describePrograms(world, machine),
				...describeNat(machine),
				...describeOvs(machine),
				...describeController(machine.controller),
				...describeManager(world, machine),
				devices: machine.devices.flatMap((id) => describeDevice(world, deviceAt(world, id)) ?? []),
			})),
		links: world.links
			.filter((link) => link.ends.every((end) => deviceAt(world, end).present))
			.flatMap(({ends, kind, latency}) => {
				const [a, b] = ends.map((end) => linkEnd(world, end));
				return a === undefined || b === undefined ? [] : [{ends: [a, b] as [string, string], kind, latency}];
			}),
		setup: world.machines.flatMap(({name, devices}) =>
			devices.flatMap((id) => tcCommands(world, deviceAt(world, id)).map((run) => ({on: name, run}))),
		),
		rows,
	};
}

function describeDevice(world: World, device: Device): LabDevice | undefined {
	// A slave has the bond's MAC and MTU only as long as it is one.
	const bond = deviceOfKind(world, device.master, 'bond');
	const own = bond && slaveOf(bond, device.id);
	const common = {
		name: device.name,
		mac: formatMac(own?.permanentMac ?? device.mac),
		mtu: own?.originalMtu ?? device.mtu,
		up: device.up,
		...describeAddresses(world, device),
	};
	switch (device.kind) {
		case 'nic':
			return isJack(world, device)
				? undefined
				: {...common, kind: 'nic', ...describeAdapter(device), speed: device.speed, ...(device.wireless ? {wireless: true} : {})};
		case 'macvlan':
		case 'macvtap': {
			const {kind, mode, nodst, nopromisc, bcqueuelen} = device;
			return {
				...common,
				kind,
				lower: pathOf(world, device.lower),
				mode,
				sources: device.sources.map(formatMac),
				nodst,
				nopromisc,
				bcqueuelen,
			};
		}
		case 'vlan':
			return {
				...common,
				kind: 'vlan',
				lower: pathOf(world, device.lower),
				vid: device.vid,
				protocol: device.protocol === TPID_8021AD ? '802.1ad' : '802.1Q',
			};
		case 'vf':
			return describeVf(world, device, common);
		case 'failover':
			return describeFailover(world, device, common);
		case 'bridge':
			return describeBridge(world, device, common);
		case 'bond':
			return describeBond(world, device, common);
		case 'vmnet':
			return describeVmnet(world, device, common);
		case 'user-network':
			return describeUserNetwork(world, device, common);
		case 'vxlan':
			return describeVxlan(world, device, common);
		case 'gretap':
			return describeGretap(world, device, common);
		case 'vlan-switch': {
			const {ageing, tableSize} = device;
			const ports = device.ports.map(({mode, vlan, allowed, tagNative, accepts, device: id}) => ({
				device: deviceAt(world, id).name,
				mode,
				vlan,
				...(allowed ? {allowed} : {}),
				tagNative,
				accepts,
			}));
			return {...common, kind: 'vlan-switch', ageing: ageing / SECOND, tableSize, ports};
		}
		case 'vmware-switch':
			return describeVmwareSwitch(world, device, common);
		case 'vmknic':
			return describeVmknic(world, device, common);
		// Of these the local port of a bridge stands for the bridge; the daemon makes the others from its database.
		case 'ovs-internal':
			return describeOvsBridge(world, machineOf(world, device.id), common);
		case 'datapath':
			return undefined;
		default:
			return device satisfies never;
	}
}

const SECOND = 1_000_000_000;

function describeBridge(world: World, bridge: Bridge, {mac, ...common}: Omit<LabDevice, 'kind'>): LabDevice {
	const {stp} = bridge;
	return {
		...common,
		// A MAC that follows the ports is not configuration.
		...(bridge.macIsFixed && mac !== undefined ? {mac} : {}),
		kind: 'bridge',
		ports: bridge.ports.map((port) => describePort(deviceAt(world, port.device).name, port, stp.enabled)),
		options: {
			ageing: bridge.ageing / SECOND,
			stp: stp.enabled,
			priority: stp.priority,
			forwardDelay: stp.bridgeForwardDelay / SECOND,
			helloTime: stp.bridgeHelloTime / SECOND,
			maxAge: stp.bridgeMaxAge / SECOND,
			groupFwdMask: bridge.groupFwdMask,
			noLinklocalLearn: bridge.noLinklocalLearn,
			mcastSnooping: bridge.mcast.snooping,
			mcastQuerier: bridge.mcast.querier,
			vlanFiltering: bridge.vlanFiltering,
			vlanDefaultPvid: bridge.vlanDefaultPvid,
			fdbMaxLearned: bridge.fdbMaxLearned,
		},
	};
}

function describeBond(world: World, bond: BondDevice, {mac, ...common}: Omit<LabDevice, 'kind'>): LabDevice {
	const {options, slaves} = bond;
	const {mode, miimon, primary, xmitHashPolicy, peerNotifications, allSlavesActive, minLinks, adSelect} = options;
	// Taken from its first slave, or random: not configuration.
	const isFixed = !bond.macIsRandom && bond.mac !== slaves[0]?.permanentMac;
	return {
		...common,
		...(isFixed && mac !== undefined ? {mac} : {}),
		kind: 'bond',
		slaves: slaves.map(({device}) => deviceAt(world, device).name),
		options: {
			mode,
			miimon,
			...(miimon > 0 ? {updelay: options.updelay * miimon, downdelay: options.downdelay * miimon} : {}),
			...(mode === 'active-backup' && primary !== '' ? {primary} : {}),
			primaryReselect: options.primaryReselect,
			xmitHashPolicy,
			peerNotifications,
			allSlavesActive,
			minLinks,
			adSelect,
			...(mode === 'balance-rr' ? {packetsPerSlave: options.packetsPerSlave} : {}),
			...(mode === '802.3ad' ? describeLacp(options) : {}),
		},
	};
}

function describeLacp({lacpActive, lacpFast, systemPriority, userPortKey, actorSystem}: BondDevice['options']) {
	return {lacpActive, lacpFast, systemPriority, userPortKey, ...(actorSystem === 0 ? {} : {actorSystem: formatMac(actorSystem)})};
}

function describePort(device: string, port: BridgePort, stpDecides: boolean) {
	const {priority, learning, flood, mcastFlood, bcastFlood, hairpin, isolated, locked, mab, guard, rootBlock, fastLeave, groupFwdMask} =
		port;
	return {
		device,
		priority,
		learning,
		flood,
		mcastFlood,
		bcastFlood,
		hairpin,
		isolated,
		locked,
		mab,
		guard,
		rootBlock,
		fastLeave,
		groupFwdMask,
		...(port.costIsFixed ? {cost: port.cost} : {}),
		// Only a state set by hand is configuration; the rest follows from carrier and spanning tree.
		...(!stpDecides && (port.state === 'listening' || port.state === 'learning') ? {state: port.state} : {}),
	};
}
