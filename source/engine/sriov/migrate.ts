/** Begins a live migration; the theory and what follows are in `migration.ts`. */
import {type ChangeResult, DONE, refused} from '../change.js';
import type {Device} from '../device.js';
import type {Sink} from '../sink.js';
import {deviceAt, deviceOfKind, type Machine, machineOf, peerOf, type World} from '../world.js';
import {pfOf, type VfDevice} from './adapter.js';
import {assignVf, passthroughRefusal} from './assign-vf.js';
import {failoversOf} from './failover.js';
import type {FailoverDevice} from './failover-device.js';
import {ANNOUNCEMENTS, DEFAULT_COPY, DEFAULT_DOWNTIME, register, UNTIL_PLUG} from './migration.js';
import {vfName} from './numvfs.js';
import {setVf} from './set-vf.js';
import type {SriovChange} from './sriov-change.js';

type Migrate = Extract<SriovChange, {kind: 'migrate'}>;

/**
 * EOPNOTSUPP: a VF of the machine has no standby. EINVAL: the machine has not one NIC that could be plugged in elsewhere, or what is
 * named on the target cannot serve. EBUSY: it is on its way, or what is named is taken.
 */
export function migrate(world: World, change: Migrate, out: Sink): ChangeResult {
	const machine = world.machines[change.machine] as Machine;
	const {copy = DEFAULT_COPY, downtime = DEFAULT_DOWNTIME} = change;
	if (machine.migration) return refused('EBUSY', 'the machine is being migrated');
	if (![copy, downtime].every((time) => Number.isInteger(time) && time >= 0)) return refused('EINVAL');
	const pairs = failoversOf(world, machine);
	const stuck = vfsOf(world, machine).filter((vf) => !pairs.some(({primary}) => primary === vf.id));
	if (stuck.length > 0) return refused('EOPNOTSUPP', "cannot migrate a domain with <hostdev mode='subsystem' type='pci'>");
	const nic = theNic(world, machine);
	if (!nic) return refused('EINVAL', 'the machine needs one NIC, and no more, that is plugged into its host');
	const pair = pairs.find(({standby}) => standby === nic.id);
	const refusal = refusalOfPort(world, change, nic) ?? refusalOfVf(world, change, machine, pair);
	if (refusal) return refusal;

	const primary = pair && pair.primary !== -1 ? deviceOfKind(world, pair.primary, 'vf') : undefined;
	const name = primary?.name;
	if (primary) unplug(world, primary, out);
	if (pair) register(world, peerOf(world, nic.id) as Device, nic.mac, out);
	const pauseAt = world.now + copy;
	const resumeAt = pauseAt + downtime;
	machine.migration = {
		nic: nic.id,
		port: change.port,
		hasPair: pair !== undefined,
		vf: change.vf ?? -1,
		vfName: name ?? (change.vf === undefined ? '' : deviceAt(world, change.vf).name),
		pauseAt,
		resumeAt,
		announceAt: resumeAt,
		announcements: ANNOUNCEMENTS,
		plugAt: resumeAt + UNTIL_PLUG,
	};
	out.wake(nic.id, resumeAt);
	return DONE;
}

function vfsOf(world: World, machine: Machine): VfDevice[] {
	return machine.devices.flatMap((id) => deviceOfKind(world, id, 'vf') ?? []);
}

/** The machine's only NIC with a link that leads out of it. */
function theNic(world: World, machine: Machine): Device | undefined {
	const plugged = machine.devices.filter((id) => {
		const peer = peerOf(world, id);
		return deviceAt(world, id).kind === 'nic' && peer !== undefined && peer.machine !== machine.id;
	});
	const [only] = plugged;
	return plugged.length === 1 && only !== undefined ? deviceAt(world, only) : undefined;
}

function refusalOfPort(world: World, {port, machine}: Migrate, nic: Device): ChangeResult | undefined {
	const target = deviceAt(world, port);
	if (target.kind !== 'nic' && target.kind !== 'macvtap') return refused('EINVAL');
	if (target.machine === machine || target.machine === peerOf(world, nic.id)?.machine)
		return refused('EINVAL', 'the target is another host');
	return target.link === -1 ? undefined : refused('EBUSY');
}

function refusalOfVf(world: World, change: Migrate, machine: Machine, pair: FailoverDevice | undefined): ChangeResult | undefined {
	if (change.vf === undefined) return undefined;
	const vf = deviceOfKind(world, change.vf, 'vf');
	if (!vf || !pair) return refused('EINVAL', 'a virtual function goes to a failover pair');
	const host = machineOf(world, change.port);
	if (vf.master !== -1 || vf.uppers.length > 0 || vf.machine !== pfOf(world, vf).machine) return refused('EBUSY');
	if (vf.machine !== host.id) return refused('EINVAL', 'the virtual function is on another host');
	return passthroughRefusal(world, vf, machine);
}

/** The VF goes back to its host, and the MAC that it had for the guest goes from it. */
function unplug(world: World, vf: VfDevice, out: Sink): void {
	const pf = pfOf(world, vf);
	const host = machineOf(world, pf.id);
	assignVf(world, vf, {kind: 'assign-vf', device: vf.id, machine: host.id, name: vfName(world, host, pf, vf.number)}, out);
	setVf(world, pf, vf.number, {mac: 0}, out);
}
