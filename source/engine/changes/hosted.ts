/** Changes of virtual networks of a hosted hypervisor: networks, who is plugged in, services, forwards. */
import {type ChangeResult, DONE, refused} from '../change.js';
import {addUserNetwork} from '../hosted/add-user-network.js';
import {setPortForward} from '../hosted/forwards.js';
import type {HostedChange} from '../hosted/hosted-change.js';
import {type Hub, LIMITS, type Vmnet} from '../hosted/hub-device.js';
import {planRefusal} from '../hosted/plan.js';
import {bridgeTo, guestsOn, isJack, loosen, plug} from '../hosted/plug.js';
import {adapterMac, PLAN, presetMode, presetSubnet, serviceMac} from '../hosted/presets.js';
import {addressOn, addService, setService, startDhcp} from '../hosted/services.js';
import {startNat} from '../hosted/start-nat.js';
import {createNetdev, type DeviceId, type Nic} from '../netdev.js';
import type {Sink} from '../sink.js';
import {deviceNamed, deviceOfKind, type Machine, machineOf, peerOf, type World} from '../world.js';
import {applyLinkChange} from './link.js';
import {addToMachine} from './membership.js';

const ALONE = 'a network that is bridged has neither an adapter of the host nor services';

/** EOPNOTSUPP: the device is no such network. Other refusals stand with the changes. */
export function applyHostedChange(world: World, change: HostedChange, out: Sink): ChangeResult {
	switch (change.kind) {
		case 'add-vmnet':
			return addVmnet(world, change, out);
		case 'set-vmnet':
			return setVmnet(world, change);
		case 'add-user-network':
			return addUserNetwork(world, change, out);
		case 'plug-guest':
			return plugGuest(world, change, out);
		case 'unplug-guest':
			return unplugGuest(world, change.device, out);
		case 'set-service': {
			const service = hubAt(world, change.device)?.[change.service];
			if (!service) return refused('ENOENT');
			if (service.on !== change.on) setService(world, service, change.on, out);
			return DONE;
		}
		case 'set-port-forward':
			return setPortForward(world, change);
		default:
			return change satisfies never;
	}
}

function hubAt(world: World, id: DeviceId): Hub | undefined {
	return deviceOfKind(world, id, 'vmnet') ?? deviceOfKind(world, id, 'user-network');
}

function addVmnet(world: World, change: Extract<HostedChange, {kind: 'add-vmnet'}>, out: Sink): ChangeResult {
	const {name, number, options} = change;
	const machine = world.machines[change.machine] as Machine;
	const {mode = presetMode(number), system = 'linux', uplink = -1} = options;
	const {hostAdapter = mode !== 'bridged', promiscuous = false} = options;
	if (!(Number.isInteger(number) && number >= 0 && number <= LIMITS[system].number)) return refused('ERANGE');
	if (deviceNamed(world, machine, name)) return refused('EEXIST');
	const others = machine.devices.flatMap((id) => deviceOfKind(world, id, 'vmnet') ?? []);
	const namesake = others.find((other) => other.number === number);
	if (namesake) return refused('EEXIST', `VMnet${number} of this host is "${namesake.name}" already`);
	if (uplink !== -1 && (hostAdapter || mode !== 'bridged')) return refused('EINVAL', ALONE);
	const subnet = {address: options.subnet ?? presetSubnet(number), prefix: 24};
	const refusal = uplinkRefusal(world, machine, uplink) ?? planRefusal(subnet, options.dhcp);
	if (refusal) return refusal;
	const isAddressed = hostAdapter || mode === 'nat' || (mode !== 'bridged' && options.dhcp !== false);
	const rival = others.find(
		(other) => (other.hostAdapter || other.nat || other.dhcp !== undefined) && other.subnet.address === subnet.address,
	);
	if (isAddressed && rival) return refused('EADDRINUSE', `the subnet is that of "${rival.name}" already`);
	const id = world.devices.length;
	const base = createNetdev({id, machine: machine.id, ifindex: 0, name, mac: change.mac ?? adapterMac(number)});
	const vmnet: Vmnet = {
		...base,
		kind: 'vmnet',
		carrier: true,
		number,
		system,
		hostAdapter,
		promiscuous,
		subnet,
		jacks: [],
		nextJack: 1,
		uplink: -1,
		rewriting: false,
		stations: new Map(),
	};
	world.devices.push(vmnet);
	addToMachine(world, vmnet, machine);
	if (uplink !== -1) bridgeTo(world, vmnet, uplink);
	vmnet.rewriting = options.rewriting ?? (uplink !== -1 && deviceOfKind(world, uplink, 'nic')?.wireless === true);
	if (mode === 'nat') startNat(world, vmnet, out);
	if (mode !== 'bridged' && options.dhcp !== false) {
		vmnet.dhcp = addService(world, vmnet, 'dhcp', serviceMac('dhcp', number), [addressOn(vmnet, PLAN.dhcp)], out);
		const gateway = mode === 'nat' ? [addressOn(vmnet, PLAN.nat)] : [];
		startDhcp(world, vmnet, vmnet.dhcp, options.dhcp ?? {}, gateway, gateway, out);
	}
	return {kind: 'done', device: id};
}

