/** Datapaths as the commands of the daemon name them: `system@ovs-system`. */
import type {Datapath} from '../../../engine/devices/datapath/datapath-device.js';
import type {Vswitchd} from '../../../engine/ovs/vswitchd.js';
import {deviceOfKind, type World} from '../../../engine/world.js';

/** The datapaths that bridges have. */
export function datapathsOf(world: World, {bridges}: Vswitchd): Datapath[] {
	const ids = new Set(bridges.map(({datapath}) => datapath));
	return [...ids].flatMap((id) => deviceOfKind(world, id, 'datapath') ?? []);
}

/** The name that commands give it. */
export function nameOf({name}: Pick<Datapath, 'name'>, type: string): string {
	return `${type}@${name}`;
}

/** `system@ovs-system`: under the override, too, the daemon calls a datapath what the database does. */
export function typeOf(switchd: Vswitchd, {id, type}: Datapath): string {
	return switchd.bridges.find(({datapath}) => datapath === id)?.type ?? type;
}
