/** Where wires meet a box: at which edge, under which name, and on what inside they hang. */
import type {Device} from '../../engine/device.js';
import {isJack} from '../../engine/hosted/plug.js';
import type {DeviceId, MachineId} from '../../engine/netdev.js';
import {isActivePf} from '../../engine/sriov/adapter.js';
import {deviceAt, type World} from '../../engine/world.js';
import type {Attachment} from './attachments.js';
import {hubOf, pairOf} from './hubs.js';

/** Where a wire meets a box. */
export interface Dock {
	/** Index of the attachment whose end this is. */
	wire: number;
	/** The device at this end; for a macvlan of another machine that enters here, that macvlan. */
	device: DeviceId;
	farMachine: MachineId;
	side: 'top' | 'bottom' | 'left' | 'right';
	/** Device inside this box to which a line leads from here: a lower device or a bridge; -1 is none. */
	core: DeviceId;
	/** Only passes the edge: the device itself stands in the other box. */
	entry: boolean;
	label: string;
}

/** Ends below stand in the order of the boxes to which they lead, so that wires do not cross. */
export function uncrossed(docks: readonly Dock[], rows: readonly (readonly MachineId[])[]): Dock[] {
	const order = rows.flat();
	const below = docks
		.filter(({side}) => side === 'bottom')
		.toSorted((a, b) => order.indexOf(a.farMachine) - order.indexOf(b.farMachine))
		.values();
	return docks.map((dock) => (dock.side === 'bottom' ? (below.next().value as Dock) : dock));
}

/** The ends of one attachment at a machine: one or none. */
export function docksOf(
	world: World,
	machine: MachineId,
	attachment: Attachment,
	wire: number,
	rowOf: ReadonlyMap<MachineId, number>,
	named: boolean,
	isRightOf: (other: MachineId) => boolean,
): Dock[] {
	const [a, b] = [deviceAt(world, attachment.a), deviceAt(world, attachment.b)];
	const [near, far] = a.machine === machine ? [a, b] : [b, a];
	if (near.machine !== machine) return [];
	const entry = attachment.kind === 'upper' && near === b;
	const [here, there] = [rowOf.get(machine) ?? 0, rowOf.get(far.machine) ?? 0];
	const beside = isRightOf(far.machine) ? 'right' : 'left';
	const dock: Dock = {
		wire,
		device: entry ? far.id : near.id,
		farMachine: far.machine,
		side: here === there ? beside : here < there ? 'bottom' : 'top',
		core: entry ? near.id : coreOf(world, near.id),
		entry,
		label: entry || !named || isOnly(world, machine) ? '' : dockName(world, near),
	};
	return [dock];
}

/** A NIC with a switch in its card says how that forwards. */
function dockName(world: World, device: Device): string {
	if (isJack(world, device)) return '';
	return isActivePf(device) ? `${device.sriov.mode.toUpperCase()} ${device.name}` : device.name;
}

/** A guest or a station with one device needs no name for it. */
function isOnly(world: World, machine: MachineId): boolean {
	const {role, devices} = world.machines[machine] as World['machines'][number];
	return devices.length === 1 && role !== 'host' && role !== 'switch';
}

/** The device inside the machine that `id` hangs on. A machine that is one bridge is its own core: no line is drawn. */
function coreOf(world: World, id: DeviceId): DeviceId {
	const device = deviceAt(world, id);
	if (device.kind === 'vf' && deviceAt(world, device.pf).machine !== device.machine) return pairOf(world, id);
	if (device.kind === 'macvtap' || device.kind === 'macvlan')
		return deviceAt(world, device.lower).machine === device.machine ? device.lower : -1;
	const hub = hubOf(world, id);
	if (hub !== -1) return world.machines[device.machine]?.role === 'switch' ? -1 : hub;
	return device.uppers.some((upper) => deviceAt(world, upper).present) ? id : -1;
}