function setVmnet(world: World, {device, uplink, rewriting, promiscuous}: Extract<HostedChange, {kind: 'set-vmnet'}>): ChangeResult {
	const vmnet = deviceOfKind(world, device, 'vmnet');
	if (!vmnet) return refused('EOPNOTSUPP');
	if (uplink !== undefined && uplink !== vmnet.uplink) {
		if (uplink !== -1 && (vmnet.hostAdapter || vmnet.dhcp || vmnet.nat)) return refused('EINVAL', ALONE);
		const refusal = uplinkRefusal(world, world.machines[vmnet.machine] as Machine, uplink);
		if (refusal) return refusal;
		bridgeTo(world, vmnet, uplink);
		vmnet.rewriting = deviceOfKind(world, uplink, 'nic')?.wireless === true;
	}
	if (rewriting !== undefined) vmnet.rewriting = rewriting;
	if (promiscuous !== undefined) vmnet.promiscuous = promiscuous;
	return DONE;
}

/** Only a NIC of the host that is bridged to no other network will do. */
function uplinkRefusal(world: World, machine: Machine, uplink: DeviceId): ChangeResult | undefined {
	if (uplink === -1) return undefined;
	const nic = world.devices[uplink]?.present ? deviceOfKind(world, uplink, 'nic') : undefined;
	if (nic?.machine !== machine.id || isJack(world, nic)) return refused('EINVAL', 'a network is bridged to a NIC of its host');
	return nic.bridgedBy === undefined ? undefined : refused('EBUSY');
}

function plugGuest(world: World, {device, master, latency}: Extract<HostedChange, {kind: 'plug-guest'}>, out: Sink): ChangeResult {
	const hub = hubAt(world, master);
	if (!hub) return refused('EOPNOTSUPP');
	const guest = deviceOfKind(world, device, 'nic');
	if (!guest || guest.machine === hub.machine) return refused('EINVAL');
	if (guest.link !== -1) return refused('EBUSY');
	const most = hub.kind === 'vmnet' ? LIMITS[hub.system].guests : 1;
	if (guestsOn(world, hub).length >= most) return refused('EXFULL');
	plug(world, hub, guest, latency, out);
	return DONE;
}

function unplugGuest(world: World, device: DeviceId, out: Sink): ChangeResult {
	const guest: Nic | undefined = deviceOfKind(world, device, 'nic');
	const jack = guest && peerOf(world, guest.id);
	if (!jack || !isJack(world, jack) || machineOf(world, device).role === 'service') return refused('ENODEV');
	loosen(world, jack.id, out);
	return applyLinkChange(world, {kind: 'delete', device: jack.id}, out);
}
